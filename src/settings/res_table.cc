#include "settings/res_table.h"

#include "settings/service_table.h"

namespace gs::settings {
namespace {

using enum SettingType;

constexpr Setting kResTable[] = {
    {.key = "res.listen",
     .type = kString,
     .default_text = "127.0.0.1:8080",
     .description = "Address and port on which the evidence service listens",
     .flag = "--listen"},
    {.key = "res.workers",
     .type = kInteger,
     .default_text = "0",
     .description = "Threads that serve its connections; 0 means one for each core",
     .minimum = "0",
     .maximum = "1024",
     .flag = "--workers"},
    {.key = "res.storage",
     .type = kString,
     .default_text = "",
     .description = "Where evidence is kept: a folder, or a database such as "
                    "postgres://res@10.0.0.5/res; without it data.dir",
     .environment = "STORAGE_PATH",
     .flag = "--storage"},
    {.key = "res.public_url",
     .type = kString,
     .default_text = "",
     .description = "Address that links in answers and messages begin with; without it the one on "
                    "which the service listens"},

    {.key = "res.origin",
     .type = kString,
     .default_text = "governed-speed.local/log1",
     .description = "Name of the log and of the key that signs it, unique in the world once "
                    "strangers verify it; fixed once the log has a leaf"},
    {.key = "res.log_key",
     .type = kString,
     .default_text = "",
     .description = "File of the key that signs the log, made on first use; without it "
                    "secrets/log.key in data.dir"},
    {.key = "res.witnesses.*.url",
     .type = kString,
     .default_text = "",
     .description = "Base address of a witness that is asked to cosign the log's head"},
    {.key = "res.witnesses.*.key",
     .type = kString,
     .default_text = "",
     .description = "Its verifier key, name+<key id>+<key>"},

    {.key = "res.content.max",
     .type = kSize,
     .default_text = "64MiB",
     .description = "Largest content of an evidence; a larger one is answered with 413",
     .minimum = "1KiB",
     .maximum = "1GiB"},
    {.key = "res.metadata_max",
     .type = kSize,
     .default_text = "64KiB",
     .description = "Largest metadata of an evidence, as canonical JSON",
     .minimum = "1KiB",
     .maximum = "64KiB"},

    {.key = "res.sinks.*.kind",
     .type = kEnum,
     .default_text = "webhook",
     .description = "How incidents are pushed there: a JSON webhook, or an incoming one of Slack",
     .choices = "webhook|slack"},
    {.key = "res.sinks.*.url",
     .type = kString,
     .default_text = "",
     .description = "Address that incidents are posted to"},
    {.key = "res.sinks.*.url_from",
     .type = kSecret,
     .default_text = "",
     .description = "The address, where it is a secret as Slack's are"},
    {.key = "res.sinks.*.secret",
     .type = kSecret,
     .default_text = "",
     .description = "Key that signs what a webhook gets, X-Governed-Speed-Signature"},
    {.key = "res.sinks.*.allow_private",
     .type = kBool,
     .default_text = "off",
     .description = "Whether the address may be one of a private network or of this machine"},
    {.key = "res.sinks.*.tls_ca",
     .type = kString,
     .default_text = "",
     .description = "PEM file of the authorities that may vouch for it; empty means the system's"},
    {.key = "res.sinks.*.severities",
     .type = kList,
     .default_text = "",
     .description = "Severities that are pushed: sev1, sev2, sev3; empty means all"},

    {.key = "res.retention.logs",
     .type = kDuration,
     .default_text = "4392h",
     .description = "Time for which decisions are kept where the policy does not say (183 days: "
                    "EU AI Act Art. 19 and 26 ask for six months)",
     .minimum = "1h",
     .maximum = "876000h"},
    {.key = "res.retention.sweep",
     .type = kDuration,
     .default_text = "1h",
     .description = "Time between two looks for what has outlived its retention; 0s means none",
     .minimum = "0s",
     .maximum = "24h"},
};

std::vector<Setting> all_sections() {
  std::vector<Setting> all(std::begin(kResTable), std::end(kResTable));
  for (const Table section : {service_table(), telemetry_table()}) {
    all.insert(all.end(), section.begin(), section.end());
  }
  return all;
}

}  // namespace

Table res_table() {
  static const std::vector<Setting> kTable = all_sections();
  return kTable;
}

}  // namespace gs::settings
