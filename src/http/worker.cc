#include "http/worker.h"

#include "http/connection.h"
#include "http/listener.h"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <exception>
#include <utility>

namespace gs::http {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxTurnedAway = 128;  // at once; beyond, connections are closed without a word
constexpr size_t kPooledBuffers = 8;
constexpr size_t kPooledBufferBytes = 64 * 1024;
constexpr milliseconds kLongestTick{250};
constexpr milliseconds kShortestTick{5};
constexpr milliseconds kPauseWithoutDescriptors{50};

milliseconds tick_length(const ServerOptions& options) {
  const milliseconds shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout,
                options.write_timeout, options.linger_timeout, options.drain_idle});
  return std::clamp(shortest / 4, kShortestTick, kLongestTick);
}

std::string random_hex() {
  std::array<unsigned char, 8> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

asio::ip::tcp protocol(bool ipv6) {
  return ipv6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
}

}  // namespace

Worker::Worker(ServerContext& context, unsigned index, int listener, bool ipv6)
    : context_(context),
      index_(index),
      id_prefix_(random_hex()),
      acceptor_(io_.get_executor(), protocol(ipv6), listener),
      timer_(io_.get_executor()) {
  set_timeouts();
  refresh_date();
}

void Worker::set_timeouts() {
  const ServerOptions& options = context_.options;
  const bool draining = context_.stopping;
  const auto quiet = [&](milliseconds timeout) {
    return draining ? std::min(timeout, options.drain_idle) : timeout;
  };
  deadlines_.set_timeout(Phase::kFirst, quiet(options.header_timeout));
  deadlines_.set_timeout(Phase::kIdle, quiet(options.idle_timeout));
  deadlines_.set_timeout(Phase::kHead, options.header_timeout);
  deadlines_.set_timeout(Phase::kBody, options.body_timeout);
  deadlines_.set_timeout(Phase::kWrite, options.write_timeout);
  deadlines_.set_timeout(Phase::kLinger, options.linger_timeout);
}

template <typename Coroutine>
void Worker::spawn(Coroutine coroutine) {
  asio::co_spawn(
      io_.get_executor(), std::move(coroutine), [this](const std::exception_ptr& failure) {
        if (!failure) return;
        try {
          std::rethrow_exception(failure);
        } catch (const std::exception& error) {
          context_.tell(EventLevel::kError, fmt::format("a connection failed: {}", error.what()));
        }
      });
}

void Worker::start() {
  spawn(accept_connections(this));
  spawn(tick(this));
  ended_ = false;
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), fmt::format("http-{}", index_).c_str());
}

void Worker::run() {
  io_.run();
  if (context_.hooks.on_worker_end) context_.hooks.on_worker_end(index_);
  const std::lock_guard lock(ended_mutex_);
  ended_ = true;
  ended_changed_.notify_all();
}

bool Worker::wait_until(SteadyTime deadline) {
  std::unique_lock lock(ended_mutex_);
  return ended_changed_.wait_until(lock, deadline, [this] { return ended_; });
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

Task<void> Worker::accept_connections(Worker* worker) {
  bool told = false;
  while (worker->accepting_) {
    asio::ip::tcp::endpoint peer;
    auto [error, socket] = co_await worker->acceptor_.async_accept(peer, kAwait);
    if (!error) {
      told = false;
      worker->admit(std::move(socket), peer);
    } else if (worker->accepting_ && error != asio::error::connection_aborted) {
      // Out of descriptors or memory: trying again at once would only burn the processor.
      if (!told) {
        worker->context_.tell(EventLevel::kError,
                              fmt::format("cannot accept connections: {}", error.message()));
      }
      told = true;
      Timer pause(worker->io_.get_executor(), kPauseWithoutDescriptors);
      co_await pause.async_wait(kAwait);
    }
  }
}

void Worker::admit(Socket socket, const asio::ip::tcp::endpoint& peer) {
  Admission admission = Admission::kServed;
  const bool full = context_.connections.load() >= context_.options.max_connections;
  if (full && !close_a_silent_one()) {
    if (turned_away_ >= kMaxTurnedAway || context_.tls) return;
    admission = Admission::kTurnedAway;
  }
  add_connection(admission == Admission::kTurnedAway);
  spawn(Connection::serve(this, std::move(socket), peer, admission));
}

// Somebody who wants to speak goes before those who have connected and said nothing, and before
// those who are between requests and may be closed at any time (RFC 9112 section 9.5).
bool Worker::close_a_silent_one() {
  for (const Phase phase : {Phase::kFirst, Phase::kIdle}) {
    Waiter* oldest = deadlines_.oldest(phase);
    if (oldest == nullptr) continue;
    deadlines_.enter(*oldest, Phase::kNone, std::chrono::steady_clock::now());
    static_cast<Connection&>(*oldest).expire(Phase::kIdle);
    return true;
  }
  return false;
}

Task<void> Worker::tick(Worker* worker) {
  const milliseconds length = tick_length(worker->context_.options);
  while (!worker->done()) {
    worker->timer_.expires_after(length);
    co_await worker->timer_.async_wait(kAwait);
    worker->refresh_date();
    worker->deadlines_.sweep(std::chrono::steady_clock::now(), [](Waiter& waiter, Phase phase) {
      static_cast<Connection&>(waiter).expire(phase);
    });
  }
}

void Worker::begin_drain() {
  asio::post(io_, [this] {
    set_timeouts();
    refuse_new_handshakes(acceptor_.native_handle());
    spawn(drain(this));
  });
}

// What the kernel has accepted, or is about to, is ours: give handshakes under way the time to end,
// take all that is in the queue, and only then close the door.
Task<void> Worker::drain(Worker* worker) {
  Timer pause(worker->io_.get_executor(), worker->context_.options.drain_accept);
  co_await pause.async_wait(kAwait);
  worker->stop_accepting();
}

void Worker::stop_accepting() {
  if (!accepting_) return;
  accepting_ = false;
  boost::system::error_code error;
  acceptor_.non_blocking(true, error);
  while (!error) {
    asio::ip::tcp::endpoint peer;
    Socket socket(io_.get_executor());
    acceptor_.accept(socket, peer, error);
    if (!error) admit(std::move(socket), peer);
  }
  acceptor_.close(error);
  end_if_done();
}

void Worker::cut() {
  asio::post(io_, [this] {
    stop_accepting();
    cut_ = true;
    deadlines_.for_each([](Waiter& waiter) { static_cast<Connection&>(waiter).cut(); });
  });
}

void Worker::add_connection(bool turned_away) {
  if (turned_away) {
    ++turned_away_;
  } else {
    ++connections_;
    ++context_.connections;
  }
}

void Worker::remove_connection(bool turned_away) {
  if (turned_away) {
    --turned_away_;
  } else {
    --connections_;
    --context_.connections;
  }
  end_if_done();
}

void Worker::end_if_done() {
  if (done()) timer_.cancel();
}

std::string Worker::take_buffer() {
  if (buffers_.empty()) return {};
  std::string buffer = std::move(buffers_.back());
  buffers_.pop_back();
  return buffer;
}

void Worker::give_buffer(std::string buffer) {
  if (buffers_.size() >= kPooledBuffers || buffer.capacity() > kPooledBufferBytes) return;
  buffer.clear();
  buffers_.push_back(std::move(buffer));
}

void Worker::append_request_id(std::string& out) {
  out += id_prefix_;
  const uint64_t id = next_id_++;
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[id >> shift & 0xF];
}

void Worker::refresh_date() {
  const std::time_t now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(
          context_.hooks.clock->now()));
  if (now == date_second_) return;
  date_second_ = now;
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text;
  const size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  date_.assign(text.data(), size);
}

}  // namespace gs::http
