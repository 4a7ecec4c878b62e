// What a test gives, as inputs of a decision (rule_tests.h, signals_from_given and request_facts).
#include <algorithm>

#include <fmt/format.h>

#include "policy/inputs.h"
#include "policy/rule_tests.h"

namespace gs::policy {
namespace {

namespace json = boost::json;

// The JSON value as a value of the signal's type, or nothing when it does not fit.
std::optional<text::SignalValue> as_signal(const json::value& value, text::SignalType type) {
  switch (type) {
    case text::SignalType::kBool:
      if (value.is_bool()) return value.get_bool();
      break;
    case text::SignalType::kInt:
      if (value.is_int64()) return value.get_int64();
      break;
    case text::SignalType::kDouble:
      if (value.is_number()) return value.to_number<double>();
      break;
    case text::SignalType::kString:
      if (value.is_string()) return std::string(value.get_string());
      break;
    case text::SignalType::kStringList: {
      if (!value.is_array()) break;
      std::vector<std::string> texts;
      for (const json::value& item : value.get_array()) {
        if (!item.is_string()) return std::nullopt;
        texts.emplace_back(item.get_string());
      }
      return texts;
    }
  }
  return std::nullopt;
}

void raise(text::SignalValue& value, const text::SignalValue& to) {
  if (const bool* flag = std::get_if<bool>(&to)) value = std::get<bool>(value) || *flag;
  if (const double* score = std::get_if<double>(&to)) {
    value = std::max(std::get<double>(value), *score);
  }
}

// What the caller may claim about its own text; the order is that of detection's table.
void raise_from_context(const json::object& context, std::span<const text::SignalDeclaration> names,
                        Phase phase, text::Signals& signals) {
  for (const text::SignalNumber number :
       {text::kContainsPii, text::kContainsSecret, text::kJailbreakScore, text::kHarmScore,
        text::kVerbatimRatio}) {
    const json::value* claimed = context.if_contains(names[number].name);
    if (claimed == nullptr || !text::exists_in(names[number], phase)) continue;
    if (const auto value = as_signal(*claimed, names[number].type)) {
      raise(signals[number].value, *value);
    }
  }
}

std::string set_signal(const CompiledPolicy& policy, Phase phase, std::string_view name,
                       const json::value& value, text::Signals& signals) {
  const std::string own_prefix = std::string(text::to_string(phase)) + ".";
  if (name.starts_with(own_prefix)) {
    name.remove_prefix(own_prefix.size());
  } else if (name.starts_with("prompt.") || name.starts_with("output.")) {
    return {};  // of the other text
  }
  const auto number = policy.variables().find_signal(name);
  if (!number) return fmt::format("unknown signal '{}'", name);
  const auto typed = as_signal(value, policy.signals()[*number].type);
  if (!typed) return fmt::format("the signal '{}' has another type", name);
  signals[*number].value = *typed;
  return {};
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

void read_lists(const json::object& given, RequestFacts& facts) {
  if (const auto* labels = given.if_contains("labels"); labels != nullptr && labels->is_object()) {
    for (const auto& label : labels->get_object()) {
      facts.labels.emplace_back(label.key(), text_of(labels->get_object(), label.key()));
    }
  }
  if (const auto* tools = given.if_contains("tools"); tools != nullptr && tools->is_array()) {
    for (const json::value& tool : tools->get_array()) {
      if (tool.is_string()) facts.tools.emplace_back(tool.get_string());
    }
  }
}

}  // namespace

RequestFacts request_facts(const json::object& given) {
  RequestFacts facts;
  facts.model = text_of(given, "model");
  facts.path = text_of(given, "path");
  facts.tenant = text_of(given, "tenant");
  facts.principal = text_of(given, "principal");
  const json::value* stream = given.if_contains("stream");
  facts.stream = stream != nullptr && stream->is_bool() && stream->get_bool();
  const json::value* tokens = given.if_contains("max_tokens");
  if (tokens != nullptr && tokens->is_int64()) facts.max_tokens = tokens->get_int64();
  read_lists(given, facts);
  return facts;
}

GivenSignals signals_from_given(const CompiledPolicy& policy, Phase phase, const TestGiven& given) {
  GivenSignals result{neutral_signals(policy.signals()), {}};
  raise_from_context(given.context, policy.signals(), phase, result.signals);
  for (const auto& entry : given.signals) {
    result.problem =
        set_signal(policy, phase, std::string_view(entry.key()), entry.value(), result.signals);
    if (!result.problem.empty()) return result;
  }
  return result;
}

}  // namespace gs::policy
