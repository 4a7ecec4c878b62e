#include "journal/decision_record.h"

#include "base/json_writer.h"
#include "journal/record_text.h"

namespace gs::journal {
namespace {

void write_runs(JsonWriter& out, const std::vector<detect::DetectorRun>& runs) {
  for (const detect::DetectorRun& run : runs) {
    out.begin_object().key("name").string(run.name);
    if (!run.note.empty()) out.key("note").string(run.note);
    out.key("outcome").string(detect::to_string(run.outcome));
    out.key("us").integer(run.microseconds).end_object();
  }
}

void write_detectors(JsonWriter& out, const DecisionRecord& record) {
  out.begin_array();
  write_runs(out, *record.detectors);
  if (record.guards != nullptr) write_runs(out, *record.guards);
  out.end_array();
}

void write_latency(JsonWriter& out, const Latency& latency) {
  out.begin_object().key("decide").integer(latency.decide);
  out.key("detect").integer(latency.detect).key("total").integer(latency.total);
  out.key("upstream").integer(latency.upstream).end_object();
}

void write_stream(JsonWriter& out, const StreamRecord& stream) {
  const auto integer = [](uint64_t number) { return static_cast<int64_t>(number); };
  out.begin_object().key("held_max_chars").integer(integer(stream.held_max_chars));
  out.key("held_max_ms").integer(integer(stream.held_max_ms)).end_object();
}

void write_upstream(JsonWriter& out, const UpstreamRecord& upstream) {
  out.begin_object().key("attempts").integer(upstream.attempts);
  out.key("name").string(upstream.name).key("status").integer(upstream.status).end_object();
}

// The members up to "rules". `gateway`: of the journal that the record goes into; null: into none.
void write_first_half(JsonWriter& out, const DecisionRecord& record,
                      const std::string_view* gateway) {
  out.key("action").string(policy::to_string(record.decision->action));
  out.key("claimed_user").string(record.claimed_user);
  out.key("content_hmac").string(record.content_hmac);
  out.key("detectors");
  write_detectors(out, record);
  if (gateway != nullptr) out.key("gateway").string(*gateway);
  out.key("id").string(record.id);
  if (gateway != nullptr) out.key("kind").string("decision");
  out.key("latency_us");
  write_latency(out, record.latency);
  out.key("model").string(record.model);
  if (!record.outcome.empty()) out.key("outcome").string(record.outcome);
  out.key("phase").string(text::to_string(record.decision->phase));
  out.key("policy_digest").string(record.decision->policy_digest);
  out.key("principal").string(record.principal);
  out.key("rules").begin_array();
  for (const policy::RuleResult& rule : record.decision->rules) policy::write_json(out, rule);
  out.end_array();
}

// The members from "settings_digest" on.
void write_second_half(JsonWriter& out, const DecisionRecord& record) {
  out.key("settings_digest").string(record.settings_digest);
  out.key("signals").raw(record.signals);
  if (record.stream) {
    out.key("stream");
    write_stream(out, *record.stream);
  }
  out.key("tenant").string(record.tenant).key("trace_id").string(record.trace_id);
  out.key("ts").string(to_rfc3339(record.ts));
  if (record.upstream) {
    out.key("upstream");
    write_upstream(out, *record.upstream);
  }
}

}  // namespace

std::string to_json_text(const DecisionRecord& record) {
  JsonWriter out;
  out.begin_object();
  write_first_half(out, record, nullptr);
  write_second_half(out, record);
  return out.end_object().take();
}

RecordText decision_text(const DecisionRecord& record, std::string_view gateway) {
  JsonWriter before(2048);
  before.begin_object();
  write_first_half(before, record, &gateway);
  before.key("seq");
  JsonWriter after;
  after.begin_object();
  write_second_half(after, record);
  std::string rest = after.end_object().take();
  rest.front() = ',';  // it goes on behind the number
  return {before.take(), std::move(rest)};
}

}  // namespace gs::journal
