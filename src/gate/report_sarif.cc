#include "gate/report_sarif.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/digest.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

// A path as the reference of a URI (RFC 3986): what is not unreserved or '/' is percent-encoded.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (path.starts_with("./")) path.remove_prefix(2);
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
    } else {
      uri.append("%").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    }
  }
  return uri;
}

json::object location(std::string_view path, uint32_t line) {
  json::object physical{{"artifactLocation", json::object{{"uri", uri_of(path)}}}};
  physical["region"] = json::object{{"startLine", std::max<uint32_t>(line, 1)}};
  return {{"physicalLocation", std::move(physical)}};
}

std::string_view level_of(Outcome outcome) {
  const bool is_error = outcome == Outcome::kViolation || outcome == Outcome::kMissing;
  return is_error ? "error" : "warning";
}

bool is_result(Outcome outcome) {
  return outcome != Outcome::kPass && outcome != Outcome::kNotEvaluated;
}

// The limit is part of it: a metric may miss warn_at and retrain_at.
std::string rule_id(const Check& check) {
  if (check.kind == CheckKind::kArtifact) return "artifact." + check.id;
  if (check.kind == CheckKind::kGate || check.detail.limit.empty()) return check.id;
  return check.id + "." + check.detail.limit;
}

std::string describe(const Check& check) {
  if (check.kind == CheckKind::kGate) {
    return check.description.empty() ? "Named gate " + check.id : check.description;
  }
  if (check.kind == CheckKind::kArtifact) return "What the tool says that evaluated " + check.id;
  return "Metric " + check.id + " against its limit in the policy";
}

json::object result_of(const Check& check, size_t rule, const std::string& policy_file) {
  json::object result{{"ruleId", rule_id(check)},
                      {"ruleIndex", rule},
                      {"level", level_of(check.outcome)},
                      {"message", json::object{{"text", check.message}}}};
  // Code scanning wants a place for each: that of the limit, or the artifact.
  const bool in_policy = !policy_file.empty() && check.position.line > 0;
  const std::string& file = in_policy ? policy_file : check.file;
  json::array locations;
  if (!file.empty()) locations.push_back(location(file, in_policy ? check.position.line : 1));
  if (!locations.empty()) result["locations"] = std::move(locations);
  result["partialFingerprints"] = json::object{{"checkId/v1", sha256_hex(rule_id(check))}};
  return result;
}

json::array artifacts_of(const Report& report) {
  json::array artifacts;
  for (const EvidenceFile& input : report.inputs) {
    artifacts.push_back(json::object{{"location", json::object{{"uri", uri_of(input.path)}}},
                                     {"length", input.bytes},
                                     {"hashes", json::object{{"sha-256", input.sha256}}}});
  }
  return artifacts;
}

}  // namespace

json::object to_sarif(const Report& report) {
  json::array rules, results;
  json::object outcomes;
  std::map<std::string, size_t> index;
  for (const Check& check : report.checks) {
    const std::string id = rule_id(check);
    const auto [place, is_new] = index.emplace(id, rules.size());
    if (is_new) {
      rules.push_back(json::object{{"id", id},
                                   {"name", check.kind == CheckKind::kGate ? check.name : check.id},
                                   {"shortDescription", json::object{{"text", describe(check)}}}});
    }
    outcomes[id] = to_string(check.outcome);
    if (is_result(check.outcome)) {
      results.push_back(result_of(check, place->second, report.facts.policy_file));
    }
  }
  json::object driver{{"name", "governed-speed gate"},
                      {"version", report.facts.tool_version},
                      {"rules", std::move(rules)}};
  json::object run{{"tool", json::object{{"driver", std::move(driver)}}},
                   {"artifacts", artifacts_of(report)},
                   {"results", std::move(results)},
                   {"properties", json::object{{"status", to_string(report.status)},
                                               {"policy_digest", report.facts.policy_digest},
                                               {"outcomes", std::move(outcomes)}}}};
  return {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", json::array{std::move(run)}}};
}

}  // namespace gs::gate
