#include "gateway/judgement.h"

#include <algorithm>
#include <utility>

#include "base/ids.h"
#include "filter/mask.h"
#include "gateway/durability.h"
#include "gateway/filter_answer.h"
#include "http/problem.h"

namespace gs::gateway {
namespace {

uint32_t microseconds(std::chrono::nanoseconds time) {
  return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

// The cases of the canary follow the caller; where nobody is known, the exchange.
std::string_view canary_name(const auth::Principal& caller, std::string_view exchange_id) {
  return caller.id.empty() ? exchange_id : std::string_view(caller.id);
}

}  // namespace

Exchange Judge::begin(SteadyTime began, std::shared_ptr<const LoadedPolicy> policy) const {
  return {new_uuid_v7(parts_.clock.now()), std::move(policy), {}, began};
}

Judgement Judge::judge(Exchange& exchange, const Question& asked,
                       const auth::Principal& caller) const {
  Question question = asked;
  Judgement made;
  made.policy = exchange.policy;
  made.decision_id = exchange.id + "." + std::string(text::to_string(question.phase));
  const filter::InspectionRequest request = inspection_request(exchange, question, caller);
  filter::Scratch scratch;
  made.inspection = exchange.policy->inspector->inspect(request, scratch);
  if (question.guards != nullptr && question.guards->collects()) return made;
  judge_uninspectable(question.uninspectable, made.inspection.decision);

  // Keep the proof before the answer leaves: a decision nobody can prove is not given.
  if (parts_.decisions != nullptr) {
    journal::DecisionRecord record = record_of(exchange, question, made, caller);
    record.content_hmac = parts_.keyed_digest.content_hmac(question.segments);
    this->record(record, made);
  }
  if (made.refused) return made;

  const filter::Inspection& inspection = made.inspection;
  made.policy->counts->count(inspection.decision, inspection.detect_time + inspection.decide_time);
  made.masked = mask(exchange, question.segments, inspection);
  return made;
}

Judgement Judge::keep(const Exchange& exchange, const Question& question,
                      filter::Inspection inspection, const OutputFacts& facts,
                      const auth::Principal& caller) const {
  Judgement made;
  made.policy = exchange.policy;
  made.decision_id = exchange.id + "." + std::string(text::to_string(question.phase));
  made.inspection = std::move(inspection);
  if (parts_.decisions != nullptr) {
    journal::DecisionRecord record = record_of(exchange, question, made, caller);
    record.outcome = facts.outcome;
    record.upstream = facts.upstream;
    record.stream = facts.stream;
    record.content_hmac = facts.content_hmac;
    record.latency.upstream = microseconds(facts.waited);
    this->record(record, made);
  }
  const filter::Inspection& judged = made.inspection;
  made.policy->counts->count(judged.decision, judged.detect_time + judged.decide_time);
  return made;
}

filter::InspectionRequest Judge::inspection_request(const Exchange& exchange, Question& question,
                                                    const auth::Principal& caller) const {
  question.facts.tenant = caller.tenant;
  question.facts.principal = caller.id;
  question.claims.trusted = caller.trust_context == auth::ContextTrust::kFull;

  filter::InspectionRequest request;
  request.phase = question.phase;
  request.segments = question.segments;
  request.context = question.context;
  request.claims = &question.claims;
  request.key_lawful_bases = caller.lawful_bases ? &*caller.lawful_bases : nullptr;
  request.request = &question.facts;
  request.prompt_signals = question.prompt_signals;
  request.system_texts = question.system_texts;
  request.strict = question.strict;
  request.guards = question.guards;
  if (exchange.policy->has_canary) {
    request.canary_bucket = parts_.keyed_digest.canary_bucket(canary_name(caller, exchange.id));
  }
  return request;
}

void Judge::judge_uninspectable(std::string_view what, policy::Decision& decision) const {
  if (what.empty() || parts_.on_uninspectable == settings::OnUninspectable::kAllow) return;
  decision.reasons.push_back("no detector reads " + std::string(what));
  if (parts_.on_uninspectable == settings::OnUninspectable::kBlock) {
    decision.action = policy::Action::kBlock;
    decision.allowed = false;
  } else if (decision.action == policy::Action::kAllow) {
    decision.action = policy::Action::kFlag;
  }
}

journal::DecisionRecord Judge::record_of(const Exchange& exchange, const Question& question,
                                         const Judgement& made,
                                         const auth::Principal& caller) const {
  const filter::Inspection& inspection = made.inspection;
  journal::DecisionRecord record;
  record.id = made.decision_id;
  record.ts = parts_.clock.now();
  record.decision = &inspection.decision;
  record.detectors = &inspection.detection.detectors;
  record.guards = &inspection.guards;
  JsonWriter signals;
  write_signals(signals, inspection, made.policy->inspector->policy());
  record.signals = signals.take();
  record.settings_digest = parts_.settings_digest;
  record.model = question.facts.model;
  record.tenant = caller.tenant;
  record.principal = caller.id;
  record.claimed_user = caller.claimed_user;
  record.trace_id = question.trace_id;
  record.latency.detect = microseconds(inspection.detect_time);
  record.latency.decide = microseconds(inspection.decide_time);
  record.latency.total = microseconds(parts_.clock.steady() - exchange.began);
  return record;
}

void Judge::record(const journal::DecisionRecord& record, Judgement& made) const {
  auto kept = parts_.decisions->record(record);
  made.recorded = kept ? Status(Ok{}) : tl::unexpected(kept.error());
  if (kept) made.sequence = *kept;
  note_sink(made.recorded);
  made.refused = !made.recorded && parts_.refuse_unrecorded;
}

std::optional<journal::Sequence> Judge::awaited_by_effect(const Judgement& made) const {
  const bool waits = waits_for_effect(parts_.durability, made.decision().action);
  return waits ? made.sequence : std::nullopt;
}

std::optional<journal::Sequence> Judge::awaited_by_answer(const Judgement& prompt) const {
  return waits_for_answer(parts_.durability) ? prompt.sequence : std::nullopt;
}

bool Judge::may_go_on(const Status& durable) const {
  note_sink(durable);
  return durable || !parts_.refuse_unrecorded;
}

std::vector<std::string> Judge::mask(Exchange& exchange, std::span<const text::Segment> segments,
                                     const filter::Inspection& inspection) const {
  const policy::Decision& decision = inspection.decision;
  if (!decision.allowed || decision.effects.masks.empty()) return {};
  std::vector<std::vector<detect::Finding>> findings(segments.size());
  for (const detect::Finding& finding : inspection.detection.findings) {
    findings[finding.segment].push_back(finding);
  }
  filter::Masker masker(decision.effects.masks, exchange.placeholders, mask_key_);
  std::vector<std::string> masked;
  for (size_t i = 0; i < segments.size(); ++i) {
    masked.push_back(masker.mask(segments[i].text, findings[i]));
  }
  return masked;
}

void Judge::note_sink(const Status& recorded) const {
  const bool fails = !recorded;
  if (fails && parts_.unrecorded != nullptr) parts_.unrecorded->add();
  if (sink_fails_.load(std::memory_order_relaxed) == fails) return;
  if (sink_fails_.exchange(fails) == fails) return;
  if (fails) {
    parts_.log.error("decisions cannot be recorded", {{"problem", recorded.error().to_string()}});
  } else {
    parts_.log.info("decisions are recorded again");
  }
}

http::Response unrecorded(const Judgement& judgement) {
  return unrecorded(judgement.recorded.error());
}

http::Response unrecorded(const Error& why) {
  return http::problem(503, "audit-unavailable", "the decision cannot be recorded: " + why.message);
}

const Judgement& most_severe(std::span<const Judgement> made) {
  return *std::max_element(made.begin(), made.end(), [](const Judgement& a, const Judgement& b) {
    return policy::severity(a.decision().action) < policy::severity(b.decision().action);
  });
}

void add_governance_headers(http::Response& response, const Judgement& judgement) {
  response.with_header("x-governance-decision-id", judgement.decision_id)
      .with_header("x-governance-action",
                   std::string(policy::to_string(judgement.decision().action)))
      .with_header("x-governance-policy", judgement.policy->short_digest);
}

}  // namespace gs::gateway
