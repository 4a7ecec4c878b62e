#include "journal/record_text.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "base/json_writer.h"

namespace gs::journal {
namespace {

// The text of an object that goes on behind the number.
std::string going_on(JsonWriter& rest) {
  std::string text = rest.end_object().take();
  text.front() = ',';
  return text;
}

// As RFC 8785 has it; what that refuses (integers beyond 2^53) is kept as it stands.
std::string in_order(const boost::json::object& detail) {
  Result<std::string> text = canonical_json(detail);
  return text ? *std::move(text) : gs::to_json_text(detail);
}

}  // namespace

RecordText audit_text(const AuditEvent& event, std::string_view gateway) {
  JsonWriter before;
  before.begin_object().key("artifact_type").string(event.artifact_type);
  before.key("detail").raw(in_order(event.detail)).key("event").string(event.event);
  before.key("evidence_hash").string(event.evidence_hash).key("gateway").string(gateway);
  before.key("kind").string("audit").key("model_version").null().key("seq");
  JsonWriter after;
  after.begin_object().key("timestamp").string(to_rfc3339(event.timestamp));
  after.key("user").string(event.user);
  return {before.take(), going_on(after)};
}

RecordText heartbeat_text(WallTime now, std::string_view gateway) {
  JsonWriter before;
  before.begin_object().key("gateway").string(gateway).key("kind").string("heartbeat").key("seq");
  JsonWriter after;
  after.begin_object().key("ts").string(to_rfc3339(now));
  return {before.take(), going_on(after)};
}

}  // namespace gs::journal
