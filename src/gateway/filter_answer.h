// The answer of the filter endpoints, as JSON:
// {allowed, action, reasons[], decision_id, rules[], signals, entities[], prompt|output?,
// policy_digest}.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "filter/inspector.h"

namespace gs::gateway {

// `masked`: the text with its masks applied, where the decision asks for any; null otherwise.
std::string filter_answer(const filter::Inspection& inspection,
                          std::span<const text::SignalDeclaration> declared, std::string_view text,
                          std::string_view decision_id, const std::string* masked);

// The signals that detectors gave a value, by name.
boost::json::object computed_signals(const filter::Inspection& inspection,
                                     std::span<const text::SignalDeclaration> declared);

}  // namespace gs::gateway
