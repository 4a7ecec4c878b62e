#include "gateway/policy_loader.h"

#include <boost/json.hpp>

#include "policy/diff.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

std::string claimed_author(const policy::CompiledPolicy& policy) {
  const std::string& author = policy.model().meta.change.author;
  return author.empty() ? "system" : author;
}

json::object claimed_change(const policy::CompiledPolicy& policy) {
  const policy::ClaimedChange& change = policy.model().meta.change;
  return {
      {"author", change.author}, {"commit", change.commit}, {"reviewed_by", change.reviewed_by}};
}

}  // namespace

std::string_view to_string(ReloadOutcome outcome) {
  switch (outcome) {
    case ReloadOutcome::kUnchanged:
      return "unchanged";
    case ReloadOutcome::kSwapped:
      return "swapped";
    case ReloadOutcome::kRejected:
      return "rejected";
  }
  return "rejected";
}

policy::CompileOptions PolicyLoader::compile_options() const {
  policy::CompileOptions options;
  for (const filter::GuardDeclaration& guard : guards_) options.guards.push_back(guard.name);
  return options;
}

Result<std::shared_ptr<const LoadedPolicy>> PolicyLoader::compile(std::string text) {
  auto compiled = policy::CompiledPolicy::compile(text, compile_options());
  if (!compiled.policy) {
    return fail(ErrorCode::kInvalidInput, render(compiled.issues, path_, text), path_);
  }
  GS_TRY(auto inspector,
         filter::Inspector::create(compiled.policy, detectors_, clock_, deadline_, guards_));
  return describe(std::move(inspector), path_, clock_.now(), metrics_);
}

Result<std::shared_ptr<const LoadedPolicy>> PolicyLoader::load_first() {
  if (path_.empty()) {
    auto policy = policy::CompiledPolicy::baseline_only(compile_options());
    GS_TRY(auto inspector,
           filter::Inspector::create(std::move(policy), detectors_, clock_, deadline_, guards_));
    auto loaded = describe(std::move(inspector), "baseline", clock_.now(), metrics_);
    GS_CHECK_OK(audit_swap(nullptr, *loaded));
    return loaded;
  }
  auto text = files_.read(path_);
  if (!text) {
    return fail(text.error().code, "the policy file cannot be read: " + text.error().message,
                path_);
  }
  last_seen_ = *std::move(text);
  GS_TRY(auto loaded, compile(last_seen_));
  GS_CHECK_OK(audit_swap(nullptr, *loaded));
  return loaded;
}

Reload PolicyLoader::reload(PolicyInForce& in_force) {
  if (path_.empty()) return {};
  auto text = files_.read(path_);
  if (!text) {
    last_seen_.clear();
    return reject(in_force, text.error().to_string());
  }
  if (*text == last_seen_) return {};
  last_seen_ = *text;
  auto compiled = compile(*std::move(text));
  if (!compiled) return reject(in_force, compiled.error().message);

  last_problem_.clear();
  std::shared_ptr<const LoadedPolicy> old = in_force.current();
  in_force.replace(*compiled);
  Status audited = audit_swap(old.get(), **compiled);
  return {ReloadOutcome::kSwapped, "", old->inspector->policy().digest(),
          (*compiled)->inspector->policy().digest(), audited ? "" : audited.error().to_string()};
}

Reload PolicyLoader::reject(const PolicyInForce& in_force, std::string problem) {
  if (problem == last_problem_) return {};
  last_problem_ = problem;
  return {ReloadOutcome::kRejected, std::move(problem),
          in_force.current()->inspector->policy().digest(), "", ""};
}

Status PolicyLoader::audit_swap(const LoadedPolicy* old, const LoadedPolicy& now) {
  if (audit_ == nullptr) return Ok{};
  const policy::CompiledPolicy& policy = now.inspector->policy();
  journal::AuditEvent event;
  event.timestamp = now.loaded_at;
  event.event = old == nullptr ? "policy_load" : "policy_reload";
  event.user = claimed_author(policy);
  event.artifact_type = "policy";
  event.evidence_hash = "sha256:" + policy.digest();
  event.detail["loaded_from"] = now.origin;
  event.detail["new_digest"] = policy.digest();
  event.detail["claimed_change"] = claimed_change(policy);
  event.detail["document"] = policy.effective();  // its canonical form has the digest
  if (old != nullptr) {
    const policy::CompiledPolicy& before = old->inspector->policy();
    event.detail["old_digest"] = before.digest();
    event.detail["diff"] = policy::to_json(policy::diff(before.effective(), policy.effective()));
  }
  json::array& weakened = event.detail["weaker_than_baseline"].emplace_array();
  for (const std::string& id : policy.weakened_baseline_rules())
    weakened.push_back(json::value(id));
  GS_CHECK_OK(audit_->record(event));
  return audit_weakened(now);
}

// An event of its own for each, so that whoever looks for weakened rules need not read documents.
Status PolicyLoader::audit_weakened(const LoadedPolicy& now) {
  const policy::CompiledPolicy& policy = now.inspector->policy();
  for (const std::string& id : policy.weakened_baseline_rules()) {
    journal::AuditEvent event;
    event.timestamp = now.loaded_at;
    event.event = "baseline_weakened";
    event.user = claimed_author(policy);
    event.artifact_type = "policy";
    event.evidence_hash = "sha256:" + policy.digest();
    event.detail["rule"] = id;
    event.detail["claimed_change"] = claimed_change(policy);
    GS_CHECK_OK(audit_->record(event));
  }
  return Ok{};
}

}  // namespace gs::gateway
