// The answer of the filter endpoints, as JSON:
// {allowed, action, reasons[], decision_id, rules[], signals, entities[], prompt|output?,
// policy_digest}.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "filter/inspector.h"

namespace gs::gateway {

// `masked`: the text with its masks applied, where the decision asks for any; null otherwise.
std::string filter_answer(const filter::Inspection& inspection,
                          const policy::CompiledPolicy& policy, std::string_view text,
                          std::string_view decision_id, const std::string* masked);

// Its parts, for answers of other forms: the array of rules, the object of computed signals by
// name.
void write_rules(JsonWriter& out, const policy::Decision& decision);
void write_signals(JsonWriter& out, const filter::Inspection& inspection,
                   const policy::CompiledPolicy& policy);

}  // namespace gs::gateway
