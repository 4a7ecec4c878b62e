// Cuts the bytes of one connection into requests. Knows no sockets: the connection puts bytes in
// and asks what stands there now.
//
//   std::span<char> space = reader.prepare();
//   reader.commit(read(fd, space));
//   while (reader.state() == kReady) { ...answer reader.head() and reader.body()...; reader.next();
//   }
//
// Memory: one buffer that starts at 2 KiB and doubles with the bytes that really came, never with
// what a Content-Length promises. Bounded by the limits. next() lets go of a buffer that has become
// large. Used by one thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "http/chunked.h"
#include "http/request_head.h"

namespace gs::http {

struct ReaderLimits {
  HeadLimits head;
  size_t max_body_bytes = size_t{8} * 1024 * 1024;  // 413
  // Instead, where it is set: the limit for the body of this request. On the I/O thread, before any
  // of the body is read.
  std::function<size_t(const RequestHead&)> body_limit = {};
};

class RequestReader {
 public:
  enum class State {
    kHead,    // waits for the rest of a head (or for its first byte)
    kBody,    // has a head, waits for the rest of the body
    kReady,   // has a whole request
    kRefused  // refusal() says why; nothing more can be read from this connection
  };

  explicit RequestReader(const ReaderLimits& limits);  // keeps a reference

  // Room for the next bytes, never empty. Moves the buffer: views of the last request end here.
  // Only in the states kHead and kBody.
  std::span<char> prepare();
  State commit(size_t size);
  // prepare(), a copy of `bytes` into the room, commit().
  State append(std::string_view bytes);

  State state() const { return state_; }
  // In kHead: has anything of the next request come?
  bool idle() const { return state_ == State::kHead && begin_ == end_; }
  // In kBody: the client waits for "100 Continue" before it sends the body. True once a request.
  bool take_continue();

  const RequestHead& head() const { return head_; }    // kBody, kReady
  std::string_view body() const;                       // kReady
  const Refusal& refusal() const { return refusal_; }  // kRefused
  size_t request_bytes() const {
    return raw_ - begin_;
  }  // kReady: bytes of this request on the wire

  // Drops the request that is ready and looks at the bytes behind it.
  State next();

 private:
  void advance();
  void advance_head();
  void start_body();
  void advance_body();
  void advance_chunked();
  void refuse(int status, std::string_view slug, std::string_view detail, size_t limit = 0);
  void move_to(size_t capacity);
  size_t body_begin() const { return begin_ + head_size_; }

  const ReaderLimits& limits_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_;
  // buffer_: [begin_ head | decoded body, body_end_ | gap | raw_ not looked at, end_ | free,
  // capacity_]
  size_t begin_ = 0;
  size_t body_end_ = 0;
  size_t raw_ = 0;
  size_t end_ = 0;
  size_t scanned_ = 0;     // of the head, from begin_
  size_t head_size_ = 0;   // known from kBody on
  size_t body_limit_ = 0;  // so is this
  State state_ = State::kHead;
  bool continue_taken_ = false;
  bool line_forgiven_ = false;  // the empty line before this head
  RequestHead head_;
  ChunkedDecoder chunks_;
  Refusal refusal_;
};

}  // namespace gs::http
