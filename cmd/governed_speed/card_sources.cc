#include "governed_speed/card_sources.h"

#include <boost/json/array.hpp>

#include <iostream>
#include <set>

#include "base/clock.h"
#include "base/files.h"
#include "base/json.h"
#include "evaluate/artifact.h"
#include "evaluate/document.h"
#include "evaluate/place.h"
#include "governed_speed/eval_input.h"
#include "governed_speed/policy_input.h"
#include "governed_speed/published_log.h"
#include "policy/document.h"

namespace gs::command {
namespace {

namespace json = boost::json;
using evaluate::CardKind;
using evaluate::CardSources;
using evaluate::refuse;

Status read_artifact(const std::string& path, const CardOptions& options, CardSources& sources) {
  evaluate::Document document(path);
  GS_CHECK_OK(read_into(path, document));
  const json::object& artifact = document.object();
  if (evaluate::text_or_empty(artifact.if_contains("format")) != evaluate::kArtifactFormat) {
    return refuse({path, 0}, "format", "must be " + std::string(evaluate::kArtifactFormat));
  }
  const std::string area(evaluate::text_or_empty(artifact.if_contains("area")));
  if (area.empty()) return refuse({path, 0}, "area", "must be a string that is not empty");
  const std::string_view model = evaluate::text_or_empty(artifact.if_contains("model"));
  if (options.kind == CardKind::kModel && !model.empty() && model != options.subject) {
    return refuse({path, 0}, "model", "is not the model of the card");
  }
  if (!sources.artifacts.emplace(area, artifact).second) {
    return refuse({path, 0}, "area", "another artifact is of this area");
  }
  return Ok{};
}

json::array rules_of(const policy::CompiledPolicy& policy) {
  json::array rules;
  for (const policy::CompiledRule& compiled : policy.rules()) {
    const policy::Rule& rule = compiled.rule;
    rules.push_back({{"id", rule.id},
                     {"action", to_string(rule.action)},
                     {"phase", to_string(compiled.phases)},
                     {"mode", to_string(rule.mode)},
                     {"owner", rule.owner}});
  }
  return rules;
}

Result<json::object> policy_facts(const std::string& path) {
  PosixFiles files;
  const PolicyShell shell{.files = files, .out = std::cout, .err = std::cerr};
  const auto policy = compile_file(shell, path, {});
  if (policy == nullptr) return fail(ErrorCode::kInvalidInput, "the policy does not compile", path);
  const policy::PolicyModel& model = policy->model();
  std::set<std::string> approvers;
  for (const policy::ReleaseGate& gate : model.gates) {
    approvers.insert(gate.approvers.begin(), gate.approvers.end());
  }
  json::object facts{{"id", model.meta.adr_id},
                     {"title", model.meta.title},
                     {"version", model.meta.version},
                     {"digest", policy->digest()},
                     {"eu_ai_act_tier", model.classification.eu_ai_act_default},
                     {"rules", rules_of(*policy)}};
  json::array names;
  for (const std::string& name : approvers) names.push_back(json::string(name));
  facts["approvers"] = std::move(names);
  if (const json::value* thresholds = model.tree.if_contains("thresholds")) {
    facts["thresholds"] = *thresholds;
  }
  json::object change;
  for (const auto& [name, value] : {std::pair{"author", model.meta.change.author},
                                    std::pair{"commit", model.meta.change.commit},
                                    std::pair{"reviewed_by", model.meta.change.reviewed_by}}) {
    if (!value.empty()) change[name] = value;
  }
  if (!change.empty()) facts["change"] = std::move(change);
  return facts;
}

// Of each object of a page the members that a card shows.
json::array shortened(const json::object& page, std::initializer_list<std::string_view> members) {
  json::array out;
  const json::value* items = page.if_contains("items");
  if (items == nullptr || !items->is_array()) return out;
  for (const json::value& item : items->get_array()) {
    json::object row;
    for (const std::string_view name : members) {
      const json::value* value = item.is_object() ? item.get_object().if_contains(name) : nullptr;
      if (value != nullptr && !value->is_null()) row[name] = *value;
    }
    if (!row.empty()) out.push_back(std::move(row));
  }
  return out;
}

Result<json::object> get_object(http::BlockingClient& client, const std::string& path) {
  GS_TRY(const std::string body, get_body(client, path));
  auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorCode::kInvalidInput, "the service's answer is no JSON object", path);
  }
  return std::move(parsed->as_object());
}

Result<json::object> service_facts(const CardOptions& options) {
  GS_TRY(const auto client, service_client(options.res, options.key_file, options.ca_file));
  json::object facts;
  if (options.kind == CardKind::kModel) {
    const std::string model = "model=" + percent_encoded(options.subject);
    GS_TRY(facts["snapshot"], get_object(*client, "/risk/snapshot?" + model));
    GS_TRY(const json::object evidence, get_object(*client, "/evidence?limit=20&" + model));
    facts["evidence"] = shortened(evidence, {"artifactType", "id", "stored_at"});
  } else {
    GS_TRY(const json::object models, get_object(*client, "/models?limit=100"));
    facts["models"] = shortened(models, {"model_version"});
  }
  GS_TRY(const json::object incidents, get_object(*client, "/incidents?limit=20"));
  facts["incidents"] = shortened(incidents, {"id", "severity", "status", "opened_at"});
  return facts;
}

Result<json::object> about_facts(const std::string& path) {
  PosixFiles files;
  GS_TRY(std::string text, files.read(path));
  const policy::ParsedDocument parsed = policy::parse_document(text);
  if (!parsed.document) {
    std::cerr << render(parsed.issues, path, text);
    return fail(ErrorCode::kInvalidInput, "the file is neither YAML nor JSON", path);
  }
  if (!parsed.document->root().is_object()) {
    return refuse({path, 0}, "", "must be a mapping of fields to texts");
  }
  json::object about = parsed.document->root().get_object();
  GS_CHECK_OK(evaluate::check_about(about, path));
  return about;
}

}  // namespace

Result<CardSources> read_card_sources(const CardOptions& options) {
  CardSources sources;
  sources.kind = options.kind;
  sources.subject = options.subject;
  sources.created_at = to_rfc3339(SystemClock().now());
  for (const std::string& path : options.artifacts) {
    GS_CHECK_OK(read_artifact(path, options, sources));
  }
  if (!options.config.empty()) {
    GS_TRY(sources.policy, policy_facts(options.config));
  }
  if (!options.about.empty()) {
    GS_TRY(sources.about, about_facts(options.about));
  }
  if (!options.res.empty()) {
    GS_TRY(sources.service, service_facts(options));
  }
  return sources;
}

}  // namespace gs::command
