#include "gateway/upstream/health_checks.h"

#include "call_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <mutex>

namespace gs::gateway::upstream {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Peer = ScriptedServer::Peer;

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

class HealthChecksTest : public CallFixture {
 protected:
  // With checks that follow each other at once.
  void check(uint16_t port, const std::string& key = {}) {
    options_.health_interval = milliseconds(5);
    options_.health_timeout = milliseconds(100);
    ServerOptions& one = add(port);
    one.base_path = "/base";
    if (!key.empty()) {
      ASSERT_TRUE(files_.replace("/key", key));
      one.key = {settings::SecretReference::Place::kFile, "/key"};
    }
    make();
    upstreams_->on_state([this](const Server&, bool usable) {
      const std::lock_guard lock(mutex_);
      states_ += usable ? "+" : "-";
    });
    ASSERT_TRUE(upstreams_->start_health_checks());
  }
  bool healthy() const { return upstreams_->servers()[0]->healthy(); }
  std::string states() {
    const std::lock_guard lock(mutex_);
    return states_;
  }

  std::mutex mutex_;
  std::string states_;
};

TEST_F(HealthChecksTest, FollowTheServer) {
  std::atomic<int> status{200};
  std::atomic<int> asked{0};
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    ++asked;
    peer.send(answer(status, ""));
  });
  check(server.port());
  EXPECT_TRUE(eventually([&] { return asked > 2; }));
  EXPECT_TRUE(healthy());
  status = 503;
  EXPECT_TRUE(eventually([&] { return !healthy(); }));
  EXPECT_FALSE(upstreams_->any_usable());
  status = 404;  // it knows no such path, but it is there
  EXPECT_TRUE(eventually([&] { return healthy(); }));
  EXPECT_TRUE(eventually([&] { return states() == "+-+"; }));
  upstreams_.reset();
  EXPECT_THAT(events_, HasSubstr("is left alone: its health check"));
  EXPECT_THAT(events_, HasSubstr("is used again: its health check"));
}

TEST_F(HealthChecksTest, WhatIsAsked) {
  std::mutex mutex;
  std::string request;
  ScriptedServer server([&](Peer& peer) {
    const std::lock_guard lock(mutex);
    request = peer.read_request();
    peer.send(answer(200, ""));
  });
  check(server.port(), "sk-1");
  const std::string wanted =
      "GET /base/health HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
      "\r\nConnection: close\r\nAuthorization: Bearer sk-1\r\n\r\n";
  EXPECT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return request == wanted;
  }));
  upstreams_.reset();
}

TEST_F(HealthChecksTest, RefusedAndSilentServersAreIll) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  for (const uint16_t port : {closed_port(), silent.port()}) {
    options_.servers.clear();
    check(port);
    EXPECT_TRUE(eventually([&] { return !healthy(); }));
    upstreams_.reset();
  }
}

TEST_F(HealthChecksTest, EndAtOnceWhileAServerIsSilent) {
  std::atomic<int> asked{0};
  ScriptedServer silent([&](Peer& peer) {
    peer.read_request();
    ++asked;
    peer.wait_for_end();
  });
  check(silent.port());
  EXPECT_TRUE(eventually([&] { return asked > 0; }));
  const auto began = std::chrono::steady_clock::now();
  upstreams_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

TEST_F(HealthChecksTest, AnIntervalOfZeroAsksNobody) {
  ScriptedServer server(always(answer(200, "")));
  options_.health_interval = milliseconds(0);
  add(server.port());
  make();
  EXPECT_TRUE(upstreams_->start_health_checks());
  upstreams_.reset();
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace gs::gateway::upstream
