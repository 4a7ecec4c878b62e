#include "service/server_options.h"

#include <string>
#include <vector>

namespace gs::service {
namespace {

using settings::ServiceSettings;

std::vector<std::string> allowed_hosts(const ServiceSettings& settings) {
  if (settings.auth.mode == settings::AuthMode::kKeys || settings.auth.insecure) return {};
  return {"localhost", "127.0.0.1", "[::1]"};
}

}  // namespace

telemetry::LogLevel log_level(settings::LogLevel level) {
  switch (level) {
    case settings::LogLevel::kDebug:
      return telemetry::LogLevel::kDebug;
    case settings::LogLevel::kInfo:
      return telemetry::LogLevel::kInfo;
    case settings::LogLevel::kWarning:
      return telemetry::LogLevel::kWarning;
    case settings::LogLevel::kError:
      return telemetry::LogLevel::kError;
  }
  return telemetry::LogLevel::kInfo;
}

http::AccessLevel access_level(settings::AccessLog level) {
  switch (level) {
    case settings::AccessLog::kOff:
      return http::AccessLevel::kOff;
    case settings::AccessLog::kErrors:
      return http::AccessLevel::kErrors;
    case settings::AccessLog::kAll:
      return http::AccessLevel::kAll;
  }
  return http::AccessLevel::kErrors;
}

http::ServerOptions server_options(const ServiceSettings& settings) {
  http::ServerOptions options;
  options.listen = settings.listen;
  options.workers = settings.workers;
  options.limits.head.max_bytes = settings.http.limits.header;
  options.limits.max_body_bytes = settings.http.limits.body;
  options.max_connections = settings.http.limits.connections;
  options.header_timeout = settings.http.timeouts.header;
  options.body_timeout = settings.http.timeouts.body;
  options.idle_timeout = settings.http.timeouts.idle;
  options.write_timeout = settings.http.timeouts.write;
  options.dispatch.allowed_hosts = allowed_hosts(settings);
  options.dispatch.cors_origins = settings.cors_origins;
  options.tls_certificate_file = settings.tls.certificate;
  options.tls_key_file = settings.tls.key;
  options.tls_1_3_only = settings.tls.minimum == settings::TlsVersion::k1_3;
  return options;
}

}  // namespace gs::service
