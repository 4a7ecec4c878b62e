#include "http/request_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gs::http {
namespace {

constexpr size_t kSmallBuffer = 2 * 1024;
constexpr size_t kLargeBuffer = 16 * 1024;  // what is larger is not kept between requests

}  // namespace

RequestReader::RequestReader(const ReaderLimits& limits)
    : limits_(limits),
      buffer_(std::make_unique_for_overwrite<char[]>(kSmallBuffer)),
      capacity_(kSmallBuffer) {}

std::span<char> RequestReader::prepare() {
  if (end_ == capacity_) move_to(end_ - begin_ > capacity_ / 2 ? capacity_ * 2 : capacity_);
  return {buffer_.get() + end_, capacity_ - end_};
}

// Moves what is in use to the start of a buffer of `capacity` bytes, which may be the present one.
void RequestReader::move_to(size_t capacity) {
  if (capacity == capacity_) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  } else {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  }
  body_end_ -= begin_;
  raw_ -= begin_;
  end_ -= begin_;
  begin_ = 0;
  if (state_ == State::kBody) {
    // The head's views moved with the bytes. Parsing again is cheaper than keeping offsets, because
    // almost every request arrives in one piece.
    parse_request_head({buffer_.get(), head_size_}, limits_.head, head_, refusal_);
  }
}

RequestReader::State RequestReader::commit(size_t size) {
  end_ += size;
  advance();
  return state_;
}

RequestReader::State RequestReader::append(std::string_view bytes) {
  while (capacity_ - end_ < bytes.size()) move_to(capacity_ * 2);
  std::memcpy(buffer_.get() + end_, bytes.data(), bytes.size());
  return commit(bytes.size());
}

bool RequestReader::take_continue() {
  const bool wanted =
      state_ == State::kBody && head_.expect_continue && !continue_taken_ && end_ == body_begin();
  if (wanted) continue_taken_ = true;
  return wanted;
}

std::string_view RequestReader::body() const {
  return {buffer_.get() + body_begin(), body_end_ - body_begin()};
}

RequestReader::State RequestReader::next() {
  begin_ = raw_;
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (capacity_ > kLargeBuffer) {
      buffer_ = std::make_unique_for_overwrite<char[]>(kSmallBuffer);
      capacity_ = kSmallBuffer;
    }
  }
  body_end_ = raw_ = begin_;
  scanned_ = head_size_ = 0;
  continue_taken_ = false;
  line_forgiven_ = false;
  state_ = State::kHead;
  if (end_ > begin_) advance();
  return state_;
}

void RequestReader::refuse(int status, std::string_view slug, std::string_view detail,
                           size_t limit) {
  refusal_ = {status, slug, detail, limit};
  state_ = State::kRefused;
}

void RequestReader::advance() {
  if (state_ == State::kHead) advance_head();
  if (state_ == State::kBody) advance_body();
}

void RequestReader::advance_head() {
  // One empty line before the request line is forgiven, RFC 9112 section 2.2.
  if (!line_forgiven_ && scanned_ == 0 && end_ - begin_ >= 2 &&
      std::memcmp(buffer_.get() + begin_, "\r\n", 2) == 0) {
    line_forgiven_ = true;
    begin_ += 2;
    raw_ = body_end_ = begin_;
  }
  const std::string_view bytes(buffer_.get() + begin_, end_ - begin_);
  if (bytes.size() < 2) return;
  const HeadEnd found = find_head_end(bytes, scanned_);
  if (found.kind == HeadEnd::kBareLineFeed) {
    return refuse(400, "bad-request", "a line ends without a carriage return");
  }
  if (found.size > limits_.head.max_bytes) {
    const bool first_line = bytes.find('\n') == std::string_view::npos;
    if (first_line) return refuse(414, "target-too-long", "the request line does not end");
    return refuse(431, "header-too-large", "the header is larger than the limit",
                  limits_.head.max_bytes);
  }
  scanned_ = found.size;
  if (found.kind == HeadEnd::kNotYet) return;
  head_size_ = found.size;
  if (!parse_request_head(bytes.substr(0, head_size_), limits_.head, head_, refusal_)) {
    state_ = State::kRefused;
    return;
  }
  start_body();
}

void RequestReader::start_body() {
  body_limit_ = limits_.body_limit ? limits_.body_limit(head_) : limits_.max_body_bytes;
  if (head_.content_length > body_limit_) {
    return refuse(413, "body-too-large", "the body is larger than the limit", body_limit_);
  }
  state_ = State::kBody;
  body_end_ = raw_ = body_begin();
  chunks_.reset();
}

void RequestReader::advance_body() {
  if (head_.chunked) return advance_chunked();
  const size_t wanted = body_begin() + static_cast<size_t>(head_.content_length);
  raw_ = body_end_ = std::min(end_, wanted);
  if (body_end_ == wanted) state_ = State::kReady;
}

void RequestReader::advance_chunked() {
  // Decoded bytes join the body at body_end_, closing the gap that the chunk's framing leaves.
  const size_t unread = end_ - raw_;
  std::memmove(buffer_.get() + body_end_, buffer_.get() + raw_, unread);
  const ChunkedDecoder::Progress progress = chunks_.decode({buffer_.get() + body_end_, unread});
  end_ = body_end_ + unread;
  raw_ = body_end_ + progress.consumed;
  body_end_ += progress.produced;
  if (progress.result == ChunkedDecoder::Result::kMalformed) {
    return refuse(400, "bad-request", "the chunked body is malformed");
  }
  if (body_end_ - body_begin() > body_limit_) {
    return refuse(413, "body-too-large", "the body is larger than the limit", body_limit_);
  }
  if (progress.result == ChunkedDecoder::Result::kDone) {
    state_ = State::kReady;
  } else {
    raw_ = end_ = body_end_;
  }
}

}  // namespace gs::http
