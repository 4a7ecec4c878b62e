#include "journal/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace gs::journal {
namespace {

constexpr size_t kDigits = 20;
constexpr std::string_view kShipped = "shipped";

std::optional<uint64_t> number_in(std::string_view digits) {
  uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end || digits.empty()) return std::nullopt;
  return number;
}

// The number in "<20 digits><ending>".
std::optional<uint64_t> number_of(std::string_view name, std::string_view ending) {
  if (name.size() != kDigits + ending.size() || !name.ends_with(ending)) return std::nullopt;
  return number_in(name.substr(0, kDigits));
}

tl::unexpected<Error> damaged(std::string what, std::string where) {
  return fail(ErrorCode::kInvalidInput, std::move(what), std::move(where));
}

std::string path_of(const std::string& folder, const std::string& name) {
  return folder + "/" + name;
}

// Brings one folder into order.
class Recovery {
 public:
  Recovery(Files& files, const Clock& clock, const std::string& folder, const std::string& gateway,
           const std::function<void(const JournalEvent&)>& on_event)
      : files_(files), clock_(clock), folder_(folder), gateway_(gateway), on_event_(on_event) {}

  Result<Continuation> run() {
    GS_TRY(listing_, list_folder(files_, folder_));
    for (const std::string& name : listing_.unfinished) {
      GS_CHECK_OK(files_.remove(path_of(folder_, name)));
    }
    GS_CHECK_OK(follow_seals());
    std::vector<uint64_t> unsealed = listing_.segments;
    std::erase_if(unsealed, [&](uint64_t first) {
      return !listing_.seals.empty() && first <= listing_.seals.back();
    });
    for (size_t i = 0; i < unsealed.size(); ++i) {
      const bool last = i + 1 == unsealed.size();
      GS_CHECK_OK(seal(unsealed[i], last ? std::nullopt : std::optional(unsealed[i + 1])));
    }
    return next_;
  }

 private:
  // Only seals that RES does not have yet are read, and the last one: there may be years of others.
  Status follow_seals() {
    GS_TRY(const uint64_t shipped, read_shipped(files_, folder_));
    uint64_t expected = shipped;
    for (const uint64_t first : listing_.seals) {
      if (first < shipped && first != listing_.seals.back()) continue;
      const std::string seal_path = path_of(folder_, seal_file_name(first));
      GS_TRY(const Seal seal, read_seal(files_, folder_, first));
      if (seal.gateway != gateway_) return damaged(other_gateway(seal.gateway), folder_);
      const bool has_segment =
          std::binary_search(listing_.segments.begin(), listing_.segments.end(), first);
      if (first >= shipped && !has_segment) return gap(first);
      if (first > expected) return gap(expected);
      if (first == expected && first > shipped && seal.prev_root != next_.last_root) {
        return damaged("the seal does not follow the one before", seal_path);
      }
      expected = seal.next_seq();
      next_ = {.next_seq = seal.next_seq(), .last_root = seal.root};
    }
    if (shipped > 0 && listing_.seals.empty()) return gap(shipped);
    return Ok{};
  }

  Status seal(uint64_t first, std::optional<uint64_t> following) {
    if (first != next_.next_seq) return gap(next_.next_seq);
    const std::string path = path_of(folder_, segment_file_name(first));
    GS_TRY(const std::string bytes, files_.read(path));
    auto segment = read_segment(bytes);
    if (!segment && following) return damaged(segment.error().message, path);
    if (!segment) {
      // Opened just before the power went; nothing in it was promised. The next one replaces it.
      report(fmt::format("a segment was lost before it held a durable record ({} bytes)",
                         bytes.find_last_not_of('\0') + 1),
             path);
      return Ok{};
    }
    GS_CHECK_OK(check(*segment, first, following, path));
    if (segment->torn) report_tail(*segment, bytes, path);
    if (following) segment->keep(*following - first);
    if (segment->records.empty()) return Ok{};
    return write(*segment, bytes, path);
  }

  Status check(const SegmentView& segment, uint64_t first, std::optional<uint64_t> following,
               const std::string& path) const {
    if (segment.gateway != gateway_) return damaged(other_gateway(segment.gateway), folder_);
    if (segment.first_seq != first) return damaged("the segment has the name of another", path);
    uint64_t seq = first;
    for (const std::string_view record : segment.records) {
      if (!says_seq(record, seq)) {
        return damaged(fmt::format("record {} is not in its place", seq), path);
      }
      ++seq;
    }
    if (following && seq < *following) return gap(seq);
    return Ok{};
  }

  Status write(const SegmentView& segment, std::string_view bytes, const std::string& path) {
    GS_CHECK_OK(files_.replace(path, bytes.substr(0, segment.end)));
    ledger::CompactTree tree;
    for (const std::string_view record : segment.records) tree.add(ledger::leaf_hash(record));
    const Seal seal{.gateway = gateway_,
                    .first_seq = segment.first_seq,
                    .records = segment.records.size(),
                    .root = tree.root(),
                    .prev_root = next_.last_root,
                    .opened = segment.opened,
                    .closed = clock_.now()};
    GS_CHECK_OK(files_.replace(path_of(folder_, seal_file_name(seal.first_seq)), seal.to_json()));
    next_ = {.next_seq = seal.next_seq(), .last_root = seal.root, .sealed = next_.sealed + 1};
    return Ok{};
  }

  void report_tail(const SegmentView& segment, std::string_view bytes, const std::string& path) {
    const size_t size = bytes.find_last_not_of('\0') + 1 - segment.end;
    report(fmt::format("a torn record was cut off: {} bytes at offset {}, behind {} good records",
                       size, segment.end, segment.records.size()),
           path);
  }

  void report(std::string message, const std::string& path) {
    on_event_({.error = false, .message = std::move(message), .where = path});
  }

  tl::unexpected<Error> gap(uint64_t seq) const {
    return damaged(fmt::format("the journal has a gap: record {} is missing", seq), folder_);
  }

  std::string other_gateway(const std::string& name) const {
    return fmt::format("the folder holds the journal of the gateway \"{}\", not of \"{}\"", name,
                       gateway_);
  }

  Files& files_;
  const Clock& clock_;
  const std::string& folder_;
  const std::string& gateway_;
  const std::function<void(const JournalEvent&)>& on_event_;
  FolderListing listing_;
  Continuation next_;
};

}  // namespace

Result<FolderListing> list_folder(Files& files, const std::string& folder) {
  GS_TRY(const std::vector<std::string> names, files.list(folder));
  FolderListing listing;
  for (const std::string& name : names) {
    if (const auto segment = number_of(name, ".seg")) listing.segments.push_back(*segment);
    if (const auto seal = number_of(name, ".seal")) listing.seals.push_back(*seal);
    if (name.ends_with(".new")) listing.unfinished.push_back(name);
  }
  return listing;
}

Result<Seal> read_seal(Files& files, const std::string& folder, uint64_t first_seq) {
  const std::string path = path_of(folder, seal_file_name(first_seq));
  GS_TRY(const std::string text, files.read(path));
  auto seal = Seal::parse(text);
  if (!seal) return damaged("not a seal: " + seal.error().to_string(), path);
  if (seal->first_seq != first_seq) return damaged("the seal has the name of another", path);
  return seal;
}

Result<SealedSegment> read_sealed(Files& files, const std::string& folder, uint64_t first_seq) {
  GS_TRY(Seal seal, read_seal(files, folder, first_seq));
  const std::string path = path_of(folder, segment_file_name(first_seq));
  GS_TRY(std::string bytes, files.read(path));
  auto segment = read_segment(bytes);
  if (!segment) return damaged(segment.error().message, path);
  // What may follow was written after the segment had been given up.
  segment->keep(seal.records);
  if (Status good = check_root(*segment, seal); !good) {
    return damaged(good.error().to_string(), path);
  }
  bytes.resize(segment->end);
  return SealedSegment{std::move(seal), std::move(bytes)};
}

Result<uint64_t> read_shipped(Files& files, const std::string& folder) {
  const std::string path = path_of(folder, std::string(kShipped));
  if (!files.exists(path)) return 0;
  GS_TRY(const std::string text, files.read(path));
  const auto number = text.ends_with('\n')
                          ? number_in(std::string_view(text).substr(0, text.size() - 1))
                          : std::nullopt;
  if (!number) return damaged("not the number of a record", path);
  return *number;
}

Status write_shipped(Files& files, const std::string& folder, uint64_t next_seq) {
  return files.replace(path_of(folder, std::string(kShipped)), std::to_string(next_seq) + "\n");
}

Result<Continuation> recover_folder(Files& files, const Clock& clock, const std::string& folder,
                                    const std::string& gateway,
                                    const std::function<void(const JournalEvent&)>& on_event) {
  return Recovery(files, clock, folder, gateway, on_event).run();
}

}  // namespace gs::journal
