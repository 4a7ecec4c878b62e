// The server's certificate, its key, and their replacement while running.
//
// TLS 1.2 with forward-secret AEAD suites, or TLS 1.3, which OpenSSL prefers. ALPN answers
// http/1.1.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/events.h"

namespace boost::asio::ssl {
class context;
}

namespace gs::http {

// The oldest version of the protocol that is spoken.
enum class TlsMinimum { k1_2, k1_3 };

// Safe from any thread.
class ServerTls {
 public:
  using Context = boost::asio::ssl::context;

  // PEM files: the certificate with its chain, the private key. Errors: kIo or kInvalidInput with
  // OpenSSL's words and the file in `where`; a key that does not belong to the certificate.
  static Result<std::unique_ptr<ServerTls>> create(std::string certificate_file,
                                                   std::string key_file, TlsMinimum minimum,
                                                   EventSink on_event);

  // The context for a new connection. Looks at most once a second whether a file has changed, and
  // if so loads both; files that do not load keep the old certificate in use and are reported once.
  std::shared_ptr<Context> current(SteadyTime now);
  // Loads both files now.
  Status reload();

 private:
  // What shows that a file is another one than before.
  struct Stamp {
    int64_t modified_ns = 0;
    int64_t size = 0;
    uint64_t inode = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  using Stamps = std::array<Stamp, 2>;

  ServerTls(std::string certificate_file, std::string key_file, TlsMinimum minimum,
            EventSink on_event);
  Stamps stamps() const;
  Status load();  // with mutex_ held

  const std::string certificate_file_;
  const std::string key_file_;
  const TlsMinimum minimum_;
  const EventSink on_event_;
  std::mutex mutex_;
  std::shared_ptr<Context> context_;
  Stamps tried_{};  // of the last load, good or bad
  SteadyTime next_look_{};
};

}  // namespace gs::http
