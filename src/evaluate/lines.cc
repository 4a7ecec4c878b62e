#include "evaluate/lines.h"

#include <utility>

namespace gs::evaluate {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kWhite = " \t\r";

}  // namespace

Lines::Lines(std::string file, OnLine on_line)
    : file_(std::move(file)), on_line_(std::move(on_line)) {}

Status Lines::feed(std::string_view bytes) {
  for (size_t end; (end = bytes.find('\n')) != std::string_view::npos;) {
    const std::string_view part = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (begun_.empty()) {
      GS_CHECK_OK(give(part));
      continue;
    }
    begun_.append(part);
    const std::string line = std::exchange(begun_, {});
    GS_CHECK_OK(give(line));
  }
  begun_.append(bytes);
  return begun_.size() > kMostLineBytes ? too_long() : Ok{};
}

Status Lines::finish() {
  if (begun_.empty()) return Ok{};
  const std::string line = std::exchange(begun_, {});
  return give(line);
}

Status Lines::give(std::string_view line) {
  if (line.size() > kMostLineBytes) return too_long();
  ++number_;
  if (number_ == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(kWhite) == std::string_view::npos) return Ok{};
  return on_line_(line, number_);
}

Status Lines::too_long() const {
  return fail(ErrorCode::kTooLarge,
              "a line is longer than " + std::to_string(kMostLineBytes) + " bytes",
              Place{file_, number_ + 1}.to_string());
}

}  // namespace gs::evaluate
