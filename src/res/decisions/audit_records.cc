#include "res/decisions/audit_records.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/digest.h"
#include "base/json.h"
#include "base/utf8.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMaxWordBytes = 64;
constexpr size_t kMaxUserBytes = 256;

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  return std::string(value->get_string().data(), value->get_string().size());
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

// The audit's word for what happened; one of ours is a name in lower case.
std::string event_word(const json::object& event) {
  const std::string word = text_of(event, "event");
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool good = !word.empty() && word.size() <= kMaxWordBytes &&
                    std::all_of(word.begin(), word.end(), is_plain);
  return good ? word : "audit_event";
}

// "sha256:<64 hex>" without its name; empty for anything else.
std::string policy_digest(const json::object& event) {
  constexpr std::string_view kName = "sha256:";
  const std::string hash = text_of(event, "evidence_hash");
  if (!hash.starts_with(kName) || hash.size() != kName.size() + 64) return "";
  const std::string digest = hash.substr(kName.size());
  const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hex ? digest : "";
}

Status keep_document(log::Batch& batch, const json::value& document) {
  const auto canonical = canonical_json(document);
  if (!canonical) return Ok{};  // of no policy: those are canonical
  GS_CHECK_OK(batch.sql().execute(
      "INSERT INTO documents (digest, kind, content, first_seen) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (digest) DO NOTHING",
      {sha256_hex(*canonical), "policy", *canonical, log::to_micros(batch.now())}));
  return Ok{};
}

log::Draft draft_of(std::string kind, std::string event, const json::object& source) {
  log::Draft draft;
  draft.kind = std::move(kind);
  draft.event = std::move(event);
  draft.subject = policy_digest(source);
  draft.actor.key_id = "system";
  draft.actor.claimed = escape_for_display(text_of(source, "user"), kMaxUserBytes);
  return draft;
}

Status commit_thresholds(log::Batch& batch, const json::object& content) {
  const json::object* detail = object_of(content, "detail");
  const json::object* diff = detail == nullptr ? nullptr : object_of(*detail, "diff");
  const json::value* thresholds = diff == nullptr ? nullptr : diff->if_contains("thresholds");
  if (thresholds == nullptr || !thresholds->is_array() || thresholds->get_array().empty()) {
    return Ok{};
  }
  log::Draft draft = draft_of("threshold_change", "threshold_change", content);
  draft.content = {{"gateway", content.at("gateway")},
                   {"seq", content.at("seq")},
                   {"timestamp", text_of(content, "timestamp")},
                   {"old_digest", text_of(*detail, "old_digest")},
                   {"new_digest", text_of(*detail, "new_digest")},
                   {"thresholds", *thresholds}};
  GS_CHECK_OK(batch.commit_record(std::move(draft)));
  return Ok{};
}

}  // namespace

Status commit_audit_event(log::Batch& batch, std::string_view gateway, const json::object& event) {
  json::object content = event;
  content.erase("kind");
  content["gateway"] = gateway;
  if (!content.contains("seq")) content["seq"] = nullptr;
  json::value* detail = content.if_contains("detail");
  json::object* members = detail == nullptr ? nullptr : detail->if_object();
  if (members != nullptr && members->contains("document")) {
    GS_CHECK_OK(keep_document(batch, members->at("document")));
    members->erase("document");
  }
  const std::string word = event_word(event);
  const bool is_access = word == "access_change" || text_of(event, "artifact_type") == "keys";
  log::Draft draft = draft_of(is_access ? "access_change" : "policy_change", word, event);
  draft.content = content;
  GS_CHECK_OK(batch.commit_record(std::move(draft)));
  return commit_thresholds(batch, content);
}

}  // namespace gs::res
