#include "http/blocking_post.h"

#include "http/address_range.h"
#include "http/asio_types.h"
#include "http/message.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace gs::http {
namespace {

namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;

using ErrorCodes = boost::system::error_code;
using PostStream = beast::basic_stream<asio::ip::tcp, Executor>;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;
using RequestMessage = beast::http::request<beast::http::span_body<const char>>;
using AnswerParser = beast::http::response_parser<beast::http::string_body>;

// As kAwait; Beast's operations of this release cannot be deferred.
constexpr auto kWait = asio::as_tuple(asio::use_awaitable_t<Executor>());

constexpr uint32_t kMaxHead = 32 * 1024;

bool token_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool usable_header(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
  });
  return !name.empty() && clean && std::all_of(name.begin(), name.end(), token_character);
}

bool usable_port(std::string_view text) {
  uint16_t port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
  return code == std::errc{} && end == text.data() + text.size() && port != 0;
}

bool is_timeout(const ErrorCodes& code) {
  return code == beast::error::timeout || code == asio::error::timed_out;
}

bool is_protocol_error(const ErrorCodes& code) {
  return code.category() ==
         beast::http::make_error_code(beast::http::error::bad_version).category();
}

Status load_authorities(ssl::context& context, const std::string& file) {
  ErrorCodes code;
  if (file.empty()) {
    context.set_default_verify_paths(code);
  } else {
    context.load_verify_file(file, code);
  }
  if (!code) return Ok{};
  return gs::fail(ErrorCode::kInvalidInput,
                  "the certificates of authorities cannot be used: " + code.message(), file);
}

}  // namespace

// What one send() needs, on one thread and its own io_context. The steps are coroutines that take a
// pointer to it.
class PostExchange {
 public:
  PostExchange(const BlockingPost& post, std::string_view content_type, std::string_view body);

  Result<PostAnswer> run();

 private:
  static Task<void> converse(PostExchange* self);
  static Task<bool> connect(PostExchange* self);
  static Task<bool> shake_hands(PostExchange* self);
  template <typename Stream>
  static Task<void> ask(PostExchange* self, Stream* stream);

  void prepare(std::string_view content_type, std::string_view body);
  bool name_server();
  bool choose_peers(const Resolver::results_type& found);
  bool succeeded(const ErrorCodes& code, std::string_view step);
  std::string describe(const ErrorCodes& code) const;
  ErrorCode kind_of(const ErrorCodes& code) const;
  PostAnswer taken_answer();

  const BlockingPost::Target& target_;
  const PostOptions& options_;
  asio::io_context io_;
  PostStream stream_{io_.get_executor()};
  std::optional<ssl::stream<PostStream&>> tls_;
  RequestMessage request_;
  AnswerParser parser_;
  std::vector<asio::ip::tcp::endpoint> peers_;  // that may be connected to
  bool connected_ = false;
  std::optional<Error> error_;
  std::chrono::steady_clock::time_point end_{};  // of the total time, known when the name is
};

PostExchange::PostExchange(const BlockingPost& post, std::string_view content_type,
                           std::string_view body)
    : target_(post.target_), options_(post.options_) {
  if (post.tls_) tls_.emplace(stream_, *post.tls_);
  parser_.body_limit(options_.max_answer);
  parser_.header_limit(kMaxHead);
  prepare(content_type, body);
}

void PostExchange::prepare(std::string_view content_type, std::string_view body) {
  request_.method(beast::http::verb::post);
  request_.target(target_.path);
  request_.version(11);
  request_.keep_alive(false);
  request_.set(beast::http::field::host, target_.authority);
  request_.set(beast::http::field::content_type, content_type);
  for (const auto& [name, value] : options_.headers) request_.set(name, value);
  request_.body() = beast::span<const char>(body.data(), body.size());
  request_.prepare_payload();
}

Result<PostAnswer> PostExchange::run() {
  asio::co_spawn(io_.get_executor(), converse(this), [this](const std::exception_ptr& thrown) {
    if (thrown && !error_) error_ = Error{ErrorCode::kInternal, "the post was broken off", {}};
  });
  io_.run();
  if (error_) return gs::fail(error_->code, error_->message, target_.authority);
  return taken_answer();
}

Task<void> PostExchange::converse(PostExchange* self) {
  const bool connected = co_await connect(self);
  if (!connected) co_return;
  if (!self->tls_) {
    co_await ask(self, &self->stream_);
    co_return;
  }
  const bool trusted = co_await shake_hands(self);
  if (trusted) co_await ask(self, &*self->tls_);
}

Task<bool> PostExchange::connect(PostExchange* self) {
  Resolver resolver(self->io_.get_executor());
  const auto [unknown, addresses] =
      co_await resolver.async_resolve(self->target_.host, self->target_.port, kWait);
  if (!self->succeeded(unknown, "the name cannot be resolved")) co_return false;
  if (!self->choose_peers(addresses)) co_return false;
  const auto now = std::chrono::steady_clock::now();
  self->end_ = now + self->options_.total_timeout;
  self->stream_.expires_at(std::min(now + self->options_.connect_timeout, self->end_));
  const auto [refused, peer] = co_await self->stream_.async_connect(self->peers_, kWait);
  if (!self->succeeded(refused, "no connection")) co_return false;
  self->connected_ = true;
  self->stream_.expires_at(self->end_);
  ErrorCodes ignored;
  self->stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return true;
}

bool PostExchange::choose_peers(const Resolver::results_type& found) {
  std::string refused;
  for (const auto& entry : found) {
    const std::string address = entry.endpoint().address().to_string();
    const auto range = options_.public_only ? special_range(address) : std::nullopt;
    if (!range) {
      peers_.push_back(entry.endpoint());
    } else if (refused.empty()) {
      refused = address + " is " + std::string(*range);
    }
  }
  if (!peers_.empty()) return true;
  error_ = Error{ErrorCode::kInvalidInput,
                 "the address is not public, and only such are connected to: " + refused,
                 {}};
  return false;
}

// Whom the certificate must name, and SNI for a host that is no address.
bool PostExchange::name_server() {
  SSL* native = tls_->native_handle();
  const char* host = target_.host.c_str();
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(native), host) == 1) return true;
  return SSL_set1_host(native, host) == 1 && SSL_set_tlsext_host_name(native, host) == 1;
}

Task<bool> PostExchange::shake_hands(PostExchange* self) {
  if (!self->name_server()) {
    self->error_ = Error{ErrorCode::kInvalidInput, "TLS cannot ask for this host name", {}};
    co_return false;
  }
  const auto [code] = co_await self->tls_->async_handshake(ssl::stream_base::client, kWait);
  const long verdict = SSL_get_verify_result(self->tls_->native_handle());
  if (code && verdict != X509_V_OK) {
    self->error_ = Error{ErrorCode::kInvalidInput,
                         std::string("the certificate does not prove the server: ") +
                             X509_verify_cert_error_string(verdict),
                         {}};
    co_return false;
  }
  co_return self->succeeded(code, "the TLS handshake failed");
}

template <typename Stream>
Task<void> PostExchange::ask(PostExchange* self, Stream* stream) {
  const auto [unsent, sent] = co_await beast::http::async_write(*stream, self->request_, kWait);
  if (!self->succeeded(unsent, "the request could not be sent")) co_return;
  beast::flat_buffer buffer;
  const auto [unread, read] =
      co_await beast::http::async_read(*stream, buffer, self->parser_, kWait);
  self->succeeded(unread, "no answer");
}

bool PostExchange::succeeded(const ErrorCodes& code, std::string_view step) {
  if (!code) return true;
  error_ = Error{kind_of(code), std::string(step) + ": " + describe(code), {}};
  return false;
}

std::string PostExchange::describe(const ErrorCodes& code) const {
  if (is_timeout(code)) return "it took too long";
  if (code == beast::http::error::body_limit) {
    return "its body has more than " + std::to_string(options_.max_answer) + " bytes";
  }
  return code.message();
}

ErrorCode PostExchange::kind_of(const ErrorCodes& code) const {
  if (is_timeout(code)) return ErrorCode::kUnavailable;
  if (code == beast::http::error::body_limit || code == beast::http::error::header_limit) {
    return ErrorCode::kTooLarge;
  }
  // The server closed before its answer was complete: the connection broke, its words were good.
  if (code == beast::http::error::end_of_stream || code == beast::http::error::partial_message) {
    return ErrorCode::kIo;
  }
  if (is_protocol_error(code)) return ErrorCode::kInvalidInput;
  return connected_ ? ErrorCode::kIo : ErrorCode::kUnavailable;
}

PostAnswer PostExchange::taken_answer() {
  auto message = parser_.release();
  PostAnswer answer;
  answer.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  answer.body = std::move(message.body());
  return answer;
}

std::string PostAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (equals_ignore_case(known, name)) return value;
  }
  return {};
}

BlockingPost::BlockingPost(Target target, PostOptions options)
    : target_(std::move(target)), options_(std::move(options)) {}

BlockingPost::~BlockingPost() = default;

Result<BlockingPost::Target> BlockingPost::parse(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  const bool tls = parsed && parsed->scheme() == "https";
  if (!parsed || (!tls && parsed->scheme() != "http") || parsed->host().empty()) {
    return gs::fail(ErrorCode::kInvalidInput, "this is no http or https URL", std::string(url));
  }
  if (parsed->has_userinfo() || parsed->has_fragment()) {
    return gs::fail(ErrorCode::kInvalidInput, "this URL has a user name or a fragment",
                    std::string(parsed->encoded_host()));
  }
  if (parsed->has_port() && !usable_port(parsed->port())) {
    return gs::fail(ErrorCode::kInvalidInput, "the port is not from 1 to 65535", std::string(url));
  }
  Target target;
  target.tls = tls;
  target.host = parsed->host_address();
  target.port = parsed->has_port() ? std::string(parsed->port()) : tls ? "443" : "80";
  target.authority = std::string(parsed->encoded_host()) + ":" + target.port;
  const auto path = parsed->encoded_target();
  target.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  return target;
}

Result<std::unique_ptr<BlockingPost>> BlockingPost::create(std::string_view url,
                                                           PostOptions options) {
  GS_TRY(Target target, parse(url));
  for (const auto& header : options.headers) {
    if (usable_header(header)) continue;
    return gs::fail(ErrorCode::kInvalidInput, "this is no header, or has control characters in it",
                    header.first);
  }
  std::unique_ptr<BlockingPost> post(new BlockingPost(std::move(target), std::move(options)));
  if (!post->target_.tls) return post;
  try {
    post->tls_ = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(post->tls_->native_handle(), TLS1_2_VERSION);
    post->tls_->set_verify_mode(ssl::verify_peer);
    GS_CHECK_OK(load_authorities(*post->tls_, post->options_.ca_file));
  } catch (const std::exception& error) {
    return gs::fail(ErrorCode::kInternal, error.what(), post->target_.authority);
  }
  return post;
}

Result<PostAnswer> BlockingPost::send(std::string_view content_type, std::string_view body) const {
  try {
    return PostExchange(*this, content_type, body).run();
  } catch (const std::exception& error) {
    return gs::fail(ErrorCode::kInternal, error.what(), target_.authority);
  }
}

}  // namespace gs::http
