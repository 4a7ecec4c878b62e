// Requests to one server, one after the other over one connection, on the calling thread: for
// commands, never for an I/O thread.
//
//   GS_TRY(auto client, BlockingClient::create("https://res.example:8080", {}));
//   GS_TRY(const ClientAnswer answer, client->get("/log/checkpoint"));
//
// A connection that the server has closed meanwhile is opened anew, once a request. Redirects are
// not followed: a status is given as it is. Over https the certificate is verified, always.
//
// Errors: kUnavailable (no connection, a time-out), kIo (the connection broke), kTooLarge (the
// answer), kInvalidInput (what answers does not speak HTTP). `where` is "host:port".
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace gs::http {

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds answer_timeout{60'000};          // of a whole answer
  size_t max_answer = 64 * 1024 * 1024;                      // bytes of a body
  std::string ca_file;                                       // PEM; empty: those of the system
  std::vector<std::pair<std::string, std::string>> headers;  // with each request
};

struct ClientAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view name) const;  // any case; the first, or empty
};

// One thread at a time.
class BlockingClient {
 public:
  // `base`: scheme, host, port and a path in front of all others ("https://host/res"). Nothing is
  // sent yet. kInvalidInput: no http or https URL, or one with a user, query or fragment.
  static Result<std::unique_ptr<BlockingClient>> create(std::string_view base,
                                                        ClientOptions options);
  ~BlockingClient();

  Result<ClientAnswer> get(std::string_view path);
  Result<ClientAnswer> send(Method method, std::string_view path, std::string_view content_type,
                            std::string_view body,
                            const std::vector<std::pair<std::string, std::string>>& headers = {});

 private:
  struct Parts;
  explicit BlockingClient(std::unique_ptr<Parts> parts);
  Result<ClientAnswer> exchange(const std::string& request);

  std::unique_ptr<Parts> parts_;
};

}  // namespace gs::http
