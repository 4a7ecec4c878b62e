#include "http/client_connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <span>
#include <tuple>

namespace gs::http {
namespace {

const std::string& name_of(const ServerAddress& address) {
  return address.tls_name.empty() ? address.host : address.tls_name;
}

// Whether bytes, or an end, stand behind the answer in what TLS has taken from the socket already.
// (Session tickets stand before the first answer: reading that one has used them up.)
bool holds_more(SSL* ssl) {
  char byte;
  const int n = SSL_peek(ssl, &byte, 1);
  const bool nothing = n <= 0 && SSL_get_error(ssl, n) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  return !nothing;
}

}  // namespace

ClientConnection::ClientConnection(Executor executor, ClientDeadlines& deadlines,
                                   const ServerAddress& address)
    : deadlines_(deadlines), address_(address), resolver_(executor), socket_(executor) {}

bool ClientConnection::fail(ClientFailure failure, std::string_view detail) {
  deadlines_.end(*this);
  if (failure_ == ClientFailure::kNone) {
    failure_ = failure;
    detail_ = detail;
  }
  close();
  return false;
}

bool ClientConnection::fail(const boost::system::error_code& error, ClientFailure otherwise,
                            std::string_view doing) {
  return fail(otherwise, std::string(doing) + ": " + error.message());
}

void ClientConnection::close() {
  boost::system::error_code ignored;
  resolver_.cancel();
  socket_.close(ignored);
}

void ClientConnection::expire() {
  fail(ClientFailure::kTimeout, "the server took too long");
}

void ClientConnection::abort() {
  fail(ClientFailure::kAborted, "the exchange was given up");
}

Task<bool> ClientConnection::connect(SteadyTime until) {
  deadlines_.begin(*this, until);
  const bool found = co_await resolve();
  // It may have been given up between the answer of the resolver and now.
  if (!found || failure_ != ClientFailure::kNone) co_return false;
  boost::system::error_code error = asio::error::host_not_found;
  for (const auto& entry : endpoints_) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    std::tie(error) = co_await socket_.async_connect(entry.endpoint(), kAwait);
    if (!error || failure_ != ClientFailure::kNone) break;
  }
  if (error || failure_ != ClientFailure::kNone) {
    co_return fail(error, ClientFailure::kConnect, "cannot connect");
  }
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  if (address_.tls) {
    const bool shaken = co_await shake_hands();
    if (!shaken) co_return false;
  }
  deadlines_.end(*this);
  co_return failure_ == ClientFailure::kNone;
}

Task<bool> ClientConnection::resolve() {
  boost::system::error_code error;
  const asio::ip::address literal = asio::ip::make_address(address_.host, error);
  if (!error) {
    const asio::ip::tcp::endpoint endpoint(literal, address_.port);
    endpoints_ = Resolver::results_type::create(endpoint, address_.host, "");
    co_return true;
  }
  std::tie(error, endpoints_) =
      co_await resolver_.async_resolve(address_.host, std::to_string(address_.port), kAwait);
  if (error) co_return fail(error, ClientFailure::kConnect, "cannot find the host");
  co_return true;
}

Task<bool> ClientConnection::shake_hands() {
  tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, address_.tls->context());
  const std::string& name = name_of(address_);
  SSL_set_tlsext_host_name(tls_->native_handle(), name.c_str());
  boost::system::error_code error;
  tls_->set_verify_callback(asio::ssl::host_name_verification(name), error);
  if (error) co_return fail(error, ClientFailure::kConnect, "cannot verify the server");
  std::tie(error) = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
  if (error) co_return fail(error, ClientFailure::kConnect, "the TLS handshake failed");
  co_return true;
}

Task<bool> ClientConnection::send(std::string_view bytes, SteadyTime until) {
  answered_ = false;
  reader_.start();
  deadlines_.begin(*this, until);
  boost::system::error_code error;
  size_t size = 0;
  const asio::const_buffer data(bytes.data(), bytes.size());
  if (tls_) {
    std::tie(error, size) = co_await asio::async_write(*tls_, data, kAwait);
  } else {
    std::tie(error, size) = co_await asio::async_write(socket_, data, kAwait);
  }
  deadlines_.end(*this);
  if (error) co_return fail(error, ClientFailure::kClosed, "the server does not take the request");
  co_return failure_ == ClientFailure::kNone;
}

Task<bool> ClientConnection::fill() {
  const std::span<char> room = reader_.prepare();
  const asio::mutable_buffer space(room.data(), room.size());
  boost::system::error_code error;
  size_t size = 0;
  if (tls_) {
    std::tie(error, size) = co_await tls_->async_read_some(space, kAwait);
  } else {
    std::tie(error, size) = co_await socket_.async_read_some(space, kAwait);
  }
  // Only a server that closes in good order may end a body by it: a reset, or TLS without its last
  // word, can come at any byte, and from anybody.
  if (error == asio::error::eof && failure_ == ClientFailure::kNone && reader_.end()) {
    co_return true;
  }
  if (error) co_return fail(error, ClientFailure::kClosed, "the connection ended");
  if (failure_ != ClientFailure::kNone) co_return false;
  answered_ = true;
  reader_.commit(size);
  co_return judge();
}

// Whether what has come is HTTP.
bool ClientConnection::judge() {
  if (reader_.state() != ResponseReader::State::kMalformed) return true;
  return fail(ClientFailure::kProtocol, reader_.problem());
}

Task<bool> ClientConnection::read_head(SteadyTime until) {
  deadlines_.begin(*this, until);
  while (reader_.state() == ResponseReader::State::kHead) {
    const bool filled = co_await fill();
    if (!filled) co_return false;
  }
  deadlines_.end(*this);
  co_return true;
}

Task<bool> ClientConnection::read_body(SteadyTime until) {
  reader_.next_piece();
  bool going = judge() && failure_ == ClientFailure::kNone;
  if (!going || complete() || !piece().empty()) co_return going;
  deadlines_.begin(*this, until);
  while (going && !complete() && piece().empty()) {
    going = co_await fill();
    if (!going) break;
    reader_.next_piece();
    going = judge();
  }
  deadlines_.end(*this);
  co_return going;
}

bool ClientConnection::is_stale() {
  if (tls_ && holds_more(tls_->native_handle())) return true;
  char byte;
  const ssize_t n = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace gs::http
