// What a client sends, or that it leaves, while its request is being answered.
//
// One read is left waiting on the socket. It ends when the client closes (the exchange is told), or
// when the next request's first bytes come (they are kept for it). It may also stay behind after
// the answer: then it is the first read of the next request. Internal to src/http.
#pragma once

#include <array>
#include <limits>

#include "http/asio_types.h"

namespace gs::http {

struct ReadAhead {
  explicit ReadAhead(Executor executor) : ended(executor, SteadyTimeMax()) {}
  static std::chrono::steady_clock::time_point SteadyTimeMax() {
    return std::chrono::steady_clock::time_point::max();
  }

  std::array<char, 4096> bytes;
  size_t size = 0;
  boost::system::error_code error;
  bool waiting = false;  // the read is under way
  bool ready = false;    // it has ended, and nobody has taken what it gave
  Timer ended;           // cancelled when the read ends
};

}  // namespace gs::http
