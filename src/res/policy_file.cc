#include "res/policy_file.h"

#include <boost/json.hpp>
#include <utility>

#include "base/json.h"
#include "policy/diff.h"
#include "policy/guard_names.h"
#include "res/risk/registry.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr std::string_view kKnownPolicy = "policy_digest";  // the fact's name

Result<std::shared_ptr<const policy::CompiledPolicy>> compile(std::string text,
                                                              const std::string& path) {
  // Guards are asked by gateways; here their names alone must not be unknown.
  auto compiled = policy::CompiledPolicy::compile(text, {policy::guard_names(text)});
  if (compiled.policy) return compiled.policy;
  return fail(ErrorCode::kInvalidInput, render(compiled.issues, path, text), path);
}

Result<std::string> known_digest(store::Connection& sql) {
  GS_TRY(auto rows, sql.query("SELECT value FROM facts WHERE name = $1", {kKnownPolicy}));
  return rows.empty() ? std::string() : rows[0][0].text();
}

// The effective policy of that digest, where this log has kept it.
Result<std::optional<json::object>> document(store::Connection& sql, const std::string& digest) {
  GS_TRY(auto rows, sql.query("SELECT content FROM documents WHERE digest = $1", {digest}));
  if (rows.empty()) return std::optional<json::object>();
  auto parsed = parse_json(rows[0][0].text());
  if (!parsed || !parsed->is_object()) return std::optional<json::object>();
  return std::optional(std::move(*parsed).as_object());
}

log::Actor claimed_author(const policy::CompiledPolicy& policy) {
  return {"system", policy.model().meta.change.author, ""};
}

json::object content_of(const policy::CompiledPolicy& policy, const std::string& before,
                        const std::string& loaded_from) {
  const policy::ClaimedChange& change = policy.model().meta.change;
  json::object content{{"artifact_type", "policy"},
                       {"evidence_hash", "sha256:" + policy.digest()},
                       {"new_digest", policy.digest()},
                       {"loaded_from", loaded_from},
                       {"claimed_change", json::object{{"author", change.author},
                                                       {"commit", change.commit},
                                                       {"reviewed_by", change.reviewed_by}}}};
  if (!before.empty()) content["old_digest"] = before;
  return content;
}

// Of a diff as JSON: one record for each threshold that moved.
Status commit_thresholds(log::Batch& batch, const policy::CompiledPolicy& policy,
                         const json::object& diff) {
  const json::value* thresholds = diff.if_contains("thresholds");
  if (thresholds == nullptr || !thresholds->is_array()) return Ok{};
  for (const json::value& change : thresholds->as_array()) {
    if (!change.is_object()) continue;
    log::Draft draft{"threshold_change",     "threshold_change", policy.digest(), "",
                     claimed_author(policy), change.as_object()};
    GS_CHECK_OK(batch.commit_record(std::move(draft)));
  }
  return Ok{};
}

Status commit_change(log::Batch& batch, const policy::CompiledPolicy& policy,
                     const std::string& loaded_from) {
  store::Connection& sql = batch.sql();
  GS_TRY(const std::string before, known_digest(sql));
  if (before == policy.digest()) return Ok{};
  json::object content = content_of(policy, before, loaded_from);
  GS_TRY(const auto old, document(sql, before));
  if (old) {
    json::object diff = policy::to_json(policy::diff(*old, policy.effective()));
    GS_CHECK_OK(commit_thresholds(batch, policy, diff));
    content["diff"] = std::move(diff);
  }
  log::Draft draft{"policy_change",        before.empty() ? "policy_load" : "policy_reload",
                   policy.digest(),        "",
                   claimed_author(policy), std::move(content)};
  GS_CHECK_OK(batch.commit_record(std::move(draft)));
  GS_CHECK_OK(
      sql.execute("INSERT INTO documents (digest, kind, content, first_seen) "
                  "VALUES ($1, 'policy', $2, $3) ON CONFLICT DO NOTHING",
                  {policy.digest(), policy.canonical(), log::to_micros(batch.now())}));
  GS_CHECK_OK(
      sql.execute("INSERT INTO facts (name, value) VALUES ($1, $2) "
                  "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                  {kKnownPolicy, policy.digest()}));
  return Ok{};
}

}  // namespace

Result<std::unique_ptr<PolicyFile>> PolicyFile::load(Files& files, std::string path) {
  std::unique_ptr<PolicyFile> file(new PolicyFile(files, std::move(path)));
  if (file->path_.empty()) {
    file->current_ = policy::CompiledPolicy::baseline_only({});
    return file;
  }
  auto text = files.read(file->path_);
  if (!text) {
    return fail(text.error().code, "the policy file cannot be read: " + text.error().message,
                file->path_);
  }
  file->last_seen_ = *std::move(text);
  GS_TRY(file->current_, compile(file->last_seen_, file->path_));
  return file;
}

std::shared_ptr<const policy::CompiledPolicy> PolicyFile::current() const {
  std::lock_guard lock(mutex_);
  return current_;
}

Result<bool> PolicyFile::look() {
  if (path_.empty()) return false;
  GS_TRY(std::string text, files_.read(path_));
  if (text == last_seen_) return false;
  last_seen_ = text;
  GS_TRY(auto compiled, compile(std::move(text), path_));
  std::lock_guard lock(mutex_);
  const bool changed = compiled->digest() != current_->digest();
  current_ = std::move(compiled);
  return changed;
}

log::Operation record_policy(std::shared_ptr<const policy::CompiledPolicy> policy,
                             std::string loaded_from) {
  return [policy = std::move(policy), loaded_from = std::move(loaded_from)](log::Batch& batch) {
    return commit_change(batch, *policy, loaded_from);
  };
}

log::Operation record_snapshots(std::shared_ptr<const policy::CompiledPolicy> policy) {
  return [policy = std::move(policy)](log::Batch& batch) -> Status {
    const RiskRules rules = RiskRules::of(policy->model());
    GS_TRY(auto models, batch.sql().query("SELECT model_version FROM models", {}));
    for (const store::Row& model : models) {
      GS_CHECK_OK(record_if_changed(batch, model[0].text(), rules, {"system", "", ""}));
    }
    return Ok{};
  };
}

}  // namespace gs::res
