#include "res/api/audit_entry.h"

#include <boost/json/parse.hpp>

#include "base/clock.h"

namespace gs::res {
namespace {

namespace json = boost::json;

json::value content_of(const log::Record& record) {
  if (record.content.empty()) return nullptr;
  boost::system::error_code error;
  json::value content = json::parse(record.content, error);
  return error ? json::value() : content;
}

// A text member, or null.
json::value member(const json::value& content, std::string_view name) {
  const json::object* object = content.if_object();
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_string() ? *value : json::value();
}

json::value user_of(const log::Record& record, const json::value& content) {
  json::value claimed = member(content, "claimed_user");
  if (claimed.is_string() && !claimed.get_string().empty()) return claimed;
  return json::value(record.actor.empty() ? std::string_view("anonymous")
                                          : std::string_view(record.actor));
}

// In the words of the historical trail: what kind of thing was touched.
json::value artifact_type_of(const log::Record& record, const json::value& content) {
  if (record.kind == "evidence") return member(content, "artifactType");
  if (record.kind == "policy_change" || record.kind == "threshold_change") return "policy";
  if (record.kind == "access_change") return "keys";
  if (record.kind.starts_with("incident")) return "incident";
  return json::value(record.kind);
}

json::value hash_of(const log::Record& record) {
  const bool has_one = record.kind == "evidence" || record.kind == "evidence_content" ||
                       record.kind == "policy_change" || record.kind == "threshold_change";
  if (!has_one || record.subject.empty()) return nullptr;
  return json::value("sha256:" + record.subject);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

}  // namespace

json::object audit_entry(const log::Record& record) {
  json::value content = content_of(record);
  json::object entry;
  entry["timestamp"] = to_rfc3339(record.ts);
  entry["event"] = record.event;
  entry["artifact_type"] = artifact_type_of(record, content);
  entry["model_version"] = text_or_null(record.model);
  entry["evidence_hash"] = hash_of(record);
  entry["user"] = user_of(record, content);
  entry["actor"] = record.actor;
  entry["kind"] = record.kind;
  entry["subject"] = record.subject;
  entry["leaf_index"] = record.leaf_index;
  entry["erased"] = record.erased;
  entry["detail"] = std::move(content);
  return entry;
}

}  // namespace gs::res
