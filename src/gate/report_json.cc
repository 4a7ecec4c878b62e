// The report for programs, and the one that the first gate wrote.
#include <boost/json.hpp>

#include "base/json_writer.h"
#include "gate/report.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

json::array names(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& name : list) array.emplace_back(name);
  return array;
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object check_to_json(const Check& check) {
  json::object object{{"kind", to_string(check.kind)}, {"id", check.id}};
  if (check.kind == CheckKind::kThreshold) {
    const json::object detail = to_json(check.detail);
    object.insert(detail.begin(), detail.end());
  }
  if (check.kind == CheckKind::kGate) {
    object["name"] = check.name;
    object["description"] = check.description;
    object["owner"] = check.owner;
  }
  object["outcome"] = to_string(check.outcome);
  object["message"] = check.message;
  if (!check.file.empty()) object["file"] = check.file;
  return object;
}

json::array inputs_to_json(const std::vector<EvidenceFile>& inputs) {
  json::array array;
  for (const EvidenceFile& input : inputs) {
    array.push_back(json::object{{"name", input.name},
                                 {"file", input.path},
                                 {"sha256", input.sha256},
                                 {"bytes", input.bytes}});
  }
  return array;
}

}  // namespace

json::object to_json(const Report& report) {
  json::array checks;
  for (const Check& check : report.checks) checks.push_back(check_to_json(check));
  return {{"status", to_string(report.status)},
          {"stage", text_or_null(report.facts.stage)},
          {"strict", report.facts.strict},
          {"model", text_or_null(report.facts.model)},
          {"violations", names(report.violations)},
          {"warnings", names(report.warnings)},
          {"not_evaluated", names(report.not_evaluated)},
          {"checks", std::move(checks)},
          {"policy_file", text_or_null(report.facts.policy_file)},
          {"policy_digest", report.facts.policy_digest},
          {"inputs", inputs_to_json(report.inputs)},
          {"tool",
           json::object{{"name", "governed-speed gate"}, {"version", report.facts.tool_version}}},
          {"created_at", report.created_at}};
}

std::string to_historical_json(const Report& report) {
  std::string out = "{\"violations\": [";
  bool first = true;
  for (const Check& check : report.checks) {
    const bool is_violation =
        check.outcome == Outcome::kViolation || check.outcome == Outcome::kMissing;
    if (check.kind != CheckKind::kThreshold || !is_violation) continue;
    if (!first) out += ", ";
    first = false;
    out += to_json_text(json::value(check.message));
  }
  return out + "]}\n";
}

}  // namespace gs::gate
