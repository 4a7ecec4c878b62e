#include "res/decisions/segment_summary.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"

namespace gs::res {
namespace {

namespace json = boost::json;

template <typename Counts>
json::object counts_to_json(const Counts& counts) {
  json::object out;
  for (const auto& [name, count] : counts) out[name] = count;
  return out;
}

json::value names_to_json(const SegmentSummary::Names& names) {
  if (!names.complete) return nullptr;
  return counts_to_json(names.counts);
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

uint64_t count_of(const json::value* value) {
  if (value == nullptr || !value->is_int64()) return 0;
  return static_cast<uint64_t>(std::max<int64_t>(value->get_int64(), 0));
}

SegmentSummary::Names names_of(const json::object& object, std::string_view name) {
  SegmentSummary::Names names;
  const json::object* counts = object_of(object, name);
  names.complete = counts != nullptr;
  if (counts == nullptr) return names;
  for (const json::key_value_pair& entry : *counts) {
    names.counts[std::string(entry.key().data(), entry.key().size())] = count_of(&entry.value());
  }
  return names;
}

}  // namespace

void SegmentSummary::Names::add(const std::string& name) {
  if (!complete || name.empty()) return;
  if (name.size() > kMaxSummaryNameBytes ||
      (counts.size() >= kMaxSummaryNames && !counts.contains(name))) {
    complete = false;
    counts.clear();
    return;
  }
  ++counts[name];
}

bool SegmentSummary::Names::may_hold(std::string_view name) const {
  return name.empty() || !complete || counts.contains(name);
}

void SegmentSummary::add(const DecisionFacts& decision) {
  ++actions[decision.phase][decision.action];
  for (const std::string& rule : decision.rules) rules.add(rule);
  models.add(decision.model);
  tenants.add(decision.tenant);
}

bool SegmentSummary::may_hold(std::string_view phase, std::string_view action) const {
  for (const auto& [name, counts] : actions) {
    if (!phase.empty() && phase != name) continue;
    if (action.empty() ? !counts.empty() : counts.contains(std::string(action))) return true;
  }
  return false;
}

json::object SegmentSummary::to_json() const {
  json::object by_phase;
  for (const auto& [phase, counts] : actions) by_phase[phase] = counts_to_json(counts);
  return {{"actions", std::move(by_phase)},
          {"audit", audit},
          {"records", records},
          {"rules", names_to_json(rules)},
          {"models", names_to_json(models)},
          {"tenants", names_to_json(tenants)}};
}

SegmentSummary SegmentSummary::parse(std::string_view text) {
  SegmentSummary summary;
  const auto parsed = parse_json(text);
  const json::object none;
  const json::object& object = parsed && parsed->is_object() ? parsed->get_object() : none;
  if (const json::object* phases = object_of(object, "actions")) {
    for (const json::key_value_pair& phase : *phases) {
      const json::object* counts = phase.value().if_object();
      if (counts == nullptr) continue;
      for (const json::key_value_pair& action : *counts) {
        summary.actions[phase.key()][action.key()] = count_of(&action.value());
      }
    }
  }
  summary.audit = count_of(object.if_contains("audit"));
  summary.records = count_of(object.if_contains("records"));
  summary.rules = names_of(object, "rules");
  summary.models = names_of(object, "models");
  summary.tenants = names_of(object, "tenants");
  return summary;
}

}  // namespace gs::res
