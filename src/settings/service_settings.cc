#include "settings/service_settings.h"

#include "base/host_port.h"
#include "settings/fields.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace gs::settings {
namespace {

bool is_loopback(std::string_view name) {
  const std::string host(name);
  if (host == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

// "https://host" or "https://host:port", as a browser sends it: no path, no final slash; or "*".
bool is_origin(std::string_view text) {
  if (text == "*") return true;
  const size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return false;
  const std::string_view host = text.substr(scheme + 3);
  return !host.empty() && host.find_first_of("/?# @") == std::string_view::npos;
}

void read_http(const Settings& from, ServiceSettings::Http& http) {
  http.limits.body = from.get<Bytes>("http.limits.body").count;
  http.limits.header = from.get<Bytes>("http.limits.header").count;
  http.limits.json_depth = number(from, "http.limits.json_depth");
  http.limits.connections = number(from, "http.limits.connections");
  http.timeouts.header = duration(from, "http.timeouts.header");
  http.timeouts.body = duration(from, "http.timeouts.body");
  http.timeouts.idle = duration(from, "http.timeouts.idle");
  http.timeouts.write = duration(from, "http.timeouts.write");
}

void read_security(const Settings& from, const ServiceKeys& keys, ServiceSettings& to) {
  to.tls.certificate = text(from, "tls.certificate");
  to.tls.key = text(from, "tls.key");
  to.tls.minimum = choice<TlsVersion>(from, "tls.minimum");
  to.auth.mode = choice<AuthMode>(from, "auth.mode");
  to.auth.keys = text(from, "auth.keys");
  to.auth.insecure = from.get<bool>("auth.insecure");
  to.cors_origins = from.get<std::vector<std::string>>("cors.origins");
  to.data_dir = text(from, "data.dir");
  if (to.data_dir.empty()) to.data_dir = keys.data_dir_default;
  if (to.auth.keys.empty() && !to.data_dir.empty()) to.auth.keys = to.data_dir + "/keys.json";
}

void read_rest(const Settings& from, ServiceSettings& to) {
  to.policy.file = text(from, "policy.file");
  to.policy.reload = from.get<bool>("policy.reload");
  to.policy.reload_poll = duration(from, "policy.reload_poll");
  to.shutdown_grace = duration(from, "shutdown.grace");
  to.log.level = choice<LogLevel>(from, "log.level");
  to.log.access = choice<AccessLog>(from, "log.access");
}

void check_listen_and_auth(const Settings& settings, std::string_view listen_key,
                           const ServiceSettings& made, Issues& issues) {
  const auto address = split_host_port(made.listen);
  if (!address) {
    issues.push_back(settings.issue_at(
        listen_key, fmt::format("must be an address and a port such as 127.0.0.1:8081 or "
                                "[::1]:8081, not '{}'",
                                made.listen)));
    return;
  }
  if (made.auth.mode == AuthMode::kNone && !is_loopback(address->host) && !made.auth.insecure) {
    issues.push_back(settings.issue_at(
        listen_key,
        fmt::format(
            "is {}, which other machines can reach, but auth.mode is none: set auth.mode to "
            "keys, listen on 127.0.0.1, or allow it with auth.insecure: on (--insecure)",
            made.listen)));
  }
  if (made.auth.mode == AuthMode::kKeys && made.auth.keys.empty()) {
    issues.push_back(
        settings.issue_at("auth.mode", "is keys, but neither auth.keys nor data.dir is set"));
  }
}

void check_tls(const Settings& settings, const ServiceSettings& made, Issues& issues) {
  if (made.tls.certificate.empty() == made.tls.key.empty()) return;
  const bool has_key = made.tls.certificate.empty();
  issues.push_back(
      settings.issue_at(has_key ? "tls.key" : "tls.certificate",
                        fmt::format("is set without {}", has_key ? "tls.certificate" : "tls.key")));
}

void check_origins(const Settings& settings, const ServiceSettings& made, Issues& issues) {
  for (const std::string& origin : made.cors_origins) {
    if (is_origin(origin)) continue;
    issues.push_back(settings.issue_at(
        "cors.origins",
        fmt::format("must hold origins such as https://app.example, not '{}'", origin)));
  }
}

void read_digest(const Settings& settings, ServiceSettings& made, Issues& issues) {
  auto digest = settings_digest(settings);
  if (digest) {
    made.digest = std::move(*digest);
    return;
  }
  Issue issue;
  issue.message = digest.error().message;
  issue.path = digest.error().where;
  issues.push_back(std::move(issue));
}

}  // namespace

ServiceSettings ServiceSettings::read(const Settings& settings, const ServiceKeys& keys,
                                      unsigned cores, Issues& issues) {
  ServiceSettings made;
  made.listen = text(settings, keys.listen);
  made.workers = number(settings, keys.workers);
  if (made.workers == 0) made.workers = std::max(cores, 1u);
  read_http(settings, made.http);
  read_security(settings, keys, made);
  read_rest(settings, made);
  check_listen_and_auth(settings, keys.listen, made, issues);
  check_tls(settings, made, issues);
  check_origins(settings, made, issues);
  made.telemetry = TelemetrySettings::read(settings, issues);
  read_digest(settings, made, issues);
  return made;
}

}  // namespace gs::settings
