#include "http/tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <utility>

namespace gs::http {
namespace {

namespace ssl = boost::asio::ssl;

constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr char kTls12Suites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kProtocol[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kProtocol, sizeof(kProtocol) - 1, offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void configure(ssl::context& context, TlsMinimum minimum) {
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native,
                                minimum == TlsMinimum::k1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_cipher_list(native, kTls12Suites);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections hold no record buffers
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
}

tl::unexpected<Error> refused(std::string_view what, const boost::system::error_code& code,
                              const std::string& file) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", what, code.message()), file);
}

}  // namespace

ServerTls::ServerTls(std::string certificate_file, std::string key_file, TlsMinimum minimum,
                     EventSink on_event)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      minimum_(minimum),
      on_event_(std::move(on_event)) {}

Result<std::unique_ptr<ServerTls>> ServerTls::create(std::string certificate_file,
                                                     std::string key_file, TlsMinimum minimum,
                                                     EventSink on_event) {
  std::unique_ptr<ServerTls> tls(new ServerTls(std::move(certificate_file), std::move(key_file),
                                               minimum, std::move(on_event)));
  GS_CHECK_OK(tls->reload());
  return tls;
}

ServerTls::Stamps ServerTls::stamps() const {
  Stamps result;
  for (size_t i = 0; i < result.size(); ++i) {
    struct stat info{};
    if (::stat((i == 0 ? certificate_file_ : key_file_).c_str(), &info) != 0) continue;
    result[i].modified_ns = info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec;
    result[i].size = info.st_size;
    result[i].inode = info.st_ino;
  }
  return result;
}

Status ServerTls::load() {
  tried_ = stamps();
  try {
    auto context = std::make_shared<Context>(ssl::context::tls_server);
    configure(*context, minimum_);
    boost::system::error_code code;
    context->use_certificate_chain_file(certificate_file_, code);
    if (code) return refused("the certificate cannot be used", code, certificate_file_);
    context->use_private_key_file(key_file_, ssl::context::pem, code);
    if (code) return refused("the private key cannot be used", code, key_file_);
    if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
      return fail(ErrorCode::kInvalidInput, "the private key does not belong to the certificate",
                  key_file_);
    }
    context_ = std::move(context);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, error.what(), certificate_file_);
  }
  return Ok{};
}

Status ServerTls::reload() {
  const std::lock_guard lock(mutex_);
  return load();
}

std::shared_ptr<ServerTls::Context> ServerTls::current(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (now < next_look_) return context_;
  next_look_ = now + kLookEvery;
  if (stamps() == tried_) return context_;
  const Status loaded = load();
  if (on_event_) {
    if (loaded) {
      on_event_(EventLevel::kInfo, "the TLS certificate was reloaded");
    } else {
      on_event_(EventLevel::kError,
                fmt::format("the new TLS certificate is not used, the old stays: {}",
                            loaded.error().to_string()));
    }
  }
  return context_;
}

}  // namespace gs::http
