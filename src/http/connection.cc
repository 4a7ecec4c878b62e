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
#include <tuple>
#include <utility>

namespace gs::http {
namespace {

// Answers to pipelined requests are sent together, up to about this much.
constexpr size_t kCoalesceBytes = 256 * 1024;
// What a client may still send after the last answer before we stop listening to it.
constexpr size_t kMaxLingerBytes = 16 * 1024 * 1024;
constexpr size_t kMaxRequestId = 128;

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
  if (self.tls_) {
    const bool shaken = co_await shake_hands(&self);
    if (!shaken) co_return;
  }
  while (!self.closing_) {
    // 1. Everything that is complete is answered, pipelined requests together, and sent at once.
    // The
    //    kernel nearly always takes it whole, so no write is ever waited for on the common way.
    std::string out = worker->take_buffer();
    self.answer(out);
    size_t sent = 0;
    const Sent outcome = self.try_send(out, sent);
    if (outcome == Sent::kFailed) co_return;
    if (outcome == Sent::kPart) {
      const bool all = co_await send_rest(&self, &out, sent);
      if (!all) co_return;
    }
    worker->give_buffer(std::move(out));
    if (self.closing_ || self.reader_.state() == RequestReader::State::kReady) continue;

    // 2. More bytes, under the deadline of what is being waited for.
    self.wait_for_bytes(std::chrono::steady_clock::now());
    const std::span<char> space = self.reader_.prepare();
    boost::system::error_code error;
    size_t size = 0;
    if (self.tls_) {
      std::tie(error, size) =
          co_await self.tls_->async_read_some(asio::buffer(space.data(), space.size()), kAwait);
    } else {
      std::tie(error, size) =
          co_await self.socket_.async_read_some(asio::buffer(space.data(), space.size()), kAwait);
    }
    if (!self.take_bytes(error, size)) co_return;
  }
  co_await finish(&self);
}

// False: the connection is at its end and there is nobody to tell.
bool Connection::take_bytes(const boost::system::error_code& error, size_t size) {
  const Phase overdue = std::exchange(expired_, Phase::kNone);
  if (overdue == Phase::kFirst || overdue == Phase::kHead || overdue == Phase::kBody) {
    early_refusal_ = {408, "request-timeout", "the request did not arrive in time"};
    return true;
  }
  if (error) return false;
  if (reader_.idle()) received_at_ = std::chrono::steady_clock::now();
  reader_.commit(size);
  return true;
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
  const ServerContext& context = worker_.context();
  const RequestHead& head = reader_.head();
  Request request;
  request.method = head.method;
  request.path = head.path;
  request.query = head.query;
  request.minor_version = head.minor_version;
  request.headers = head.fields;
  request.body = reader_.body();
  request.peer = peer_;
  choose_request_id(request.header("x-request-id"));
  request.id = request_id_;

  std::string failure;
  const Response response = context.dispatcher.handle(request, failure);
  if (!failure.empty()) {
    context.tell(EventLevel::kError,
                 fmt::format("{} {} failed: {} (request {})", to_string(head.method), head.path,
                             failure, request_id_));
  }
  closing_ = !head.keep_alive || response.close || context.stopping;
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
}

}  // namespace gs::http
