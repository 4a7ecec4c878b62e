// What clients see while the server stops.
#include "test_server.h"

#include <atomic>
#include <future>
#include <thread>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::future<size_t> stop_later(Server& server, milliseconds grace) {
  return std::async(std::launch::async, [&server, grace] { return server.stop(grace).cut; });
}

TEST_F(ServerTest, StopFinishesWhatIsUnderWay) {
  start();
  HttpClient idle(port());
  ASSERT_TRUE(idle.send(get("/health")));
  ASSERT_TRUE(idle.read_answer());
  HttpClient busy(port());
  ASSERT_TRUE(busy.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab"));
  EXPECT_TRUE(eventually([this] { return server_->connections() == 2; }));

  auto stopped = stop_later(*server_, seconds(10));
  EXPECT_TRUE(idle.closed_by_server());
  ASSERT_TRUE(busy.send("cd"));
  const auto answer = busy.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "abcd");
  EXPECT_EQ(answer->header("connection"), "close");
  EXPECT_TRUE(busy.closed_by_server());
  EXPECT_EQ(stopped.get(), 0U);
  EXPECT_FALSE(HttpClient(port()).connected());
}

TEST_F(ServerTest, StopCutsWhatDoesNotFinish) {
  start();
  HttpClient busy(port());
  ASSERT_TRUE(busy.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab"));
  EXPECT_TRUE(eventually([this] { return server_->connections() == 1; }));
  EXPECT_EQ(server_->stop(milliseconds(30)).cut, 1U);
  EXPECT_TRUE(busy.closed_by_server());
  EXPECT_EQ(server_->stop(milliseconds(30)).cut, 0U);  // again: nothing
}

TEST_F(ServerTest, QueueOfTheKernelIsServed) {
  make();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port()));
    ASSERT_TRUE(clients.back()->send(get("/health")));
  }
  ASSERT_TRUE(server_->start());
  auto stopped = stop_later(*server_, seconds(10));
  for (const auto& client : clients) {
    const auto answer = client->read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
  }
  clients.clear();
  EXPECT_EQ(stopped.get(), 0U);
}

TEST_F(ServerTest, NoAcceptedRequestIsLostUnderLoad) {
  ServerOptions options = quick_options();
  options.drain_idle = seconds(2);  // a busy client may still be off the processor for long
  start(options);
  std::atomic<int> answered{0};
  std::atomic<int> lost{0};
  const auto load = [&](bool keep_alive) {
    for (;;) {
      HttpClient client(port());
      if (!client.connected()) return;
      for (bool open = true; open;) {
        const auto answer = client.send(get("/health")) ? client.read_answer() : std::nullopt;
        ++(answer ? answered : lost);
        open = answer && keep_alive && answer->header("connection") != "close";
      }
    }
  };
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) clients.emplace_back(load, i % 2 == 0);
  EXPECT_TRUE(eventually([&] { return answered > 500; }));
  EXPECT_EQ(server_->stop(seconds(10)).cut, 0U);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(lost, 0);
}

TEST_F(ServerTest, StopWithoutStartIsQuick) {
  make();
  EXPECT_EQ(server_->stop(seconds(60)).cut, 0U);
}

}  // namespace
}  // namespace gs::http
