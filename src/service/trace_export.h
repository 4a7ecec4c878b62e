// Sends a service's traces to the collector that its settings name.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "http/blocking_post.h"
#include "settings/telemetry_settings.h"
#include "telemetry/span_exporter.h"

namespace gs::service {

struct TraceSource {
  std::string service;  // "governed-speed-gateway"
  std::string version;
};

class TraceExport {
 public:
  // Null where the settings name no collector. What `counters` refers to and `clock` outlive the
  // export. Errors: a secret, certificate file or address that cannot be used.
  static Result<std::unique_ptr<TraceExport>> start(const settings::TelemetrySettings::Otlp& otlp,
                                                    const TraceSource& source, Files& files,
                                                    telemetry::SpanCounters counters,
                                                    const Clock& clock);

  telemetry::SpanExporter& exporter() { return *exporter_; }

  // After the server: sends what is left.
  void stop() { exporter_->stop(std::chrono::seconds(5)); }

 private:
  TraceExport() = default;

  std::unique_ptr<http::BlockingPost> collector_;
  std::unique_ptr<telemetry::SpanExporter> exporter_;  // posts by the one above
};

}  // namespace gs::service
