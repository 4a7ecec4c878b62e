#include "res/log/anchor.h"

#include <filesystem>
#include <utility>

#include "base/json.h"
#include "base/json_writer.h"

namespace gs::res::log {
namespace {

constexpr uint64_t kFileBytes = 64 * 1024;

std::string line_of(const std::string& note) {
  return JsonWriter().begin_object().key("note").string(note).end_object().take() + "\n";
}

Result<ledger::SignedNote> note_of(std::string_view line) {
  auto json = parse_json(line);
  if (!json) return tl::unexpected<Error>(json.error());
  const boost::json::value* note =
      json->is_object() ? json->as_object().if_contains("note") : nullptr;
  if (note == nullptr || !note->is_string()) {
    return fail(ErrorCode::kInvalidInput, "an anchor's line must be {\"note\": \"...\"}");
  }
  return ledger::SignedNote::parse(std::string_view(note->as_string()));
}

}  // namespace

Result<std::optional<ledger::SignedNote>> newest_note(std::string_view anchor) {
  // Behind the last line feed stands a line that was torn, or space for lines to come. A line with
  // a zero in it was torn as well: a sector of it never arrived, so its head was never published.
  size_t end = anchor.rfind('\n');
  while (end != std::string_view::npos) {
    const size_t before = end == 0 ? std::string_view::npos : anchor.rfind('\n', end - 1);
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view line = anchor.substr(begin, end - begin);
    if (line.find('\0') == std::string_view::npos) {
      GS_TRY(ledger::SignedNote note, note_of(line));
      return std::optional(std::move(note));
    }
    end = before;
  }
  return std::nullopt;
}

Result<std::unique_ptr<Anchor>> Anchor::open(Files& files, std::string path,
                                             const ledger::VerifierKey& key) {
  std::unique_ptr<Anchor> anchor(new Anchor(files, std::move(path)));
  auto bytes = files.read(anchor->path_);
  if (!bytes && bytes.error().code == ErrorCode::kNotFound) return anchor;
  if (!bytes) return tl::unexpected(std::move(bytes).error());
  auto note = newest_note(*bytes);
  if (!note) return fail(ErrorCode::kInvalidInput, note.error().message, anchor->path_);
  if (!note->has_value()) return anchor;
  auto head = ledger::open_checkpoint(**note, key);
  if (!head) return fail(ErrorCode::kInvalidInput, head.error().message, anchor->path_);
  anchor->newest_ = *std::move(head);
  return anchor;
}

Status Anchor::start_over(const std::string& line) {
  file_.reset();
  const std::string folder = std::filesystem::path(path_).parent_path().string();
  if (!folder.empty()) GS_CHECK_OK(files_.make_folder(folder));
  GS_CHECK_OK(files_.replace(path_, line));
  GS_TRY(file_, files_.open_for_append(path_));
  GS_CHECK_OK(file_->preallocate(kFileBytes));
  GS_CHECK_OK(file_->sync());
  end_ = line.size();
  return Ok{};
}

Status Anchor::remember(const ledger::Checkpoint& head, const std::string& note) {
  const std::string line = line_of(note);
  const auto write = [&]() -> Status {
    if (file_ == nullptr || end_ + line.size() > kFileBytes) return start_over(line);
    GS_CHECK_OK(file_->write_at(end_, line));
    GS_CHECK_OK(file_->sync());
    end_ += line.size();
    return Ok{};
  };
  Status written = write();
  if (!written) {
    file_.reset();  // what a failed sync was to cover may be lost: begin a new file next time
    return written;
  }
  newest_ = head;
  return Ok{};
}

}  // namespace gs::res::log
