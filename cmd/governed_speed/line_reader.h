// Lines of a file or a pipe, one at a time, in bounded memory.
//
//   LineReader lines(fd, kMostBytes, [&] { flush what was written });
//   for (;;) {
//     GS_TRY(const LineReader::Line line, lines.next());
//     if (line.kind == LineReader::Kind::kEnd) break;
//
// Whoever pipes a line in and waits for the answer gets it: what was written is flushed before the
// reader waits for more.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::command {

class LineReader {
 public:
  enum class Kind { kLine, kTooLong, kEnd };
  struct Line {
    Kind kind = Kind::kEnd;
    std::string_view text;  // without its end; valid until the next call; empty when too long
    size_t number = 0;      // counts from 1
  };

  // `fd` stays the caller's. A line longer than `most_bytes` is passed over, and told of.
  LineReader(int fd, size_t most_bytes, std::function<void()> before_waiting);

  // The next line that has more than white space in it. Errors: kIo, with the system's words.
  Result<Line> next();

 private:
  Result<Line> next_of_any_kind();
  Status read_more();
  Line take(size_t end, size_t next);

  const int fd_;
  const size_t most_bytes_;
  const std::function<void()> before_waiting_;
  std::string buffer_;
  size_t begin_ = 0;     // of the next line in buffer_
  size_t searched_ = 0;  // up to here there is no line end behind begin_
  size_t number_ = 0;
  bool skipping_ = false;  // within a line that is too long
  bool ended_ = false;
};

}  // namespace gs::command
