#include "settings/gateway_table.h"

#include "settings/gateway_table_sections.h"
#include "settings/service_table.h"

namespace gs::settings {
namespace {

using enum SettingType;

// The listener, detectors, records.
constexpr Setting kGatewayTable[] = {
    {.key = "gateway.listen",
     .type = kString,
     .default_text = "127.0.0.1:8081",
     .description = "Address and port on which the gateway listens",
     .flag = "--listen"},
    {.key = "gateway.workers",
     .type = kInteger,
     .default_text = "0",
     .description = "Threads that serve connections; 0 means one for each core",
     .minimum = "0",
     .maximum = "1024",
     .flag = "--workers"},

    {.key = "detect.deadline",
     .type = kDuration,
     .default_text = "50ms",
     .description = "Time that the detectors have for one text",
     .minimum = "1ms",
     .maximum = "1m"},
    {.key = "detect.on_timeout",
     .type = kEnum,
     .default_text = "closed",
     .description = "What follows when they need longer: rules that read what is missing match "
                    "(closed), or see nothing found (open)",
     .choices = "closed|open"},
    {.key = "detect.canaries",
     .type = kString,
     .default_text = "",
     .description = "File with planted tokens of eight characters or more, one a line, that no "
                    "output may hold; tokens of the form gs-canary-<16 to 64 hex digits> are known "
                    "without it"},
    {.key = "detect.corpus",
     .type = kString,
     .default_text = "",
     .description = "Index of protected texts, made by `governed-speed corpus build`, that outputs "
                    "are compared with"},
    {.key = "detect.models",
     .type = kString,
     .default_text = "",
     .description = "Folder of the learned models that detectors load at start; without it "
                    "../share/governed-speed/models beside the program's folder"},
    {.key = "detect.names",
     .type = kBool,
     .default_text = "on",
     .description = "Whether names of persons, places, organisations and groups, dates and "
                    "addresses are looked for"},

    {.key = "audit.durability",
     .type = kEnum,
     .default_text = "strict",
     .description =
         "What waits for records to be on the disk: what a decision changes, and the first byte "
         "of a model's answer for the record of its prompt (strict), every answer (strict_all), "
         "or nothing (relaxed)",
     .choices = "strict|strict_all|relaxed"},
    {.key = "audit.on_failure",
     .type = kEnum,
     .default_text = "refuse",
     .description =
         "What follows when a decision cannot be recorded: 503 (refuse), or the answer all "
         "the same (continue)",
     .choices = "refuse|continue"},
    {.key = "audit.gateway",
     .type = kString,
     .default_text = "",
     .description = "Name of this gateway in its journal, of its own among those of one RES; empty "
                    "means that of the host"},
    {.key = "audit.segment_bytes",
     .type = kSize,
     .default_text = "64MiB",
     .description = "Size at which a segment of the journal is closed",
     .minimum = "64KiB",
     .maximum = "1GiB"},
    {.key = "audit.segment_age",
     .type = kDuration,
     .default_text = "60s",
     .description = "Age at which a segment of the journal is closed, also an empty one",
     .minimum = "100ms",
     .maximum = "24h"},
    {.key = "audit.sync_within",
     .type = kDuration,
     .default_text = "5ms",
     .description = "Time within which a record that nothing waits for is on the disk",
     .minimum = "1ms",
     .maximum = "10s"},
    {.key = "audit.retention",
     .type = kDuration,
     .default_text = "4392h",
     .description = "Time that segments stay in the journal once RES has them",
     .minimum = "0s",
     .maximum = "175200h"},
    {.key = "res.url",
     .type = kString,
     .default_text = "",
     .description = "Risk & Evidence Service that gets the journal's segments",
     .environment = "RES_URL",
     .flag = "--res"},
    {.key = "res.key",
     .type = kSecret,
     .default_text = "",
     .description = "API key that it gets, one with the role submitter"},
    {.key = "res.ca",
     .type = kString,
     .default_text = "",
     .description = "PEM file of the authorities that may vouch for it; empty means the system's"},
};

std::vector<Setting> all_sections() {
  std::vector<Setting> all(std::begin(kGatewayTable), std::end(kGatewayTable));
  for (const Table section : {service_table(), upstream_table(), proxy_table(), guards_table(),
                              limits_table(), telemetry_table()}) {
    all.insert(all.end(), section.begin(), section.end());
  }
  return all;
}

}  // namespace

Table gateway_table() {
  static const std::vector<Setting> kTable = all_sections();
  return kTable;
}

}  // namespace gs::settings
