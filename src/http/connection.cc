#include "http/connection.h"

#include "http/access_log.h"
#include "http/problem.h"
#include "http/response_writer.h"
#include "http/worker.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>

namespace gs::http {
namespace {

// Answers to pipelined requests are sent together, up to about this much.
constexpr size_t kCoalesceBytes = 256 * 1024;
// What a client may still send after the last answer before we stop listening to it.
constexpr size_t kMaxLingerBytes = 16 * 1024 * 1024;
constexpr size_t kMaxRequestId = 128;
constexpr int kClientGone = 499;  // in the access log alone, as nginx has it

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string to_text(const asio::ip::tcp::endpoint& peer) {
  const std::string address = peer.address().to_string();
  return peer.address().is_v6() ? fmt::format("[{}]:{}", address, peer.port())
                                : fmt::format("{}:{}", address, peer.port());
}

bool usable_request_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxRequestId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == ':';
  });
}

}  // namespace

Connection::Connection(Worker& worker, Socket socket, const asio::ip::tcp::endpoint& peer,
                       Admission admission)
    : worker_(worker),
      socket_(std::move(socket)),
      admission_(admission),
      reader_(worker.context().options.limits),
      peer_(to_text(peer)) {
  ServerTls* tls = worker_.context().tls.get();
  if (tls == nullptr) return;
  tls_context_ = tls->current(std::chrono::steady_clock::now());
  tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *tls_context_);
}

Connection::~Connection() {
  worker_.remove_connection(admission_ == Admission::kTurnedAway);
}

Task<void> Connection::serve(Worker* worker, Socket socket, asio::ip::tcp::endpoint peer,
                             Admission admission) {
  Connection self(*worker, std::move(socket), peer, admission);
  if (worker->cutting()) co_return;
  std::exception_ptr failure;
  try {
    co_await live(&self);
  } catch (...) {
    failure = std::current_exception();
  }
  self.exchange_ = nullptr;
  co_await stop_reading_ahead(&self);  // in any case: what it reads into is ours
  if (failure) std::rethrow_exception(failure);
}

Task<void> Connection::live(Connection* self) {
  Worker& worker = self->worker_;
  if (self->tls_) {
    const bool shaken = co_await shake_hands(self);
    if (!shaken) co_return;
  }
  while (!self->closing_) {
    // 1. Everything that is complete is answered, pipelined requests together, and sent at once.
    //    The kernel nearly always takes it whole, so no write is ever waited for on the common way.
    std::string out = worker.take_buffer();
    self->answer(out);
    size_t sent = 0;
    const Sent outcome = self->try_send(out, sent);
    if (outcome == Sent::kFailed) co_return;
    if (outcome == Sent::kPart) {
      const bool all = co_await send_rest(self, &out, sent);
      if (!all) co_return;
    }
    worker.give_buffer(std::move(out));

    // 2. A request whose answer waits for others has the connection for itself.
    if (self->answers_later()) {
      const bool goes_on = co_await run_coroutine(self);
      if (!goes_on) co_return;
      continue;
    }
    if (self->closing_ || self->reader_.state() == RequestReader::State::kReady) continue;

    // 3. More bytes, under the deadline of what is being waited for.
    const bool received = co_await receive(self);
    if (!received) co_return;
  }
  co_await finish(self);
}

Task<bool> Connection::receive(Connection* self) {
  self->wait_for_bytes(std::chrono::steady_clock::now());
  ReadAhead* ahead = self->ahead_.get();
  if (ahead != nullptr && (ahead->waiting || ahead->ready)) {
    while (ahead->waiting) co_await ahead->ended.async_wait(kAwait);
    ahead->ready = false;
    const Received received = self->judge_read(ahead->error);
    if (received == Received::kBytes) {
      self->reader_.append({ahead->bytes.data(), ahead->size});
    }
    co_return received != Received::kClosed;
  }
  const std::span<char> space = self->reader_.prepare();
  boost::system::error_code error;
  size_t size = 0;
  if (self->tls_) {
    std::tie(error, size) =
        co_await self->tls_->async_read_some(asio::buffer(space.data(), space.size()), kAwait);
  } else {
    std::tie(error, size) =
        co_await self->socket_.async_read_some(asio::buffer(space.data(), space.size()), kAwait);
  }
  const Received received = self->judge_read(error);
  if (received == Received::kBytes) self->reader_.commit(size);
  co_return received != Received::kClosed;
}

Connection::Received Connection::judge_read(const boost::system::error_code& error) {
  const Phase overdue = std::exchange(expired_, Phase::kNone);
  if (overdue == Phase::kFirst || overdue == Phase::kHead || overdue == Phase::kBody) {
    early_refusal_ = {408, "request-timeout", "the request did not arrive in time"};
    return Received::kOverdue;
  }
  if (error) return Received::kClosed;
  if (reader_.idle()) received_at_ = std::chrono::steady_clock::now();
  return Received::kBytes;
}

// False: the connection is at its end and there is nobody to tell.
Task<bool> Connection::run_coroutine(Connection* self) {
  self->worker_.deadlines().enter(*self, Phase::kNone, std::chrono::steady_clock::now());
  Exchange exchange(*self);
  self->exchange_ = &exchange;
  self->read_ahead();
  Response response;
  std::optional<std::string> failure;
  try {
    response = co_await later_answer(self, &exchange);
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an exception of an unknown kind";
  }
  exchange.when_gone({});  // it may point into the handler's frame, which is gone
  if (failure) {
    self->tell_failure(*failure);
    response = internal_error();
    exchange.abandoned_ = exchange.begun_;
  }
  bool goes_on = false;
  if (exchange.begun_) {
    goes_on = co_await self->end_answer(exchange);
  } else if (!exchange.gone_) {
    self->worker_.context().dispatcher.complete(self->request_, response);
    std::string out = self->worker_.take_buffer();
    self->complete(response, out);
    goes_on = co_await send(self, std::move(out));
  } else {
    response.status = kClientGone;
    self->log(response, to_string(self->request_.method), self->request_.path, 0);
  }
  self->exchange_ = nullptr;
  if (goes_on) self->reader_.next();
  co_return goes_on;
}

Task<Response> Connection::later_answer(Connection* self, Exchange* exchange) {
  const CoroutineHandler* handler = std::exchange(self->coroutine_, nullptr);
  std::optional<Response> held = std::exchange(self->held_, std::nullopt);
  Response made;
  if (held) {
    made = *std::move(held);
  } else {
    made = co_await handler->handle(exchange);
  }
  if (!made.hold) co_return made;
  co_return co_await Hold::release(exchange, std::move(made));
}

Task<bool> Connection::begin_answer(Exchange& exchange, Response head) {
  const ServerContext& context = worker_.context();
  context.dispatcher.complete(request_, head);
  exchange.chunked_ = request_.minor_version >= 1;
  exchange.head_only_ = request_.method == Method::kHead;
  closing_ = !reader_.head().keep_alive || head.close || context.stopping || !exchange.chunked_;
  const auto body =
      exchange.chunked_ ? ResponseFraming::Body::kChunked : ResponseFraming::Body::kToTheEnd;
  std::string out = worker_.take_buffer();
  append_response(out, head,
                  {.date = worker_.date(),
                   .request_id = request_id_,
                   .minor_version = request_.minor_version,
                   .keep_alive = !closing_,
                   .head_only = exchange.head_only_,
                   .body = body});
  request_done_ = answered_ = true;
  answer_bytes_ = out.size();
  head.body.clear();
  begun_ = std::move(head);
  const bool sent = !exchange.gone_ && co_await send(this, std::move(out));
  if (!sent) exchange.client_left();
  co_return sent;
}

Task<bool> Connection::write_piece(Exchange& exchange, std::string_view piece) {
  if (exchange.gone_) co_return false;
  if (piece.empty() || exchange.head_only_) co_return true;
  std::string out = worker_.take_buffer();
  if (exchange.chunked_) {
    append_chunk(out, piece);
  } else {
    out += piece;
  }
  answer_bytes_ += out.size();
  const bool sent = co_await send(this, std::move(out));
  if (!sent) exchange.client_left();
  co_return sent;
}

Task<bool> Connection::end_answer(Exchange& exchange) {
  log(begun_, to_string(request_.method), request_.path, answer_bytes_);
  if (exchange.gone_ || exchange.abandoned_) co_return false;
  if (!exchange.chunked_ || exchange.head_only_) co_return true;
  co_return co_await send(this, std::string(kLastChunk));
}

void Connection::read_ahead() {
  if (!ahead_) ahead_ = std::make_shared<ReadAhead>(socket_.get_executor());
  if (ahead_->ready && ahead_->error) exchange_->client_left();
  if (ahead_->waiting || ahead_->ready) return;
  ahead_->waiting = true;
  // The connection ends only after its read has: see stop_reading_ahead().
  auto ended = [this, ahead = ahead_](const boost::system::error_code& error, size_t size) {
    ahead->waiting = false;
    ahead->ready = true;
    ahead->error = error;
    ahead->size = size;
    ahead->ended.cancel();
    if (error && exchange_ != nullptr) exchange_->client_left();
  };
  if (tls_) {
    tls_->async_read_some(asio::buffer(ahead_->bytes), std::move(ended));
  } else {
    socket_.async_read_some(asio::buffer(ahead_->bytes), std::move(ended));
  }
}

Task<void> Connection::stop_reading_ahead(Connection* self) {
  while (self->ahead_ && self->ahead_->waiting) {
    boost::system::error_code ignored;
    self->socket_.cancel(ignored);
    co_await self->ahead_->ended.async_wait(kAwait);
  }
}

unsigned Connection::worker_index() const {
  return worker_.index();
}

void Connection::answer(std::string& out) {
  if (admission_ == Admission::kTurnedAway) {
    early_refusal_ = {503, "too-many-connections",
                      "the server holds as many connections as it may"};
  }
  if (early_refusal_.status != 0) return refuse(early_refusal_, out);
  while (!closing_ && out.size() < kCoalesceBytes) {
    switch (reader_.state()) {
      case RequestReader::State::kReady:
        respond(out);
        if (answers_later()) return;
        reader_.next();
        break;
      case RequestReader::State::kRefused:
        return refuse(reader_.refusal(), out);
      case RequestReader::State::kBody:
        if (reader_.take_continue()) out += kContinue;
        return;
      case RequestReader::State::kHead:
        return;
    }
  }
}

void Connection::respond(std::string& out) {
  const RequestHead& head = reader_.head();
  request_ = {};
  request_.method = head.method;
  request_.path = head.path;
  request_.query = head.query;
  request_.minor_version = head.minor_version;
  request_.headers = head.fields;
  request_.body = reader_.body();
  request_.peer = peer_;
  choose_request_id(request_.header("x-request-id"));
  request_.id = request_id_;

  std::string failure;
  Dispatcher::Dispatch result = worker_.context().dispatcher.dispatch(request_, failure);
  if (!failure.empty()) tell_failure(failure);
  coroutine_ = result.coroutine;
  if (result.response.hold) held_ = std::move(result.response);
  if (!answers_later()) complete(result.response, out);
}

void Connection::complete(const Response& response, std::string& out) {
  const RequestHead& head = reader_.head();
  closing_ = !head.keep_alive || response.close || worker_.context().stopping;
  const size_t before = out.size();
  append_response(out, response,
                  {.date = worker_.date(),
                   .request_id = request_id_,
                   .minor_version = head.minor_version,
                   .keep_alive = !closing_,
                   .head_only = head.method == Method::kHead});
  request_done_ = answered_ = true;
  log(response, to_string(head.method), head.path, out.size() - before);
}

void Connection::tell_failure(const std::string& failure) const {
  worker_.context().tell(EventLevel::kError,
                         fmt::format("{} {} failed: {} (request {})", to_string(request_.method),
                                     request_.path, failure, request_id_));
}

void Connection::refuse(const Refusal& refusal, std::string& out) {
  closing_ = true;
  choose_request_id({});
  const size_t before = out.size();
  std::string detail(refusal.detail);
  if (refusal.limit > 0) detail += " (" + std::to_string(refusal.limit) + ")";
  Response response = problem(refusal.status, refusal.slug, detail);
  if (refusal.status == 405)
    response.with_header("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  append_response(out, response,
                  {.date = worker_.date(), .request_id = request_id_, .keep_alive = false});
  log(response, {}, {}, out.size() - before);
}

void Connection::log(const Response& response, std::string_view method, std::string_view path,
                     size_t bytes_out) const {
  const ServerHooks& hooks = worker_.context().hooks;
  if (hooks.access_log == nullptr || !hooks.access_log->wants(response.status)) return;
  AccessRecord record;
  record.at = hooks.clock->now();
  record.method = method;
  record.path = path;
  record.status = response.status;
  record.bytes_in = method.empty() ? 0 : reader_.request_bytes();
  record.bytes_out = bytes_out;
  if (received_at_ != SteadyTime{}) {
    record.duration = std::chrono::steady_clock::now() - received_at_;
  }
  record.peer = peer_;
  record.request_id = request_id_;
  record.principal = response.principal;
  record.trace_id = response.trace_id;
  hooks.access_log->write(record);
}

void Connection::choose_request_id(std::string_view offered) {
  request_id_.clear();
  if (usable_request_id(offered)) {
    request_id_ = offered;
  } else {
    worker_.append_request_id(request_id_);
  }
}

void Connection::wait_for_bytes(SteadyTime now) {
  Phase wanted = Phase::kBody;
  if (reader_.idle()) {
    wanted = answered_ ? Phase::kIdle : Phase::kFirst;
  } else if (reader_.state() == RequestReader::State::kHead) {
    wanted = Phase::kHead;
  }
  // A client that sends byte by byte must not push its deadline away with each of them.
  if (wanted != phase() || request_done_) worker_.deadlines().enter(*this, wanted, now);
  request_done_ = false;
}

Connection::Sent Connection::try_send(const std::string& out, size_t& from) {
  if (out.empty()) return Sent::kAll;
  if (tls_) return Sent::kPart;
  const ssize_t n =
      ::send(socket_.native_handle(), out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n == static_cast<ssize_t>(out.size())) return Sent::kAll;
  if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return Sent::kFailed;
  from = n > 0 ? static_cast<size_t>(n) : 0;
  return Sent::kPart;
}

Task<bool> Connection::send(Connection* self, std::string out) {
  size_t sent = 0;
  const Sent outcome = self->try_send(out, sent);
  bool all = outcome == Sent::kAll;
  if (outcome == Sent::kPart) {
    all = co_await send_rest(self, &out, sent);
    self->worker_.deadlines().enter(*self, Phase::kNone, std::chrono::steady_clock::now());
  }
  self->worker_.give_buffer(std::move(out));
  co_return all;
}

Task<bool> Connection::send_rest(Connection* self, std::string* out, size_t from) {
  self->worker_.deadlines().enter(*self, Phase::kWrite, std::chrono::steady_clock::now());
  const auto bytes = asio::buffer(out->data() + from, out->size() - from);
  boost::system::error_code error;
  size_t size = 0;
  if (self->tls_) {
    std::tie(error, size) = co_await asio::async_write(*self->tls_, bytes, kAwait);
  } else {
    std::tie(error, size) = co_await asio::async_write(self->socket_, bytes, kAwait);
  }
  self->request_done_ = true;  // the time it took to send is not the client's next request's
  co_return !error && self->expired_ == Phase::kNone;
}

Task<bool> Connection::shake_hands(Connection* self) {
  self->worker_.deadlines().enter(*self, Phase::kFirst, std::chrono::steady_clock::now());
  const auto [error] = co_await self->tls_->async_handshake(asio::ssl::stream_base::server, kAwait);
  self->request_done_ = true;
  co_return !error && self->expired_ == Phase::kNone;
}

// Closing a socket with unread bytes makes the kernel reset the connection, which can destroy the
// answer on its way. So: say that nothing more comes, read until the client closes too, then close.
Task<void> Connection::finish(Connection* self) {
  co_await stop_reading_ahead(self);
  self->expired_ = Phase::kNone;
  self->worker_.deadlines().enter(*self, Phase::kLinger, std::chrono::steady_clock::now());
  boost::system::error_code ignored;
  if (self->tls_) {
    co_await self->tls_->async_shutdown(kAwait);
    if (self->expired_ != Phase::kNone) co_return;
  }
  self->socket_.shutdown(Socket::shutdown_send, ignored);
  std::array<char, 512> sink;
  size_t read = 0;
  while (self->expired_ == Phase::kNone && read < kMaxLingerBytes) {
    const auto [error, size] = co_await self->socket_.async_read_some(asio::buffer(sink), kAwait);
    if (error) co_return;
    read += size;
  }
}

void Connection::expire(Phase phase) {
  expired_ = phase;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::cut() {
  expired_ = Phase::kLinger;  // nothing is answered any more
  closing_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  // There may be no read that would notice it: see ReadAhead.
  if (exchange_ != nullptr) exchange_->client_left();
}

}  // namespace gs::http
