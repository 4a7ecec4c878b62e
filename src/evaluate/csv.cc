#include "evaluate/csv.h"

#include <utility>

#include "base/utf8.h"

namespace gs::evaluate {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Csv::Csv(std::string file, OnRecord on_record, char separator)
    : file_(std::move(file)), on_record_(std::move(on_record)), separator_(separator) {}

Status Csv::feed(std::string_view bytes) {
  while (mark_ < kByteOrderMark.size() && !bytes.empty()) {
    if (bytes.front() != kByteOrderMark[mark_]) {
      // What looked like a mark was the beginning of a field.
      bytes_.append(kByteOrderMark.substr(0, mark_));
      if (mark_ > 0) state_ = State::kPlain;
      mark_ = kByteOrderMark.size();
      break;
    }
    bytes.remove_prefix(1);
    ++mark_;
  }
  for (const char byte : bytes) GS_CHECK_OK(take(byte));
  return Ok{};
}

Status Csv::take(char byte) {
  if (byte == '\n') ++line_;
  switch (state_) {
    case State::kQuoted:
      if (byte == '"') {
        state_ = State::kQuoteInQuoted;
        return Ok{};
      }
      bytes_ += byte;
      if (bytes_.size() > kMostRecordBytes) break;
      return Ok{};
    case State::kQuoteInQuoted:
      return take_behind_quote(byte);
    case State::kCarriageReturn:
      if (byte != '\n') return wrong("a CR that no LF follows");
      return end_record();
    case State::kFieldStart:
      if (byte == '"') {
        state_ = State::kQuoted;
        return Ok{};
      }
      [[fallthrough]];
    case State::kPlain:
      return take_unquoted(byte);
  }
  return fail(ErrorCode::kTooLarge,
              "a record is longer than " + std::to_string(kMostRecordBytes) + " bytes",
              Place{file_, record_line_}.to_string());
}

Status Csv::take_unquoted(char byte) {
  if (byte == separator_) return end_field();
  if (byte == '\n') return end_record();
  if (byte == '\r') {
    state_ = State::kCarriageReturn;
    return Ok{};
  }
  if (byte == '"') return wrong("a quote inside a field that does not begin with one");
  if (byte == '\0') return wrong("a zero byte: this is no text");
  state_ = State::kPlain;
  bytes_ += byte;
  if (bytes_.size() <= kMostRecordBytes) return Ok{};
  return fail(ErrorCode::kTooLarge,
              "a record is longer than " + std::to_string(kMostRecordBytes) + " bytes",
              Place{file_, record_line_}.to_string());
}

Status Csv::take_behind_quote(char byte) {
  if (byte == '"') {
    bytes_ += byte;
    state_ = State::kQuoted;
    return Ok{};
  }
  if (byte == separator_) return end_field();
  if (byte == '\n') return end_record();
  if (byte == '\r') {
    state_ = State::kCarriageReturn;
    return Ok{};
  }
  return wrong("text behind a closing quote");
}

Status Csv::end_field() {
  ends_.push_back(bytes_.size());
  state_ = State::kFieldStart;
  if (ends_.size() <= kMostFields) return Ok{};
  return fail(ErrorCode::kTooLarge,
              "a record has more than " + std::to_string(kMostFields) + " fields",
              Place{file_, record_line_}.to_string());
}

Status Csv::end_record() {
  GS_CHECK_OK(end_field());
  if (!is_valid_utf8(bytes_)) return wrong("not UTF-8");
  fields_.clear();
  size_t begin = 0;
  for (const size_t end : ends_) {
    fields_.push_back(std::string_view(bytes_).substr(begin, end - begin));
    begin = end;
  }
  const Status status = on_record_(fields_, record_line_);
  bytes_.clear();
  ends_.clear();
  record_line_ = line_;
  return status;
}

Status Csv::finish() {
  if (state_ == State::kQuoted) return wrong("a quote is never closed");
  if (state_ == State::kCarriageReturn) return wrong("a CR that no LF follows");
  const bool begun = state_ != State::kFieldStart || !ends_.empty();
  return begun ? end_record() : Ok{};
}

Status Csv::wrong(std::string_view message) const {
  return refuse({file_, record_line_}, "", message);
}

}  // namespace gs::evaluate
