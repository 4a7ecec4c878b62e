#include "service/trace_export.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "settings/secret.h"

namespace gs::service {
namespace {

// Where a URL of the settings points, with `path` behind it.
std::string url_text(const settings::ServerUrl& url, std::string_view path) {
  const bool is_v6 = url.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}{}{}", url.is_tls ? "https" : "http", is_v6 ? "[" : "",
                     url.host, is_v6 ? "]" : "", url.port, url.base_path, path);
}

telemetry::PostTraces post_with(const http::BlockingPost& collector) {
  return [&collector](std::string_view body) -> Result<telemetry::PostOutcome> {
    GS_TRY(http::PostAnswer answer, collector.send("application/json", body));
    return telemetry::PostOutcome{answer.status, answer.header("retry-after"),
                                  std::move(answer.body)};
  };
}

}  // namespace

Result<std::unique_ptr<TraceExport>> TraceExport::start(
    const settings::TelemetrySettings::Otlp& otlp, const TraceSource& source, Files& files,
    telemetry::SpanCounters counters, const Clock& clock) {
  if (!otlp.endpoint) return nullptr;
  http::PostOptions options;
  options.ca_file = otlp.ca;
  GS_TRY(std::string authorization, settings::read_secret(otlp.authorization, files));
  if (!authorization.empty()) options.headers.emplace_back("Authorization", authorization);
  std::unique_ptr<TraceExport> made(new TraceExport());
  GS_TRY(made->collector_,
         http::BlockingPost::create(url_text(*otlp.endpoint, "/v1/traces"), std::move(options)));
  made->exporter_ = std::make_unique<telemetry::SpanExporter>(
      telemetry::TraceResource{source.service, source.version, new_uuid_v7(clock.now())},
      telemetry::SpanExporterOptions{}, post_with(*made->collector_), counters, clock);
  return made;
}

}  // namespace gs::service
