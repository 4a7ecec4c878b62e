#include "http/chunked.h"

#include <algorithm>
#include <cstring>

namespace gs::http {
namespace {

constexpr uint32_t kMaxSizeDigits = 8;
constexpr uint32_t kMaxDroppedBytes = 8 * 1024;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

}  // namespace

ChunkedDecoder::Progress ChunkedDecoder::decode(std::span<char> bytes) {
  Progress progress;
  while (progress.consumed < bytes.size() && state_ != State::kDone) {
    if (state_ == State::kContent) {
      const size_t n = std::min<size_t>(remaining_, bytes.size() - progress.consumed);
      std::memmove(bytes.data() + progress.produced, bytes.data() + progress.consumed, n);
      progress.consumed += n;
      progress.produced += n;
      remaining_ -= static_cast<uint32_t>(n);
      if (remaining_ == 0) state_ = State::kContentReturn;
    } else if (!step(bytes[progress.consumed++])) {
      progress.result = Result::kMalformed;
      return progress;
    }
  }
  progress.result = state_ == State::kDone ? Result::kDone : Result::kMore;
  return progress;
}

// One byte outside of the content; false if it may not stand here.
bool ChunkedDecoder::step(char c) {
  switch (state_) {
    case State::kSizeStart:
    case State::kSize:
    case State::kExtension:
    case State::kSizeLineFeed:
      return step_size(c);
    case State::kContentReturn:
      state_ = State::kContentLineFeed;
      return c == '\r';
    case State::kContentLineFeed:
      state_ = State::kSizeStart;
      return c == '\n';
    default:
      return step_trailer(c);
  }
}

bool ChunkedDecoder::step_size(char c) {
  if (state_ == State::kSizeLineFeed) {
    state_ = remaining_ == 0 ? State::kTrailerStart : State::kContent;
    return c == '\n';
  }
  if (state_ == State::kExtension) {
    if (c == '\r') {
      state_ = State::kSizeLineFeed;
      return true;
    }
    return !is_control(c) && ++dropped_bytes_ <= kMaxDroppedBytes;
  }
  const int digit = hex_value(c);
  if (digit >= 0) {
    if (state_ == State::kSizeStart) {
      size_digits_ = 0;
      remaining_ = 0;
      state_ = State::kSize;
    }
    remaining_ = remaining_ * 16 + static_cast<uint32_t>(digit);
    return ++size_digits_ <= kMaxSizeDigits;
  }
  if (state_ == State::kSizeStart) return false;
  state_ = c == '\r' ? State::kSizeLineFeed : State::kExtension;
  return c == '\r' || c == ';';
}

bool ChunkedDecoder::step_trailer(char c) {
  switch (state_) {
    case State::kTrailerStart:
      state_ = c == '\r' ? State::kLastLineFeed : State::kTrailer;
      return c == '\r' || (!is_control(c) && c != ' ' && c != '\t' && c != ':');
    case State::kTrailer:
      if (c == '\r') {
        state_ = State::kTrailerLineFeed;
        return true;
      }
      return !is_control(c) && ++dropped_bytes_ <= kMaxDroppedBytes;
    case State::kTrailerLineFeed:
      state_ = State::kTrailerStart;
      return c == '\n';
    default:
      state_ = State::kDone;
      return c == '\n';
  }
}

}  // namespace gs::http
