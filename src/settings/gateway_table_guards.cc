// The settings of external guards.
#include "settings/gateway_table_sections.h"

namespace gs::settings {
namespace {

using enum SettingType;

constexpr Setting kTable[] = {
    {.key = "guards.*.url",
     .type = kString,
     .default_text = "",
     .description =
         "Base address of an external guard, whose score is the signal guard.<name>; /v1 "
         "at the end is left out"},
    {.key = "guards.*.dialect",
     .type = kEnum,
     .default_text = "judge",
     .description =
         "How it is asked: a chat model with an instruction of ours (judge), Llama Guard behind "
         "its own chat template (llama_guard) or without one (llama_guard_prompt), OpenAI "
         "moderation, or the FMS detector API",
     .choices = "judge|llama_guard|llama_guard_prompt|moderation|detector"},
    {.key = "guards.*.model",
     .type = kString,
     .default_text = "",
     .description = "Model that is named in the question; judge and both forms of llama_guard need "
                    "one"},
    {.key = "guards.*.detector",
     .type = kString,
     .default_text = "",
     .description = "Header detector-id of the question; dialect detector needs one"},
    {.key = "guards.*.instruction",
     .type = kString,
     .default_text = "",
     .description = "What dialect judge is told to look for; empty means attacks on instructions "
                    "and harm"},
    {.key = "guards.*.categories",
     .type = kList,
     .default_text = "",
     .description =
         "Categories that count, of OpenAI moderation or S1 to S14 of Llama Guard; empty "
         "means all"},
    {.key = "guards.*.roles",
     .type = kList,
     .default_text = "user,assistant,tool,document",
     .description = "Roles whose messages it sees: user, system, assistant, tool, document"},
    {.key = "guards.*.key",
     .type = kSecret,
     .default_text = "",
     .description = "Key that it gets, as a bearer token"},
    {.key = "guards.*.tls_ca",
     .type = kString,
     .default_text = "",
     .description = "PEM file of the authorities that may vouch for it; empty means the system's"},
    {.key = "guards.*.tls_name",
     .type = kString,
     .default_text = "",
     .description = "Name that its certificate must have, where that is not the host of the URL"},
    {.key = "guards.*.deadline",
     .type = kDuration,
     .default_text = "2s",
     .description = "Time for an answer, connecting included",
     .minimum = "10ms",
     .maximum = "1m"},
    {.key = "guards.*.on_timeout",
     .type = kEnum,
     .default_text = "closed",
     .description = "What follows without an answer, for whatever reason: rules that wait for it "
                    "match (closed), or see 0 (open)",
     .choices = "closed|open"},
    {.key = "guards.*.concurrency",
     .type = kInteger,
     .default_text = "32",
     .description = "Most questions at a time; a further one fails at once",
     .minimum = "1",
     .maximum = "10000"},
    {.key = "guards.*.text_limit",
     .type = kSize,
     .default_text = "64KiB",
     .description = "Most text of one question; a longer text is not sent, and the question fails",
     .minimum = "1KiB",
     .maximum = "8MiB"},
    {.key = "guards.*.breaker_failures",
     .type = kInteger,
     .default_text = "5",
     .description = "Failures in a row after which it is left alone",
     .minimum = "1",
     .maximum = "1000"},
    {.key = "guards.*.breaker_open",
     .type = kDuration,
     .default_text = "10s",
     .description = "Time for which it is left alone",
     .minimum = "10ms",
     .maximum = "1h"},
    {.key = "guards.*.cascade_signal",
     .type = kEnum,
     .default_text = "none",
     .description = "Signal of our own detectors that spares the question where it is sure: below "
                    "cascade_low or above cascade_high its value stands for the guard's score",
     .choices = "none|jailbreak_score|harm_score|obfuscation_score"},
    {.key = "guards.*.cascade_low",
     .type = kInteger,
     .default_text = "20",
     .description = "Below this, in percent, the signal is sure that there is nothing",
     .minimum = "0",
     .maximum = "100"},
    {.key = "guards.*.cascade_high",
     .type = kInteger,
     .default_text = "80",
     .description = "Above this, in percent, the signal is sure that there is something",
     .minimum = "0",
     .maximum = "100"},
};

}  // namespace

Table guards_table() {
  return kTable;
}

}  // namespace gs::settings
