// Cuts the bytes of one connection to a server into answers. Knows no sockets: the connection puts
// bytes in and asks what stands there now.
//
//   reader.start();                                   // a request has been sent
//   while (reader.state() == kHead) reader.commit(read(fd, reader.prepare()));
//   while (reader.state() == kBody) {
//     reader.next_piece();
//     if (reader.piece().empty()) reader.commit(read(fd, reader.prepare()));   // or end()
//     use(reader.piece());
//   }
//
// Memory: one buffer of a fixed size, and a head up to its limit. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/chunked.h"
#include "http/response_head.h"

namespace gs::http {

class ResponseReader {
 public:
  enum class State : uint8_t {
    kHead,      // waits for the rest of a head
    kBody,      // has a head, not yet all of the body
    kDone,      // the answer is complete; piece() may hold the last of it
    kMalformed  // problem() says why; nothing more can be read from this connection
  };

  ResponseReader();

  // Waits for the head of the next answer; what is left of the last is dropped.
  void start();
  // Room for the next bytes, never empty. In kHead, and in kBody once all pieces were taken. Ends
  // piece().
  std::span<char> prepare();
  // `size` bytes have come. In kHead it looks for the head; interim answers (1xx) are dropped.
  void commit(size_t size);
  // Decodes what has come and was not given out yet: piece(), empty where more bytes are needed.
  void next_piece();
  // The connection has ended. True: so does the answer, as it should, and the state is kDone.
  bool end();

  State state() const { return state_; }
  const ResponseHead& head() const { return head_; }     // kBody, kDone; until start()
  std::string_view piece() const { return piece_; }      // until the next call
  std::string_view problem() const { return problem_; }  // kMalformed; a literal
  // Nothing stands behind what was given out.
  bool drained() const { return begin_ == end_; }

 private:
  void take_head();
  void start_body();
  void take_chunks(std::span<char> bytes);
  void fail(std::string_view problem);

  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0;  // buffer_: [begin_, end_) has come and is not used
  size_t end_ = 0;
  std::string head_text_;  // what head_ points into
  ResponseHead head_;
  uint64_t remaining_ = 0;  // of a body with a length
  ChunkedDecoder chunks_;
  State state_ = State::kHead;
  std::string_view piece_;
  std::string_view problem_;
};

}  // namespace gs::http
