#include "http/exchange.h"

#include <utility>

#include "http/connection.h"

namespace gs::http {

const Request& Exchange::request() const {
  return connection_.request_;
}

Executor Exchange::executor() const {
  return connection_.socket_.get_executor();
}

unsigned Exchange::worker() const {
  return connection_.worker_index();
}

Task<bool> Exchange::begin(Response head) {
  begun_ = true;
  return connection_.begin_answer(*this, std::move(head));
}

Task<bool> Exchange::write(std::string_view piece) {
  return connection_.write_piece(*this, piece);
}

void Exchange::when_gone(std::function<void()> call) {
  when_gone_ = std::move(call);
  if (gone_) tell();
}

void Exchange::client_left() {
  if (!std::exchange(gone_, true)) tell();
}

// The call may set or withdraw the next one, which must not destroy it while it runs.
void Exchange::tell() {
  if (const std::function<void()> call = std::exchange(when_gone_, nullptr)) call();
}

Task<Response> Hold::release(Exchange* exchange, Response made) {
  const std::shared_ptr<Hold> hold = std::exchange(made.hold, nullptr);
  if (!hold) co_return made;
  Response response = co_await hold->wait(exchange, std::move(made));
  for (const auto& step : hold->steps_) step(response);
  co_return response;
}

}  // namespace gs::http
