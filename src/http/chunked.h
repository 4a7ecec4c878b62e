// The chunked transfer coding, RFC 9112 section 7.1, decoded in place.
//
// Strict for the same reason as request_head.h: sizes are 1 to 8 hex digits, line ends are CR LF,
// chunk extensions may hold no control characters. Extensions and trailers are read, checked for
// their form and dropped, with a bound on their length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gs::http {

class ChunkedDecoder {
 public:
  enum class Result { kMore, kDone, kMalformed };

  struct Progress {
    Result result = Result::kMore;
    size_t consumed = 0;  // encoded bytes read; all of them unless kDone
    size_t produced = 0;  // decoded bytes, now at the start of `bytes`
  };

  // Decodes the next piece of the body, leaving what it decodes at the start of `bytes`.
  Progress decode(std::span<char> bytes);

  // Takes any bytes left over of one body as the start of the next.
  void reset() { *this = ChunkedDecoder(); }

 private:
  enum class State : uint8_t {
    kSizeStart,
    kSize,
    kExtension,
    kSizeLineFeed,
    kContent,
    kContentReturn,
    kContentLineFeed,
    kTrailerStart,
    kTrailer,
    kTrailerLineFeed,
    kLastLineFeed,
    kDone
  };

  bool step(char c);
  bool step_size(char c);
  bool step_trailer(char c);

  State state_ = State::kSizeStart;
  uint32_t remaining_ = 0;      // of the current chunk
  uint32_t size_digits_ = 0;    // of the current size
  uint32_t dropped_bytes_ = 0;  // of extensions and trailers, all chunks together
};

}  // namespace gs::http
