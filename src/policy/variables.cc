#include "policy/variables.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "policy/cel/value.h"
#include "policy/load_sections.h"

namespace gs::policy {
namespace {

cel::Type cel_type(text::SignalType type) {
  switch (type) {
    case text::SignalType::kBool:
      return cel::TypeKind::kBool;
    case text::SignalType::kInt:
      return cel::TypeKind::kInt;
    case text::SignalType::kDouble:
      return cel::TypeKind::kDouble;
    case text::SignalType::kString:
      return cel::TypeKind::kString;
    case text::SignalType::kStringList:
      break;
  }
  return cel::Type::list(cel::TypeKind::kString);
}

Issue problem(std::string message, Position position) {
  Issue issue;
  issue.message = std::move(message);
  issue.position = position;
  return issue;
}

// The scalar limits of a threshold by the names they have in the file.
std::vector<std::pair<std::string, double>> limits_of(const Threshold& threshold) {
  std::vector<std::pair<std::string, double>> limits;
  if (threshold.minimum) limits.emplace_back(threshold.minimum_key, *threshold.minimum);
  if (threshold.maximum) limits.emplace_back("target_max", *threshold.maximum);
  if (threshold.warn_at) limits.emplace_back("warn_at", *threshold.warn_at);
  if (threshold.retrain_at) limits.emplace_back("retrain_at", *threshold.retrain_at);
  return limits;
}

}  // namespace

Variables::Variables() = default;

std::unique_ptr<Variables> Variables::create(const PolicyModel& model,
                                             std::span<const std::string> guards, Issues& issues) {
  std::unique_ptr<Variables> variables(new Variables());
  const auto builtin = text::builtin_signals();
  variables->signals_.assign(builtin.begin(), builtin.end());
  for (const Pattern& pattern : model.patterns) {
    if (!is_identifier(pattern.name)) continue;  // load has noted it
    variables->signals_.push_back({"pattern." + pattern.name, text::SignalType::kBool, true, true,
                                   "the pattern of the policy file matched"});
  }
  for (const std::string& guard : guards) {
    if (!is_identifier(guard)) {
      issues.push_back(
          problem(fmt::format("the guard name '{}' cannot be used in a condition", guard), {}));
      continue;
    }
    variables->signals_.push_back({"guard." + guard, text::SignalType::kDouble, true, true,
                                   "the score of the external guard"});
  }
  variables->order_signals();
  variables->declare_signals(issues);
  variables->declare_request(issues);
  variables->declare_constants(model, issues);
  return variables;
}

void Variables::declare(std::string name, cel::Type type, SlotSource source, Issues& issues) {
  const auto slot = environment_.declare(std::move(name), std::move(type));
  if (!slot) {
    issues.push_back(problem(slot.error().to_string(), {}));
    return;
  }
  if (sources_.size() <= *slot) sources_.resize(*slot + 1, SlotSource{SlotSource::Kind::kNow});
  sources_[*slot] = source;
}

void Variables::order_signals() {
  by_name_.resize(signals_.size());
  std::iota(by_name_.begin(), by_name_.end(), text::SignalNumber{0});
  std::sort(by_name_.begin(), by_name_.end(), [this](text::SignalNumber a, text::SignalNumber b) {
    return signals_[a].name < signals_[b].name;
  });
}

void Variables::declare_signals(Issues& issues) {
  using Kind = SlotSource::Kind;
  for (size_t i = 0; i < signals_.size(); ++i) {
    const text::SignalDeclaration& signal = signals_[i];
    const auto number = static_cast<text::SignalNumber>(i);
    const cel::Type type = cel_type(signal.type);
    if (signal.in_prompt) {
      declare("prompt." + signal.name, type, {Kind::kPromptSignal, number}, issues);
    }
    if (signal.in_output) {
      declare("output." + signal.name, type, {Kind::kOutputSignal, number}, issues);
    }
    declare(signal.name, type, {Kind::kPhaseSignal, number}, issues);
  }
}

void Variables::declare_request(Issues& issues) {
  using Kind = SlotSource::Kind;
  const cel::Type text_type = cel::TypeKind::kString;
  const cel::Type context_type = cel::Type::map(text_type, cel::TypeKind::kDyn);
  declare("lawful_basis", cel::TypeKind::kBool, {Kind::kLawfulBasis}, issues);
  declare("context", context_type, {Kind::kContext}, issues);
  declare("request.model", text_type, {Kind::kModel}, issues);
  declare("request.path", text_type, {Kind::kPath}, issues);
  declare("request.tenant", text_type, {Kind::kTenant}, issues);
  declare("request.principal", text_type, {Kind::kPrincipal}, issues);
  declare("request.labels", cel::Type::map(text_type, text_type), {Kind::kLabels}, issues);
  declare("request.stream", cel::TypeKind::kBool, {Kind::kStream}, issues);
  declare("request.max_tokens", cel::TypeKind::kInt, {Kind::kMaxTokens}, issues);
  declare("request.tools", cel::Type::list(text_type), {Kind::kTools}, issues);
  declare("now", cel::TypeKind::kTimestamp, {Kind::kNow}, issues);
}

void Variables::declare_constants(const PolicyModel& model, Issues& issues) {
  const auto add = [&](const std::string& name, cel::Type type, cel::Value value, Position where) {
    const Status declared = environment_.declare_constant(name, std::move(type), value);
    if (!declared) issues.push_back(problem(declared.error().to_string(), where));
  };
  for (const NamedList& list : model.lists) {
    if (!is_identifier(list.name)) continue;  // load has noted it
    std::vector<cel::Value> items;
    items.reserve(list.items.size());
    for (const std::string& item : list.items) {
      items.push_back(cel::make_string(constants_, item));
    }
    add("lists." + list.name, cel::Type::list(cel::TypeKind::kString),
        cel::make_list(constants_, items), list.position);
  }
  for (const Threshold& threshold : model.thresholds) {
    const bool usable = is_identifier(threshold.area) &&
                        (threshold.metric.empty() || is_identifier(threshold.metric));
    if (!usable) continue;  // it has no name in the language; the gate reads it all the same
    for (const auto& [key, limit] : limits_of(threshold)) {
      add("thresholds." + threshold.name() + "." + key, cel::TypeKind::kDouble,
          cel::Value::real(limit), threshold.position);
    }
  }
}

std::optional<text::SignalNumber> Variables::find_signal(std::string_view name) const {
  for (size_t i = 0; i < signals_.size(); ++i) {
    if (signals_[i].name == name) return static_cast<text::SignalNumber>(i);
  }
  return std::nullopt;
}

}  // namespace gs::policy
