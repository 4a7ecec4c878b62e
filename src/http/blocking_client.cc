#include "http/blocking_client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

#include "http/client_connection.h"

namespace gs::http {
namespace {

struct Base {
  ServerAddress address;
  std::string authority;
  std::string path;  // in front of all others, without a slash at its end
};

// What one exchange came to.
struct Exchanged {
  ClientAnswer answer;
  bool answered = false;  // something came back
  bool whole = false;
  bool too_large = false;
};

SteadyTime in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

Task<void> converse(ClientConnection* connection, const std::string* request,
                    const ClientOptions* options, bool fresh, Exchanged* seen) {
  bool going = true;
  if (fresh) going = co_await connection->connect(in(options->connect_timeout));
  const SteadyTime until = in(options->answer_timeout);
  if (going) going = co_await connection->send(*request, until);
  if (going) going = co_await connection->read_head(until);
  seen->answered = connection->answered();
  if (!going) co_return;
  seen->answer.status = connection->head().status;
  for (const HeaderField& field : connection->head().fields) {
    seen->answer.headers.emplace_back(field.name, field.value);
  }
  seen->answer.body += connection->piece();
  while (going && !connection->complete()) {
    going = co_await connection->read_body(until);
    if (going) seen->answer.body += connection->piece();
    seen->too_large = seen->answer.body.size() > options->max_answer;
    going = going && !seen->too_large;
  }
  seen->whole = going;
}

bool read_port(std::string_view text, uint16_t& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port != 0;
}

Result<Base> parse_base(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  const bool tls = parsed && parsed->scheme() == "https";
  if (!parsed || (!tls && parsed->scheme() != "http") || parsed->host().empty()) {
    return gs::fail(ErrorCode::kInvalidInput, "this is no http or https URL", std::string(url));
  }
  if (parsed->has_userinfo() || parsed->has_fragment() || parsed->has_query()) {
    return gs::fail(ErrorCode::kInvalidInput, "this URL has a user name, a query or a fragment",
                    std::string(parsed->encoded_host()));
  }
  Base base;
  base.address.host = parsed->host_address();
  base.address.port = tls ? 443 : 80;
  if (parsed->has_port() && !read_port(parsed->port(), base.address.port)) {
    return gs::fail(ErrorCode::kInvalidInput, "the port is not from 1 to 65535", std::string(url));
  }
  base.authority = std::string(parsed->encoded_host()) + ":" + std::to_string(base.address.port);
  base.path = std::string(parsed->encoded_path());
  while (base.path.ends_with('/')) base.path.pop_back();
  return base;
}

bool clean(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

}  // namespace

struct BlockingClient::Parts {
  Base base;
  ClientOptions options;
  asio::io_context io{1};
  ClientDeadlines deadlines{io.get_executor()};
  std::unique_ptr<ClientConnection> connection;  // null, or one that can be used again
};

std::string ClientAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (equals_ignore_case(known, name)) return value;
  }
  return {};
}

BlockingClient::BlockingClient(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
BlockingClient::~BlockingClient() = default;

Result<std::unique_ptr<BlockingClient>> BlockingClient::create(std::string_view url,
                                                               ClientOptions options) {
  GS_TRY(Base base, parse_base(url));
  for (const auto& [name, value] : options.headers) {
    if (name.empty() || !clean(name) || !clean(value)) {
      return gs::fail(ErrorCode::kInvalidInput,
                      "this is no header, or has control characters in it", name);
    }
  }
  if (url.starts_with("https")) {
    GS_TRY(base.address.tls, ClientTls::create(options.ca_file));
  }
  auto parts = std::make_unique<Parts>();
  parts->base = std::move(base);
  parts->options = std::move(options);
  return std::unique_ptr<BlockingClient>(new BlockingClient(std::move(parts)));
}

Result<ClientAnswer> BlockingClient::get(std::string_view path) {
  return send(Method::kGet, path, {}, {});
}

Result<ClientAnswer> BlockingClient::send(
    Method method, std::string_view path, std::string_view content_type, std::string_view body,
    const std::vector<std::pair<std::string, std::string>>& headers) {
  const Base& base = parts_->base;
  if (!path.starts_with('/') || !clean(path) || path.find(' ') != std::string_view::npos) {
    return gs::fail(ErrorCode::kInvalidInput, "this is no path of a request", std::string(path));
  }
  std::string request = std::string(to_string(method)) + " " + base.path + std::string(path) +
                        " HTTP/1.1\r\nHost: " + base.authority + "\r\n";
  const auto add = [&request](std::string_view name, std::string_view value) {
    request.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : parts_->options.headers) add(name, value);
  for (const auto& [name, value] : headers) add(name, value);
  if (!content_type.empty()) add("Content-Type", content_type);
  if (method != Method::kGet) add("Content-Length", std::to_string(body.size()));
  request.append("\r\n").append(body);
  return exchange(request);
}

Result<ClientAnswer> BlockingClient::exchange(const std::string& request) {
  Parts& parts = *parts_;
  for (const bool last_try : {false, true}) {
    const bool fresh = parts.connection == nullptr || parts.connection->is_stale();
    if (fresh) {
      parts.connection = std::make_unique<ClientConnection>(parts.io.get_executor(),
                                                            parts.deadlines, parts.base.address);
    }
    Exchanged seen;
    asio::co_spawn(parts.io.get_executor(),
                   converse(parts.connection.get(), &request, &parts.options, fresh, &seen),
                   [&io = parts.io](const std::exception_ptr&) { io.stop(); });
    parts.io.restart();
    parts.io.run();  // until the exchange is over; a tick of the deadlines may be left for the next
    const ClientFailure failure = parts.connection->failure();
    const std::string detail = parts.connection->detail();
    if (!parts.connection->reusable()) parts.connection.reset();
    if (seen.whole) return std::move(seen.answer);
    if (seen.too_large) {
      return gs::fail(
          ErrorCode::kTooLarge,
          "the answer has more than " + std::to_string(parts.options.max_answer) + " bytes",
          parts.base.authority);
    }
    // A kept connection may have been closed by the server just now.
    if (!fresh && !seen.answered && failure == ClientFailure::kClosed && !last_try) continue;
    const bool away = failure == ClientFailure::kConnect || failure == ClientFailure::kTimeout;
    const ErrorCode code = away                                  ? ErrorCode::kUnavailable
                           : failure == ClientFailure::kProtocol ? ErrorCode::kInvalidInput
                                                                 : ErrorCode::kIo;
    return gs::fail(code, detail.empty() ? "no answer" : detail, parts.base.authority);
  }
  return gs::fail(ErrorCode::kIo, "no answer", parts.base.authority);
}

}  // namespace gs::http
