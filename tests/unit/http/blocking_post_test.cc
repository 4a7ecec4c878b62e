#include "http/blocking_post.h"

#include "test_certificate.h"
#include "test_server.h"

#include <gmock/gmock.h>

#include <thread>

namespace gs::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr char kJson[] = "application/json";

// A listening socket that takes one connection, reads a little and answers fixed bytes.
class OneAnswer {
 public:
  enum Then { kClose, kKeepOpen };

  explicit OneAnswer(std::string bytes, Then then = kClose) : bytes_(std::move(bytes)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 4);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, then] { serve(then); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  void serve(Then then) {
    const int peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    char bytes[4096];
    if (::recv(peer, bytes, sizeof(bytes), 0) > 0) {
      ::send(peer, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
    }
    if (then == kKeepOpen) {
      while (::recv(peer, bytes, sizeof(bytes), 0) > 0) {
      }
    }
    ::close(peer);
  }

  const std::string bytes_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::thread thread_;
};

Result<PostAnswer> post_to(const std::string& url, PostOptions options = {},
                           const std::string& body = "{}") {
  GS_TRY(const auto post, BlockingPost::create(url, std::move(options)));
  return post->send(kJson, body);
}

class BlockingPostTest : public ServerTest {
 protected:
  std::string url(const std::string& scheme, const std::string& host, const std::string& path) {
    return scheme + "://" + host + ":" + std::to_string(port()) + path;
  }
  void start_tls(const TestCertificate& certificate) {
    ServerOptions options = quick_options();
    options.tls_certificate_file = certificate.certificate();
    options.tls_key_file = certificate.key();
    start(std::move(options));
  }
};

TEST_F(BlockingPostTest, PostsAndReadsTheAnswer) {
  start();
  const std::string body(300'000, 'x');
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto answer = post_to(url("http", host, "/echo"), {}, body);
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, body);
    EXPECT_EQ(answer->header("CONTENT-type"), kJson);
    EXPECT_EQ(answer->header("nothing"), "");
  }
}

TEST_F(BlockingPostTest, AStatusIsNoError) {
  start();
  const auto answer = post_to(url("http", "127.0.0.1", "/nowhere?x=1"));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->status, 404);
}

TEST_F(BlockingPostTest, ConnectsToPublicAddressesAloneWhenToldSo) {
  start();
  // Spellings that the resolver understands as addresses are judged by what they resolve to.
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "127.1", "0x7f.1", "2130706433",
                           "0.0.0.0", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254"}) {
    PostOptions options;
    options.public_only = true;
    const auto answer = post_to(url("http", host, "/echo"), std::move(options));
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalidInput) << host;
    EXPECT_THAT(answer.error().message, HasSubstr("the address is not public")) << host;
  }
}

TEST_F(BlockingPostTest, VerifiesTheServer) {
  const TestCertificate ours("DNS:localhost,IP:127.0.0.1");
  const TestCertificate other("DNS:localhost,IP:127.0.0.1");
  const TestCertificate elsewhere("DNS:elsewhere.example");
  start_tls(ours);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto answer =
        post_to(url("https", host, "/echo"), {.ca_file = ours.certificate()}, "secret");
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->body, "secret");
  }
  for (const std::string& authorities : {other.certificate(), std::string()}) {
    const auto answer = post_to(url("https", "localhost", "/echo"), {.ca_file = authorities});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(answer.error().message, HasSubstr("the certificate does not prove the server"));
    EXPECT_EQ(answer.error().where, "localhost:" + std::to_string(port()));
  }
}

TEST_F(BlockingPostTest, RefusesACertificateOfAnotherHost) {
  const TestCertificate elsewhere("DNS:elsewhere.example,IP:192.0.2.1");
  start_tls(elsewhere);
  struct Row {
    const char* host;
    const char* message;
  };
  for (const Row& row :
       {Row{"localhost", "ostname mismatch"}, Row{"127.0.0.1", "IP address mismatch"}}) {
    const auto answer =
        post_to(url("https", row.host, "/echo"), {.ca_file = elsewhere.certificate()});
    ASSERT_FALSE(answer) << row.host;
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(answer.error().message, HasSubstr(row.message));
  }
}

TEST_F(BlockingPostTest, TlsAndPlainDoNotMix) {
  const TestCertificate ours("DNS:localhost");
  start();
  EXPECT_FALSE(post_to(url("https", "localhost", "/echo"), {.ca_file = ours.certificate()}));
}

TEST(BlockingPost, SendsTheHeadersItWasGiven) {
  SystemClock clock;
  auto server =
      Server::create(quick_options(),
                     {{Method::kPost, "/v1/traces",
                       [](const Request& request) {
                         return Response{.body = std::string(request.header("authorization")) +
                                                 "|" + std::string(request.header("content-type")) +
                                                 "|" + std::string(request.query)};
                       }}},
                     {.clock = &clock});
  ASSERT_TRUE(server && (*server)->start());
  const auto answer =
      post_to("http://127.0.0.1:" + std::to_string((*server)->port()) + "/v1/traces?a=b",
              {.headers = {{"Authorization", "Bearer t"}}});
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->body, "Bearer t|application/json|a=b");
}

TEST(BlockingPost, ASilentServerTimesOut) {
  const OneAnswer silent("", OneAnswer::kKeepOpen);
  const OneAnswer halting("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", OneAnswer::kKeepOpen);
  for (const OneAnswer* server : {&silent, &halting}) {
    const auto began = std::chrono::steady_clock::now();
    const auto answer = post_to(server->url(), {.total_timeout = milliseconds(60)});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(answer.error().message, "no answer: it took too long");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  }
}

TEST(BlockingPost, AnswersThatCannotBeUsed) {
  struct Row {
    std::string bytes;
    ErrorCode code;
    std::string message;
  };
  for (const Row& row : {
           Row{"SSH-2.0-OpenSSH_9.2\r\n\r\n", ErrorCode::kInvalidInput, "no answer: bad version"},
           Row{std::string(1000, '\0'), ErrorCode::kInvalidInput, "no answer: bad version"},
           Row{"", ErrorCode::kIo, "no answer: "},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", ErrorCode::kIo,
               "no answer: partial message"},
           Row{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", ErrorCode::kTooLarge,
               "no answer: its body has more than 100 bytes"},
           Row{"HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), ErrorCode::kTooLarge,
               "no answer: its body has more than 100 bytes"},
           Row{"HTTP/1.1 200 OK\r\nx: " + std::string(40'000, 'x'), ErrorCode::kTooLarge,
               "no answer: header limit exceeded"},
       }) {
    const OneAnswer server(row.bytes);
    const auto answer = post_to(server.url(), {.max_answer = 100});
    ASSERT_FALSE(answer) << row.message;
    EXPECT_EQ(answer.error().code, row.code) << answer.error().message;
    EXPECT_THAT(answer.error().message, HasSubstr(row.message));
  }
}

TEST(BlockingPost, NobodyListens) {
  uint16_t port = 0;
  {
    const OneAnswer gone("");
    port = static_cast<uint16_t>(std::stoi(gone.url().substr(17)));
    const HttpClient let_it_end(port);
  }
  const auto answer = post_to("http://127.0.0.1:" + std::to_string(port) + "/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(answer.error().to_string(),
            "no connection: Connection refused (127.0.0.1:" + std::to_string(port) + ")");
}

TEST(BlockingPost, WhatCannotBePosted) {
  struct Row {
    std::string url;
    PostOptions options;
    std::string error;
  };
  for (const Row& row : {
           Row{"collector:4318", {}, "this is no http or https URL (collector:4318)"},
           Row{"ftp://c/", {}, "this is no http or https URL (ftp://c/)"},
           Row{"http:///v1", {}, "this is no http or https URL (http:///v1)"},
           Row{"", {}, "this is no http or https URL"},
           Row{"http://c/\r\nx: y", {}, "this is no http or https URL (http://c/\r\nx: y)"},
           Row{"http://user:word@c/", {}, "this URL has a user name or a fragment (c)"},
           Row{"http://c/#x", {}, "this URL has a user name or a fragment (c)"},
           Row{"http://c:99999/", {}, "the port is not from 1 to 65535 (http://c:99999/)"},
           Row{"http://c/",
               {.headers = {{"a", "b\r\nc: d"}}},
               "this is no header, or has control characters in it (a)"},
           Row{"http://c/",
               {.headers = {{"a b", "c"}}},
               "this is no header, or has control characters in it (a b)"},
       }) {
    const auto post = BlockingPost::create(row.url, row.options);
    ASSERT_FALSE(post) << row.url;
    EXPECT_EQ(post.error().to_string(), row.error);
    EXPECT_EQ(post.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(BlockingPost, AuthoritiesMustBeThere) {
  const auto post = BlockingPost::create("https://c/", {.ca_file = "/nowhere/ca.pem"});
  ASSERT_FALSE(post);
  EXPECT_THAT(post.error().message, HasSubstr("the certificates of authorities cannot be used"));
  EXPECT_EQ(post.error().where, "/nowhere/ca.pem");
}

}  // namespace
}  // namespace gs::http
