// The settings of traces and metrics.
#include "settings/service_table.h"

namespace gs::settings {
namespace {

using enum SettingType;

constexpr Setting kTable[] = {
    {.key = "telemetry.otlp.endpoint",
     .type = kString,
     .default_text = "",
     .description = "Collector of traces, OTLP over HTTP; they go to its /v1/traces",
     .environment = "OTEL_EXPORTER_OTLP_ENDPOINT"},
    {.key = "telemetry.otlp.authorization",
     .type = kSecret,
     .default_text = "",
     .description = "Value of the Authorization header that it gets"},
    {.key = "telemetry.otlp.ca",
     .type = kString,
     .default_text = "",
     .description = "PEM file of the authorities that may vouch for it; empty means the system's"},
    {.key = "telemetry.sampling",
     .type = kInteger,
     .default_text = "10",
     .description =
         "Percent of traces that are sent; those with a decision other than allow always are",
     .minimum = "0",
     .maximum = "100"},
    {.key = "telemetry.models",
     .type = kList,
     .default_text = "",
     .description =
         "Models that metrics name beside those of the upstreams; all others count as other"},
};

}  // namespace

Table telemetry_table() {
  return kTable;
}

}  // namespace gs::settings
