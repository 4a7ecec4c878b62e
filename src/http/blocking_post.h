// One POST to one address, on the calling thread: for threads that may wait (an exporter, an
// outbox), never for an I/O thread.
//
//   auto post = BlockingPost::create("https://collector:4318/v1/traces", {.ca_file = "ca.pem"});
//   Result<PostAnswer> answer = (*post)->send("application/json", body);
//
// Each send opens a connection of its own and closes it: such posts are rare, and a kept connection
// would have to be found dead first. Over https the server's certificate and its name (or address)
// are verified, always; TLS 1.2 or newer. Redirects are not followed: a status is given as it is.
//
// Errors of send(): kUnavailable (the name is unknown, no connection, a time-out), kIo (the
// connection broke), kTooLarge (the answer), kInvalidInput (the certificate does not prove the
// server; what answers does not speak HTTP; the address is not public and must be). `where` is
// always "host:port".
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace boost::asio::ssl {
class context;
}

namespace gs::http {

struct PostOptions {
  std::chrono::milliseconds connect_timeout{3'000};
  // For everything after the name is known; the look-up of a name takes as long as the system's
  // resolver lets it.
  std::chrono::milliseconds total_timeout{10'000};
  size_t max_answer = 1024 * 1024;  // bytes of the body
  std::string ca_file;              // PEM; empty: the authorities that the system trusts
  std::vector<std::pair<std::string, std::string>>
      headers;  // beside Host, Content-Type and -Length
  // Only addresses of the public Internet are connected to (http/address_range.h), whatever the
  // name resolves to: it is looked up once and what was checked is what is connected to.
  bool public_only = false;
};

struct PostAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view name) const;  // any case; the first, or empty
};

// Immutable; several threads may send at once.
class BlockingPost {
 public:
  // Errors (kInvalidInput): no http or https URL, a user name in it, a header that is none, a file
  // that holds no certificates. Nothing is sent yet.
  static Result<std::unique_ptr<BlockingPost>> create(std::string_view url, PostOptions options);
  ~BlockingPost();

  Result<PostAnswer> send(std::string_view content_type, std::string_view body) const;

 private:
  struct Target {
    bool tls = false;
    std::string host;  // without brackets
    std::string port;
    std::string authority;  // as in Host
    std::string path;       // with the query
  };

  BlockingPost(Target target, PostOptions options);
  static Result<Target> parse(std::string_view url);
  friend class PostExchange;

  const Target target_;
  const PostOptions options_;
  std::unique_ptr<boost::asio::ssl::context> tls_;  // null for http
};

}  // namespace gs::http
