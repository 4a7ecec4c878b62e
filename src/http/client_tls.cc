#include "http/client_tls.h"

#include <openssl/ssl.h>
#include <boost/asio/ssl/context.hpp>

#include <exception>

namespace gs::http {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<const ClientTls>> ClientTls::create(const std::string& ca_file) {
  try {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    context->set_verify_mode(ssl::verify_peer);
    boost::system::error_code code;
    if (ca_file.empty()) {
      context->set_default_verify_paths(code);
    } else {
      context->load_verify_file(ca_file, code);
    }
    if (code) {
      return fail(ErrorCode::kInvalidInput,
                  "the certificates of the authorities cannot be used: " + code.message(), ca_file);
    }
    return std::shared_ptr<const ClientTls>(new ClientTls(std::move(context)));
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, error.what(), ca_file);
  }
}

}  // namespace gs::http
