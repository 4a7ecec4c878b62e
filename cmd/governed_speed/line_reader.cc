#include "governed_speed/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace gs::command {
namespace {

constexpr size_t kReadBytes = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kWhite = " \t\r";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kWhite) == std::string_view::npos;
}

}  // namespace

LineReader::LineReader(int fd, size_t most_bytes, std::function<void()> before_waiting)
    : fd_(fd), most_bytes_(most_bytes), before_waiting_(std::move(before_waiting)) {}

Result<LineReader::Line> LineReader::next() {
  for (;;) {
    GS_TRY(const Line line, next_of_any_kind());
    if (line.kind != Kind::kLine || !is_blank(line.text)) return line;
  }
}

Result<LineReader::Line> LineReader::next_of_any_kind() {
  for (;;) {
    const size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos) return take(end, end + 1);
    searched_ = buffer_.size();
    if (buffer_.size() - begin_ > most_bytes_) {
      skipping_ = true;
      buffer_.clear();
      begin_ = searched_ = 0;
    }
    if (ended_) {
      if (begin_ == buffer_.size() && !skipping_) return Line{};
      return take(buffer_.size(), buffer_.size());
    }
    GS_CHECK_OK(read_more());
  }
}

LineReader::Line LineReader::take(size_t end, size_t next) {
  std::string_view text = std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = searched_ = next;
  ++number_;
  const bool too_long = std::exchange(skipping_, false) || text.size() > most_bytes_;
  if (too_long) return {Kind::kTooLong, {}, number_};
  if (number_ == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return {Kind::kLine, text, number_};
}

Status LineReader::read_more() {
  before_waiting_();
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  const size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBytes);
  ssize_t count;
  do {
    count = ::read(fd_, buffer_.data() + old_size, kReadBytes);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(old_size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) return fail(ErrorCode::kIo, std::generic_category().message(errno));
  ended_ = count == 0;
  return Ok{};
}

}  // namespace gs::command
