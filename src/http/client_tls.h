// What a client believes in when it speaks TLS: the authorities whose certificates it takes.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace boost::asio::ssl {
class context;
}

namespace gs::http {

// Immutable; shared by the connections of all threads. TLS 1.2 or newer; certificates are always
// verified, with the name of the server.
class ClientTls {
 public:
  // `ca_file`: PEM; empty: the authorities of the system. Error kInvalidInput: a file that cannot
  // be used.
  static Result<std::shared_ptr<const ClientTls>> create(const std::string& ca_file);

  boost::asio::ssl::context& context() const { return *context_; }

 private:
  explicit ClientTls(std::shared_ptr<boost::asio::ssl::context> context)
      : context_(std::move(context)) {}
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace gs::http
