// A running server whose routes are coroutines, a client for it that may speak TLS, and a record of
// what happened.
#pragma once

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http/exchange.h"
#include "test_certificate.h"
#include "test_server.h"

namespace gs::http {

// What the handlers tell the test, and the test the handlers. Safe from any thread.
struct Stage {
  std::atomic<int> started{0};
  std::atomic<int> told_gone{0};
  std::atomic<int> ended{0};
  std::atomic<int> pieces{0};  // written by /flood
  std::atomic<bool> released{false};
};

// A handler that is a plain function.
class Routine final : public CoroutineHandler {
 public:
  using Function = Task<Response> (*)(Exchange*, Stage*);
  Routine(Function function, Stage* stage) : function_(function), stage_(stage) {}
  Task<Response> handle(Exchange* exchange) const override { return function_(exchange, stage_); }

 private:
  const Function function_;
  Stage* const stage_;
};

std::vector<Route> coroutine_routes(Stage* stage);  // exchange_routes.cc

// Lines as "GET /path 200".
class RecordedLog final : public AccessLog {
 public:
  bool wants(int) const override { return true; }
  void write(const AccessRecord& record) override {
    const std::lock_guard lock(mutex_);
    lines_.insert(std::string(record.method) + " " + std::string(record.path) + " " +
                  std::to_string(record.status));
    bytes_out_ = record.bytes_out;
  }
  std::multiset<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  uint64_t bytes_out() const {  // of the last line
    const std::lock_guard lock(mutex_);
    return bytes_out_;
  }

 private:
  mutable std::mutex mutex_;
  std::multiset<std::string> lines_;
  uint64_t bytes_out_ = 0;
};

// A blocking client; every wait has a bound of ten seconds.
class Wire {
 public:
  Wire(uint16_t port, bool tls) : plain_(std::make_unique<HttpClient>(port)) {
    const timeval patience{10, 0};
    ::setsockopt(plain_->fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (!tls) return;
    context_ = SSL_CTX_new(TLS_client_method());
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, plain_->fd());
    EXPECT_EQ(SSL_connect(ssl_), 1);
  }
  ~Wire() { leave(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void send(std::string_view bytes) {
    if (ssl_ == nullptr) {
      plain_->send(bytes);
    } else {
      SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    }
  }
  // All that has come and was not taken before, up to and with `mark`, or to the end.
  std::string read_until(std::string_view mark) {
    size_t at = 0;
    while ((at = buffer_.find(mark)) == std::string::npos && receive()) {
    }
    const size_t size = at == std::string::npos ? buffer_.size() : at + mark.size();
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
  }
  bool ended() const { return ended_; }
  void leave() {
    SSL_free(std::exchange(ssl_, nullptr));
    SSL_CTX_free(std::exchange(context_, nullptr));
    plain_.reset();
  }

 private:
  bool receive() {
    char bytes[16 * 1024];
    const auto n = ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof(bytes))
                                   : ::recv(plain_->fd(), bytes, sizeof(bytes), 0);
    if (n > 0) buffer_.append(bytes, static_cast<size_t>(n));
    ended_ = n == 0 || (n < 0 && (ssl_ != nullptr || errno == ECONNRESET));
    return n > 0;
  }

  std::unique_ptr<HttpClient> plain_;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  bool ended_ = false;
  std::string buffer_;
};

// The parameter: whether they speak TLS.
class ExchangeTest : public testing::TestWithParam<bool> {
 protected:
  static void SetUpTestSuite() { certificate_ = new TestCertificate("DNS:localhost"); }
  static void TearDownTestSuite() { delete std::exchange(certificate_, nullptr); }

  void start(ServerOptions options = quick_options()) {
    if (GetParam()) {
      options.tls_certificate_file = certificate_->certificate();
      options.tls_key_file = certificate_->key();
    }
    ServerHooks hooks{.clock = &clock_, .access_log = &log_, .on_event = events_.sink()};
    hooks.on_worker_end = [this](unsigned worker) {
      const std::lock_guard lock(mutex_);
      ended_workers_.emplace_back(worker, std::this_thread::get_id());
    };
    auto server = Server::create(std::move(options), coroutine_routes(&stage_), hooks);
    ASSERT_TRUE(server) << server.error().to_string();
    server_ = std::move(*server);
    ASSERT_TRUE(server_->start());
  }
  std::unique_ptr<Wire> connect() { return std::make_unique<Wire>(server_->port(), GetParam()); }
  std::multiset<std::string> lines_once(size_t count) {
    EXPECT_TRUE(eventually([&] { return log_.lines().size() >= count; }));
    return log_.lines();
  }

  static inline TestCertificate* certificate_ = nullptr;
  SystemClock clock_;
  EventRecord events_;
  RecordedLog log_;
  Stage stage_;
  std::mutex mutex_;
  std::vector<std::pair<unsigned, std::thread::id>> ended_workers_;
  std::unique_ptr<Server> server_;
};

}  // namespace gs::http
