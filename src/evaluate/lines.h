// Bytes that come in pieces, cut into lines: the way into everything that is JSON Lines.
//
// A line ends with LF or CRLF; the last may have no end. Lines of white space alone are passed
// over, a byte order mark in front of the first is too. Limits: kMostLineBytes a line.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "evaluate/place.h"
#include "evaluate/reader.h"

namespace gs::evaluate {

inline constexpr size_t kMostLineBytes = 8 * 1024 * 1024;

class Lines final : public Reader {
 public:
  // A line without its end, valid during the call, and its number from 1.
  using OnLine = std::function<Status(std::string_view line, size_t number)>;

  Lines(std::string file, OnLine on_line);

  Status feed(std::string_view bytes) override;
  Status finish() override;

 private:
  Status give(std::string_view line);
  Status too_long() const;

  const std::string file_;
  const OnLine on_line_;
  std::string begun_;  // of the line that no piece has ended yet
  size_t number_ = 0;  // of the last line given
};

}  // namespace gs::evaluate
