#include "journal/decision_record.h"

#include "base/json_writer.h"

namespace gs::journal {
namespace {

void write_detectors(JsonWriter& out, const std::vector<detect::DetectorRun>& detectors) {
  out.begin_array();
  for (const detect::DetectorRun& run : detectors) {
    out.begin_object().key("name").string(run.name);
    out.key("outcome").string(detect::to_string(run.outcome));
    out.key("us").integer(run.microseconds).end_object();
  }
  out.end_array();
}

void write_exchange(JsonWriter& out, const DecisionRecord& record) {
  if (!record.outcome.empty()) out.key("outcome").string(record.outcome);
  if (record.upstream) {
    out.key("upstream").begin_object().key("name").string(record.upstream->name);
    out.key("status").integer(record.upstream->status);
    out.key("attempts").integer(record.upstream->attempts).end_object();
  }
  if (record.stream) {
    const auto integer = [](uint64_t number) { return static_cast<int64_t>(number); };
    out.key("stream").begin_object();
    out.key("held_max_chars").integer(integer(record.stream->held_max_chars));
    out.key("held_max_ms").integer(integer(record.stream->held_max_ms)).end_object();
  }
}

void write_latency(JsonWriter& out, const Latency& latency) {
  out.begin_object().key("detect").integer(latency.detect);
  out.key("decide").integer(latency.decide).key("upstream").integer(latency.upstream);
  out.key("total").integer(latency.total).end_object();
}

}  // namespace

std::string to_json_text(const DecisionRecord& record) {
  JsonWriter out;
  out.begin_object().key("id").string(record.id).key("ts").string(to_rfc3339(record.ts));
  out.key("phase").string(text::to_string(record.decision->phase));
  out.key("action").string(policy::to_string(record.decision->action));
  out.key("rules").begin_array();
  for (const policy::RuleResult& rule : record.decision->rules) policy::write_json(out, rule);
  out.end_array().key("detectors");
  write_detectors(out, *record.detectors);
  out.key("signals").raw(record.signals);
  out.key("policy_digest").string(record.decision->policy_digest);
  out.key("settings_digest").string(record.settings_digest);
  out.key("model").string(record.model).key("tenant").string(record.tenant);
  out.key("principal").string(record.principal).key("claimed_user").string(record.claimed_user);
  out.key("content_hmac").string(record.content_hmac).key("trace_id").string(record.trace_id);
  write_exchange(out, record);
  out.key("latency_us");
  write_latency(out, record.latency);
  out.end_object();
  return out.take();
}

}  // namespace gs::journal
