#include "http/tls.h"

#include "test_server.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gs::http {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

// A TLS client over a plain one's socket.
class TlsClient {
 public:
  explicit TlsClient(uint16_t port, int max_version = TLS1_3_VERSION)
      : plain_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_)) {
    SSL_set_max_proto_version(ssl_, max_version);
    SSL_set_fd(ssl_, plain_.fd());
    const timeval patience{10, 0};
    ::setsockopt(plain_.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_); }
  // Who the server says it is.
  std::string name() const {
    X509* certificate = SSL_get1_peer_certificate(ssl_);
    if (certificate == nullptr) return "nobody";
    char text[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text,
                              sizeof(text));
    X509_free(certificate);
    return text;
  }
  // Sends a request and returns the bytes up to and with `until`.
  std::string ask(const std::string& request, std::string_view until) {
    SSL_write(ssl_, request.data(), static_cast<int>(request.size()));
    std::string answer;
    char bytes[16 * 1024];
    while (answer.find(until) == std::string::npos) {
      const int n = SSL_read(ssl_, bytes, sizeof(bytes));
      if (n <= 0) break;
      answer.append(bytes, static_cast<size_t>(n));
    }
    return answer;
  }

 private:
  HttpClient plain_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_ = false;
};

class TlsTest : public ServerTest {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("gs_tls_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    certificate_ = folder_ / "cert.pem";
    key_ = folder_ / "key.pem";
    issue("one");
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  // A new self-signed certificate for `name`, in place of the present one.
  void issue(const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=" +
        name + " -keyout " + key_.string() + " -out " + certificate_.string() + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  ServerOptions tls_options() const {
    ServerOptions options = quick_options();
    options.tls_certificate_file = certificate_;
    options.tls_key_file = key_;
    return options;
  }

  std::filesystem::path folder_, certificate_, key_;
};

TEST_F(TlsTest, ServesOverTls) {
  start(tls_options());
  TlsClient client(port());
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.name(), "one");
  EXPECT_THAT(client.ask(get("/health"), "}"), HasSubstr("{\"status\":\"ok\"}"));
  const std::string large(1 << 20, 'q');
  EXPECT_THAT(client.ask(post("/echo", large + "!"), "!"), HasSubstr(large + "!"));
  EXPECT_THAT(client.ask(get("/health", "Connection: close\r\n"), "}"),
              HasSubstr("Connection: close"));
}

TEST_F(TlsTest, OldVersionsAreRefused) {
  start(tls_options());
  EXPECT_EQ(TlsClient(port(), TLS1_2_VERSION).version(), "TLSv1.2");
  EXPECT_FALSE(TlsClient(port(), TLS1_1_VERSION).connected());
}

TEST_F(TlsTest, PlainHttpIsNotAnswered) {
  start(tls_options());
  HttpClient client(port());
  ASSERT_TRUE(client.send(get("/health")));
  EXPECT_FALSE(client.read_answer());
}

TEST_F(TlsTest, SilentHandshakeIsCut) {
  ServerOptions options = tls_options();
  options.header_timeout = std::chrono::milliseconds(80);
  start(options);
  HttpClient client(port());
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(TlsTest, ReloadIsForNewConnections) {
  start(tls_options());
  TlsClient before(port());
  ASSERT_NO_FATAL_FAILURE(issue("two"));
  ASSERT_TRUE(server_->reload_certificate());
  TlsClient after(port());
  EXPECT_EQ(after.name(), "two");
  EXPECT_THAT(before.ask(get("/health"), "}"), HasSubstr("200 OK"));
}

TEST_F(TlsTest, BrokenCertificateKeepsTheOld) {
  start(tls_options());
  std::ofstream(certificate_) << "nonsense";
  const Status reloaded = server_->reload_certificate();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().where, certificate_);
  EXPECT_EQ(TlsClient(port()).name(), "one");
}

TEST_F(TlsTest, ChangedFilesAreNoticedOnceASecond) {
  auto tls = ServerTls::create(certificate_, key_, TlsMinimum::k1_2, events_.sink());
  ASSERT_TRUE(tls) << tls.error().to_string();
  const SteadyTime now{seconds(100)};
  const auto first = (*tls)->current(now);
  ASSERT_NO_FATAL_FAILURE(issue("two"));
  EXPECT_EQ((*tls)->current(now), first);
  const auto second = (*tls)->current(now + seconds(1));
  EXPECT_NE(second, first);
  EXPECT_THAT(events_.text(), HasSubstr("was reloaded"));

  std::ofstream(key_) << "nonsense";
  EXPECT_EQ((*tls)->current(now + seconds(2)), second);
  EXPECT_EQ((*tls)->current(now + seconds(3)), second);
  EXPECT_THAT(events_.text(), HasSubstr("the old stays"));
  EXPECT_EQ(events_.text().find("the old stays"), events_.text().rfind("the old stays"));
}

TEST_F(TlsTest, FilesThatDoNotFitAreErrors) {
  const auto missing = ServerTls::create("/nowhere/cert.pem", key_, TlsMinimum::k1_2, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().where, "/nowhere/cert.pem");

  const std::filesystem::path old_key = folder_ / "old.pem";
  std::filesystem::rename(key_, old_key);
  ASSERT_NO_FATAL_FAILURE(issue("two"));
  const auto mismatched = ServerTls::create(certificate_, old_key, TlsMinimum::k1_2, {});
  ASSERT_FALSE(mismatched);
  EXPECT_EQ(mismatched.error().where, old_key);
}

}  // namespace
}  // namespace gs::http
