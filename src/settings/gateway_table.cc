#include "settings/gateway_table.h"

#include "settings/gateway_table_sections.h"

namespace gs::settings {
namespace {

using enum SettingType;

// Listeners, limits of HTTP, callers, logs, detectors, records.
constexpr Setting kServerTable[] = {
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

    {.key = "policy.file",
     .type = kString,
     .default_text = "",
     .description = "The policy file, YAML or JSON",
     .environment = "PAC_CONFIG",
     .flag = "--config"},
    {.key = "policy.reload",
     .type = kBool,
     .default_text = "on",
     .description = "Whether a change of the policy file takes effect without a restart"},
    {.key = "policy.reload_poll",
     .type = kDuration,
     .default_text = "1s",
     .description = "Time between two looks at the policy file where the system reports no changes",
     .minimum = "10ms",
     .maximum = "1h"},

    {.key = "http.limits.body",
     .type = kSize,
     .default_text = "8MiB",
     .description = "Largest request body; a larger one is answered with 413",
     .minimum = "1KiB",
     .maximum = "1GiB"},
    {.key = "http.limits.header",
     .type = kSize,
     .default_text = "32KiB",
     .description =
         "Largest request head, request line included; a larger one is answered with 431",
     .minimum = "1KiB",
     .maximum = "1MiB"},
    {.key = "http.limits.json_depth",
     .type = kInteger,
     .default_text = "64",
     .description = "Deepest nesting of a JSON body",
     .minimum = "4",
     .maximum = "512"},
    {.key = "http.limits.connections",
     .type = kInteger,
     .default_text = "10000",
     .description = "Most connections at a time; more are answered with 503 and closed",
     .minimum = "1",
     .maximum = "1000000"},
    {.key = "http.timeouts.header",
     .type = kDuration,
     .default_text = "10s",
     .description = "Time for a client to send the head of a request; then 408",
     .minimum = "10ms",
     .maximum = "1h"},
    {.key = "http.timeouts.body",
     .type = kDuration,
     .default_text = "30s",
     .description = "Time for a client to send the body of a request; then 408",
     .minimum = "10ms",
     .maximum = "1h"},
    {.key = "http.timeouts.idle",
     .type = kDuration,
     .default_text = "75s",
     .description = "Time that a connection may stay open between two requests",
     .minimum = "10ms",
     .maximum = "24h"},
    {.key = "http.timeouts.write",
     .type = kDuration,
     .default_text = "30s",
     .description = "Time for a client to take a piece of an answer",
     .minimum = "10ms",
     .maximum = "1h"},
    {.key = "shutdown.grace",
     .type = kDuration,
     .default_text = "30s",
     .description = "Time that running requests have to finish when the process is asked to stop",
     .minimum = "0s",
     .maximum = "1h"},

    {.key = "tls.certificate",
     .type = kString,
     .default_text = "",
     .description = "PEM file with the certificate chain; with it the gateway speaks HTTPS"},
    {.key = "tls.key",
     .type = kString,
     .default_text = "",
     .description = "PEM file with the private key of the certificate"},
    {.key = "tls.minimum",
     .type = kEnum,
     .default_text = "1.2",
     .description = "Oldest version of TLS that is spoken",
     .choices = "1.2|1.3"},

    {.key = "auth.mode",
     .type = kEnum,
     .default_text = "none",
     .description = "Who may call: everybody who can connect (none), or holders of a key (keys)",
     .choices = "none|keys"},
    {.key = "auth.keys",
     .type = kString,
     .default_text = "",
     .description = "File of the callers' keys; without it keys.json in data.dir"},
    {.key = "auth.insecure",
     .type = kBool,
     .default_text = "off",
     .description = "Allows auth.mode none on an address that other machines can reach",
     .flag = "--insecure"},
    {.key = "cors.origins",
     .type = kList,
     .default_text = "",
     .description = "Origins whose pages may call the gateway from a browser"},

    {.key = "log.level",
     .type = kEnum,
     .default_text = "info",
     .description = "Least severe message that is logged",
     .choices = "debug|info|warning|error"},
    {.key = "log.access",
     .type = kEnum,
     .default_text = "errors",
     .description = "Which requests are logged: none, those answered with 4xx or 5xx, or all",
     .choices = "off|errors|all"},

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

    {.key = "decisions.file",
     .type = kString,
     .default_text = "",
     .description = "File to which decisions are appended as JSON Lines; without it none are kept"},
    {.key = "audit.file",
     .type = kString,
     .default_text = "",
     .description = "File to which changes of policy are appended as JSON Lines"},
    {.key = "audit.on_failure",
     .type = kEnum,
     .default_text = "refuse",
     .description =
         "What follows when a decision cannot be recorded: 503 (refuse), or the answer all "
         "the same (continue)",
     .choices = "refuse|continue"},
    {.key = "data.dir",
     .type = kString,
     .default_text = "",
     .description = "Folder of what the gateway keeps, keys.json for one",
     .flag = "--data"},
};

std::vector<Setting> all_sections() {
  std::vector<Setting> all(std::begin(kServerTable), std::end(kServerTable));
  for (const Table section : {upstream_table(), proxy_table(), limits_table(), telemetry_table()}) {
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
