#include "gateway/filter_endpoint.h"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/ids.h"
#include "filter/mask.h"
#include "gateway/filter_answer.h"
#include "gateway/filter_request.h"
#include "http/problem.h"

namespace gs::gateway {
namespace {

uint32_t microseconds(std::chrono::nanoseconds time) {
  return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

policy::RequestFacts facts_of(const http::Request& request, const auth::Principal& caller) {
  policy::RequestFacts facts;
  facts.path = request.path;
  facts.tenant = caller.tenant;
  facts.principal = caller.id;
  return facts;
}

// The text with the masks of the decision applied, or nothing where it asks for none.
std::optional<std::string> masked_text(const filter::Inspection& inspection, std::string_view text,
                                       const std::string& key) {
  const policy::Decision& decision = inspection.decision;
  if (!decision.allowed || decision.effects.masks.empty()) return std::nullopt;
  filter::Placeholders placeholders;
  filter::Masker masker(decision.effects.masks, placeholders, key);
  return masker.mask(text, inspection.detection.findings);
}

// The cases of the canary follow the caller; where nobody is known, the exchange.
std::string_view canary_name(const auth::Principal& caller, std::string_view exchange_id) {
  return caller.id.empty() ? exchange_id : std::string_view(caller.id);
}

}  // namespace

http::Response FilterEndpoint::handle(text::Phase phase, const http::Request& request,
                                      const auth::Principal& caller) const {
  SteadyTime began = parts_.clock.steady();

  // Read the body first: what is malformed needs no policy.
  auto body = read_filter_request(request.body, phase, parts_.json_limits);
  if (!body) return body.error().to_response();
  body->claims.trusted = caller.trust_context == auth::ContextTrust::kFull;

  // One policy for the whole request, whatever is loaded meanwhile.
  std::shared_ptr<const LoadedPolicy> policy = parts_.policy.current();
  std::string exchange_id = new_uuid_v7(parts_.clock.now());
  std::string decision_id = exchange_id + "." + std::string(text::to_string(phase));

  // Judge the text.
  policy::RequestFacts facts = facts_of(request, caller);
  text::Segment segment{text::Role::kUser, std::string(text::to_string(phase)), body->text};
  if (phase == text::Phase::kOutput) segment.role = text::Role::kAssistant;
  filter::InspectionRequest inspection_request;
  inspection_request.phase = phase;
  inspection_request.segments = {&segment, 1};
  inspection_request.context = body->context;
  inspection_request.claims = &body->claims;
  inspection_request.key_lawful_bases = caller.lawful_bases ? &*caller.lawful_bases : nullptr;
  inspection_request.request = &facts;
  if (policy->has_canary) {
    inspection_request.canary_bucket =
        parts_.keyed_digest.canary_bucket(canary_name(caller, exchange_id));
  }
  filter::Scratch scratch;
  filter::Inspection inspection = policy->inspector->inspect(inspection_request, scratch);

  // Keep the proof before the answer leaves: a decision nobody can prove is not given.
  Status recorded = record(inspection, *policy, body->text, decision_id, caller, began);
  note_sink(recorded);
  if (!recorded && parts_.refuse_unrecorded) {
    return http::problem(503, "audit-unavailable",
                         "the decision cannot be recorded: " + recorded.error().message);
  }
  policy->counts->count(inspection.decision, inspection.detect_time + inspection.decide_time);

  const std::optional<std::string> masked = masked_text(inspection, body->text, mask_key_);
  http::Response response;
  response.body = filter_answer(inspection, policy->inspector->policy().signals(), body->text,
                                decision_id, masked ? &*masked : nullptr);
  response.with_header("x-governance-decision-id", std::move(decision_id))
      .with_header("x-governance-action",
                   std::string(policy::to_string(inspection.decision.action)))
      .with_header("x-governance-policy", policy->short_digest);
  return response;
}

Status FilterEndpoint::record(const filter::Inspection& inspection, const LoadedPolicy& policy,
                              std::string_view text, const std::string& decision_id,
                              const auth::Principal& caller, SteadyTime began) const {
  if (parts_.decisions == nullptr) return Ok{};
  journal::DecisionRecord record;
  record.id = decision_id;
  record.ts = parts_.clock.now();
  record.decision = &inspection.decision;
  record.detectors = &inspection.detection.detectors;
  record.signals = computed_signals(inspection, policy.inspector->policy().signals());
  record.settings_digest = parts_.settings_digest;
  record.tenant = caller.tenant;
  record.principal = caller.id;
  record.claimed_user = caller.claimed_user;
  record.content_hmac = parts_.keyed_digest.content_hmac(text);
  record.latency = {microseconds(inspection.detect_time), microseconds(inspection.decide_time),
                    microseconds(parts_.clock.steady() - began)};
  return parts_.decisions->record(record);
}

void FilterEndpoint::note_sink(const Status& recorded) const {
  const bool fails = !recorded;
  if (sink_fails_.load(std::memory_order_relaxed) == fails) return;
  if (sink_fails_.exchange(fails) == fails) return;
  if (fails) {
    parts_.log.error("decisions cannot be recorded", {{"problem", recorded.error().to_string()}});
  } else {
    parts_.log.info("decisions are recorded again");
  }
}

}  // namespace gs::gateway
