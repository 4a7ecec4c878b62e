#include "settings/telemetry_settings.h"

#include "settings/fields.h"

namespace gs::settings {
namespace {

void read_endpoint(const Settings& from, TelemetrySettings::Otlp& to, Issues& issues) {
  const std::string& address = text(from, "telemetry.otlp.endpoint");
  if (address.empty()) return;
  auto url = parse_server_url(address);
  if (url) {
    to.endpoint = *std::move(url);
    return;
  }
  issues.push_back(from.issue_at("telemetry.otlp.endpoint", url.error()));
  issues.back().length = 0;  // the line may hold a password
}

void check_otlp(const Settings& from, const TelemetrySettings::Otlp& made, Issues& issues) {
  const bool has_address = !text(from, "telemetry.otlp.endpoint").empty();
  if (!has_address && !made.authorization.name.empty()) {
    issues.push_back(
        from.issue_at("telemetry.otlp.authorization", "is set without telemetry.otlp.endpoint"));
  }
  if (made.ca.empty() || (has_address && (!made.endpoint || made.endpoint->is_tls))) return;
  issues.push_back(from.issue_at("telemetry.otlp.ca",
                                 "is set, but telemetry.otlp.endpoint is no https address"));
}

}  // namespace

TelemetrySettings TelemetrySettings::read(const Settings& settings, Issues& issues) {
  TelemetrySettings made;
  read_endpoint(settings, made.otlp, issues);
  made.otlp.authorization = settings.get<SecretReference>("telemetry.otlp.authorization");
  made.otlp.ca = text(settings, "telemetry.otlp.ca");
  check_otlp(settings, made.otlp, issues);
  made.sampling = number(settings, "telemetry.sampling");
  made.models = list(settings, "telemetry.models");
  return made;
}

}  // namespace gs::settings
