// A request whose answer waits for others, or is sent in pieces.
//
//   class Ask : public CoroutineHandler {
//     Task<Response> handle(Exchange* exchange) const override {
//       exchange->when_gone([&] { upstream.abort(); });
//       ...
//       Response head{.content_type = "text/event-stream"};
//       if (!co_await exchange->begin(std::move(head))) co_return Response();
//       while (...) if (!co_await exchange->write(piece)) break;
//       co_return Response();
//     }
//   };
//
// (g++ 12 destroys a braced Response within the expression that is awaited twice: name it first.)
// Everything runs on the thread of the connection. While the handler waits, the client's leaving is
// noticed at once: what the handler waits for is aborted by the call that it left in when_gone().
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/asio_types.h"
#include "http/message.h"

namespace gs::http {

class Connection;

// Lives as long as its handler's coroutine.
class Exchange {
 public:
  explicit Exchange(Connection& connection) : connection_(connection) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Request& request() const;
  Executor executor() const;
  unsigned worker() const;  // index of the thread, below ServerOptions::workers

  // Begins an answer that comes in pieces: its head, with head.body as the first piece. At most
  // once. HTTP/1.1 clients get chunks, older ones an answer that ends with the connection.
  // False, here and below: the client is gone or takes nothing (ServerOptions::write_timeout).
  Task<bool> begin(Response head);
  // Sends the piece and waits until the system has taken all of it, so that a slow client slows
  // down whoever produces. After begin().
  Task<bool> write(std::string_view piece);
  bool begun() const { return begun_; }
  // Ends the connection without the mark of a complete answer, so that the client can tell.
  void abandon() { abandoned_ = true; }

  bool gone() const { return gone_; }
  // Called once when the client leaves, or a stop of the server cuts the connection; at once if
  // that has happened. Replaces the call given before; an empty one withdraws it, as the handler's
  // return does.
  void when_gone(std::function<void()> call);

 private:
  friend class Connection;
  void client_left();
  void tell();

  Connection& connection_;
  std::function<void()> when_gone_;
  bool begun_ = false;
  bool chunked_ = false;
  bool head_only_ = false;  // answers HEAD: pieces are dropped
  bool abandoned_ = false;
  bool gone_ = false;
};

// Safe from any thread; one call of handle() for each request.
class CoroutineHandler {
 public:
  virtual ~CoroutineHandler() = default;
  // Returns the whole answer, which is ignored where begin() was called. An exception becomes a 500
  // problem, or an abandoned answer.
  virtual Task<Response> handle(Exchange* exchange) const = 0;
};

// What a finished answer waits for before it may leave, so that plain handlers need not be
// coroutines for the sake of the few answers that wait: Response::hold. Used once, by one thread.
class Hold {
 public:
  virtual ~Hold() = default;
  // Gives the answer that leaves: `made`, or another in its place. As CoroutineHandler::handle(),
  // but that it never begins an answer in pieces.
  virtual Task<Response> wait(Exchange* exchange, Response made) = 0;

  // What else is done to the answer that leaves, in the order given: for what is wrapped around the
  // handler.
  void then(std::function<void(Response&)> step) { steps_.push_back(std::move(step)); }
  // Both, for whoever answers the request.
  static Task<Response> release(Exchange* exchange, Response made);

 private:
  std::vector<std::function<void(Response&)>> steps_;
};

}  // namespace gs::http
