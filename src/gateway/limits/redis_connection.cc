#include "gateway/limits/redis_connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace gs::gateway {
namespace {

namespace asio = http::asio;
using http::kAwait;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{5000};

// The connections of one io_context; destroyed with it, whoever else is still there.
class Connections final : public asio::execution_context::service {
 public:
  using key_type = Connections;
  static asio::execution_context::id id;

  explicit Connections(asio::execution_context& context)
      : asio::execution_context::service(context) {}

  std::shared_ptr<RedisConnection> of(const std::shared_ptr<const RedisEndpoint>& endpoint,
                                      const http::Executor& executor) {
    std::shared_ptr<RedisConnection>& connection = by_endpoint_[endpoint];
    if (!connection) connection = std::make_shared<RedisConnection>(endpoint, executor);
    return connection;
  }

 private:
  void shutdown() override { by_endpoint_.clear(); }

  std::map<std::shared_ptr<const RedisEndpoint>, std::shared_ptr<RedisConnection>> by_endpoint_;
};

asio::execution_context::id Connections::id;  // how Asio tells services apart

}  // namespace

RedisConnection::RedisConnection(std::shared_ptr<const RedisEndpoint> endpoint,
                                 const http::Executor& executor)
    : endpoint_(std::move(endpoint)),
      executor_(executor),
      socket_(executor),
      resolver_(executor),
      pause_(kFirstPause) {}

std::shared_ptr<RedisConnection> RedisConnection::of(
    const std::shared_ptr<const RedisEndpoint>& endpoint, const http::Executor& executor) {
  return asio::use_service<Connections>(executor.context()).of(endpoint, executor);
}

tl::unexpected<Error> RedisConnection::unavailable(std::string message) const {
  return fail(ErrorCode::kUnavailable, std::move(message), endpoint_->address());
}

http::Task<Result<RedisReply>> RedisConnection::call(std::shared_ptr<RedisConnection> connection,
                                                     std::vector<std::string> words,
                                                     SteadyTime deadline) {
  RedisConnection& self = *connection;
  if (std::chrono::steady_clock::now() < self.retry_at_) {
    co_return self.unavailable("not connected");
  }
  const auto call = std::make_shared<Call>(format_redis_command(words), self.executor_);
  self.waiting_.push_back(call);
  if (!self.serving_) {
    self.serving_ = true;
    asio::co_spawn(self.executor_, serve(connection), asio::detached);
  }
  call->wake.expires_at(deadline);
  // finish() cancels the timer; nothing else runs between the look and the wait.
  if (!call->outcome) co_await call->wake.async_wait(kAwait);
  if (!call->outcome)
    self.give_up(Error{ErrorCode::kUnavailable, "no answer in time", self.endpoint_->address()});
  co_return std::move(*call->outcome);
}

// Runs while there are calls. What it does ends by their deadlines: give_up() closes the socket.
http::Task<void> RedisConnection::serve(std::shared_ptr<RedisConnection> self) {
  while (!self->waiting_.empty()) {
    const bool reused = self->open_;
    const uint64_t attempt = self->attempt_;
    Status done = co_await self->exchange();
    if (!done && reused && attempt == self->attempt_) {
      self->close();  // closed by the server while it was idle, perhaps: once more
      done = co_await self->exchange();
    }
    if (!done && attempt == self->attempt_) self->give_up(done.error());
  }
  self->serving_ = false;
}

// Sends what waits and reads as many replies.
http::Task<Status> RedisConnection::exchange() {
  const uint64_t attempt = attempt_;
  if (!open_) {
    const Status opened = co_await open();
    if (!opened) co_return opened;
  }
  std::string bytes;
  for (const auto& call : waiting_) bytes += call->command;
  size_t count = waiting_.size();
  const Status sent = co_await send(std::move(bytes));
  if (!sent) co_return sent;
  for (; count > 0; --count) {
    Result<RedisReply> reply = co_await read_reply();
    if (!reply) co_return tl::unexpected(reply.error());
    if (attempt != attempt_) co_return unavailable("given up");
    finish(*waiting_.front(), std::move(reply));
    waiting_.pop_front();
    pause_ = kFirstPause;
  }
  co_return Ok{};
}

http::Task<Status> RedisConnection::open() {
  const uint64_t attempt = attempt_;
  auto [not_found, addresses] =
      co_await resolver_.async_resolve(endpoint_->host, std::to_string(endpoint_->port), kAwait);
  if (attempt != attempt_) co_return unavailable("given up");
  if (not_found) co_return unavailable(not_found.message());
  reader_ = std::make_unique<RedisReplyReader>();
  auto [refused, peer] = co_await asio::async_connect(socket_, addresses, kAwait);
  if (attempt != attempt_) co_return unavailable("given up");
  if (refused) co_return unavailable(refused.message());
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  const Status known = co_await introduce();
  if (!known) co_return known;
  open_ = true;
  opened_at_ = std::chrono::steady_clock::now();
  co_return Ok{};
}

// AUTH and SELECT, where the URL asks for them.
http::Task<Status> RedisConnection::introduce() {
  const uint64_t attempt = attempt_;
  std::vector<std::vector<std::string>> commands;
  if (!endpoint_->password.empty()) {
    std::vector<std::string>& words = commands.emplace_back(std::vector<std::string>{"AUTH"});
    if (!endpoint_->user.empty()) words.push_back(endpoint_->user);
    words.push_back(endpoint_->password);
  }
  if (endpoint_->database != 0) {
    commands.push_back({"SELECT", std::to_string(endpoint_->database)});
  }
  std::string bytes;
  for (const auto& words : commands) bytes += format_redis_command(words);
  const Status sent = co_await send(std::move(bytes));
  if (!sent) co_return sent;
  for (const auto& words : commands) {
    const Result<RedisReply> reply = co_await read_reply();
    if (!reply) co_return tl::unexpected(reply.error());
    if (attempt != attempt_) co_return unavailable("given up");
    if (reply->kind == RedisReply::Kind::kError) {
      co_return unavailable(fmt::format("{} was refused: {}", words[0], reply->text));
    }
  }
  co_return Ok{};
}

http::Task<Status> RedisConnection::send(std::string bytes) {
  if (bytes.empty()) co_return Ok{};
  auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), kAwait);
  if (error) co_return unavailable(error.message());
  co_return Ok{};
}

http::Task<Result<RedisReply>> RedisConnection::read_reply() {
  const uint64_t attempt = attempt_;
  for (;;) {
    Result<std::optional<RedisReply>> reply = reader_->next();
    if (!reply) co_return unavailable(reply.error().message);
    if (*reply) co_return std::move(**reply);
    auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer_), kAwait);
    if (attempt != attempt_) co_return unavailable("given up");
    if (error) co_return unavailable(error.message());
    reader_->feed({buffer_.data(), size});
  }
}

void RedisConnection::finish(Call& call, Result<RedisReply> outcome) {
  call.outcome = std::move(outcome);
  call.wake.cancel();
}

void RedisConnection::give_up(const Error& why) {
  ++attempt_;
  close();
  resolver_.cancel();
  retry_at_ = std::chrono::steady_clock::now() + pause_;
  pause_ = std::min(2 * pause_, kLongestPause);
  for (const auto& call : waiting_) finish(*call, tl::unexpected(why));
  waiting_.clear();
}

void RedisConnection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  open_ = false;
}

}  // namespace gs::gateway
