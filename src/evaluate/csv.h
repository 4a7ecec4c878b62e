// Comma separated values by RFC 4180, read in pieces.
//
// Fields may be quoted; within quotes a comma, a line end and a doubled quote stand for themselves.
// A record ends with CRLF or LF. What the RFC does not allow is refused with its line: a quote
// inside an unquoted field, text behind a closing quote, a CR alone, a quote that is never closed.
// Bytes are UTF-8; a byte order mark in front is passed over. The separator may be another
// character than the comma. Limits: kMostRecordBytes a record, kMostFields fields.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/place.h"
#include "evaluate/reader.h"

namespace gs::evaluate {

inline constexpr size_t kMostRecordBytes = 1024 * 1024;
inline constexpr size_t kMostFields = 10'000;

class Csv final : public Reader {
 public:
  // The fields of a record, valid during the call, and the number of the line it begins on. An
  // empty line is a record of one empty field.
  using OnRecord = std::function<Status(std::span<const std::string_view> fields, size_t line)>;

  Csv(std::string file, OnRecord on_record, char separator = ',');

  Status feed(std::string_view bytes) override;
  Status finish() override;

 private:
  enum class State { kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kCarriageReturn };

  // Each takes one byte in the state of its name.
  Status take(char byte);
  Status take_unquoted(char byte);
  Status take_behind_quote(char byte);
  Status end_field();
  Status end_record();
  Status wrong(std::string_view message) const;

  const std::string file_;
  const OnRecord on_record_;
  const char separator_;
  State state_ = State::kFieldStart;
  std::string bytes_;         // of the fields of the record that is being read
  std::vector<size_t> ends_;  // of its finished fields, in bytes_
  std::vector<std::string_view> fields_;
  size_t line_ = 1;
  size_t record_line_ = 1;
  size_t mark_ = 0;  // bytes of the byte order mark that were seen; 3: past it
};

}  // namespace gs::evaluate
