// The settings of what happens to requests and answers on their way.
#include "settings/gateway_table_sections.h"

namespace gs::settings {
namespace {

using enum SettingType;

constexpr Setting kTable[] = {
    {.key = "stream.holdback_max_chars",
     .type = kInteger,
     .default_text = "16384",
     .description = "Most characters of a stream that are held back to be judged; a longer span "
                    "counts as matched",
     .minimum = "256",
     .maximum = "1048576"},
    {.key = "stream.on_unsupported",
     .type = kEnum,
     .default_text = "buffer",
     .description = "What follows when a rule needs the whole text of a stream: the answer is held "
                    "to its end (buffer), or refused",
     .choices = "buffer|reject"},
    {.key = "stream.report",
     .type = kBool,
     .default_text = "off",
     .description = "Whether a stream ends with an event that reports the decision"},

    {.key = "proxy.on_block",
     .type = kEnum,
     .default_text = "error",
     .description =
         "How a blocked request is answered: with an error, or as the model with a refusal",
     .choices = "error|refusal"},
    {.key = "proxy.block_message",
     .type = kString,
     .default_text = "This content is not available under the organisation's policy.",
     .description = "Text of the answer in place of what is blocked"},
    {.key = "inspect.on_uninspectable",
     .type = kEnum,
     .default_text = "block",
     .description = "What follows for content that no detector reads, such as images",
     .choices = "block|flag|allow"},
    {.key = "inspect.roles",
     .type = kList,
     .default_text = "user,assistant,tool,document",
     .description = "Roles whose messages are searched for injection: user, system, assistant, "
                    "tool, document"},
    {.key = "mask.restore_tools",
     .type = kList,
     .default_text = "",
     .description = "Tools in whose arguments masked values are put back"},
    {.key = "transparency.header",
     .type = kBool,
     .default_text = "off",
     .description = "Whether answers of models carry the header x-ai-disclosure"},
    {.key = "transparency.text",
     .type = kString,
     .default_text = "ai-generated",
     .description = "Its value"},
    {.key = "summary.max_tokens",
     .type = kInteger,
     .default_text = "256",
     .description = "Longest summary that the action summarize asks for",
     .minimum = "1",
     .maximum = "100000"},
    {.key = "summary.model",
     .type = kString,
     .default_text = "",
     .description = "Model that summarizes; empty means that of the request"},
};

}  // namespace

Table proxy_table() {
  return kTable;
}

}  // namespace gs::settings
