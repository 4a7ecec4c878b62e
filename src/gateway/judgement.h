// Judging texts for a caller: inspected by the policy in force, recorded, counted, masked.
//
//   Exchange exchange = judge.begin(clock.steady());
//   Judgement prompt = judge.judge(exchange, {.phase = text::Phase::kPrompt, .segments = texts},
//   caller);
//   if (prompt.refused) return unrecorded(prompt);
//
// Every endpoint that decides on texts goes through here, so that none forgets to keep the proof.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/principal.h"
#include "base/clock.h"
#include "filter/placeholders.h"
#include "gateway/guard_round.h"
#include "gateway/keyed_digest.h"
#include "gateway/policy_in_force.h"
#include "http/message.h"
#include "journal/sinks.h"
#include "settings/audit_settings.h"
#include "settings/proxy_settings.h"
#include "telemetry/instruments.h"
#include "telemetry/log.h"

namespace gs::gateway {

// What belongs together: a prompt and its output, or the texts of one call. One thread at a time.
struct Exchange {
  std::string id;                              // a UUID of version 7
  std::shared_ptr<const LoadedPolicy> policy;  // one for the whole exchange, whatever is loaded
  filter::Placeholders placeholders;           // the same value keeps its number in all its texts
  SteadyTime began;
};

// One phase of an exchange. Everything is borrowed for the time of the call.
struct Question {
  text::Phase phase = text::Phase::kPrompt;
  std::span<const text::Segment> segments;
  const boost::json::object* context = nullptr;  // the caller's; null is empty
  detect::CallerClaims claims = {};              // read from it; how far they count is the key's
  policy::RequestFacts facts = {};               // tenant and principal are the caller's
  // What of the request no detector reads, as in "images"; empty: nothing.
  std::string_view uninspectable = {};
  // Phase output: the signals of the prompt and the system messages, where they are known.
  const text::Signals* prompt_signals = nullptr;
  std::span<const std::string_view> system_texts = {};
  bool strict = false;        // the exchange runs under safe mode
  std::string trace_id = {};  // of the exchange; may be empty
  // What external guards say; while it collects, judge() decides, records and counts nothing. Null:
  // nobody asks them.
  filter::GuardBook* guards = nullptr;
};

// What the record of an output from a model server says beside the decision.
struct OutputFacts {
  std::string outcome;  // see journal::DecisionRecord
  journal::UpstreamRecord upstream;
  std::optional<journal::StreamRecord> stream;  // of streamed ones
  std::chrono::nanoseconds waited{};            // for the model server
  std::string content_hmac;                     // of what the model said; may be empty
};

struct Judgement {
  std::string decision_id;  // "<exchange>.prompt", "<exchange>.output"
  std::shared_ptr<const LoadedPolicy> policy;
  filter::Inspection inspection;
  // By segment, where the decision asks for masks and allows the text; empty otherwise.
  std::vector<std::string> masked;
  Status recorded = Ok{};
  std::optional<journal::Sequence> sequence;  // of its record; nothing: there is none
  // The sink did not take the record and audit.on_failure is refuse: the decision is not given.
  bool refused = false;

  const policy::Decision& decision() const { return inspection.decision; }
};

class Judge {
 public:
  // Everything is borrowed and outlives the judge. Without a sink nothing is recorded.
  struct Parts {
    const PolicyInForce& policy;
    const Clock& clock;
    const KeyedDigest& keyed_digest;
    telemetry::Log& log;
    journal::DecisionSink* decisions = nullptr;
    telemetry::Counter* unrecorded = nullptr;  // counts decisions without a record; may be null
    settings::Durability durability = settings::Durability::kStrict;
    bool refuse_unrecorded = true;
    settings::OnUninspectable on_uninspectable = settings::OnUninspectable::kBlock;
    std::string settings_digest;
  };

  explicit Judge(Parts parts)
      : parts_(std::move(parts)), mask_key_(parts_.keyed_digest.mask_key()) {}

  // Safe from any thread, like all of it. `began`: when the request was there. The second form is
  // for several exchanges under one policy.
  Exchange begin(SteadyTime began) const { return begin(began, parts_.policy.current()); }
  Exchange begin(SteadyTime began, std::shared_ptr<const LoadedPolicy> policy) const;
  // The policy of the round, where there is one.
  std::shared_ptr<const LoadedPolicy> policy_for(const GuardRound* round) const {
    return round == nullptr ? policy() : round->policy;
  }

  Judgement judge(Exchange& exchange, const Question& question,
                  const auth::Principal& caller) const;

  // The same for an output that was judged on its way, with an inspection of its own: recorded and
  // counted.
  Judgement keep(const Exchange& exchange, const Question& question, filter::Inspection inspection,
                 const OutputFacts& facts, const auth::Principal& caller) const;

  // Whose record has to be on the disk (DurableWait) before what the decision changes is seen, and,
  // for a prompt, before the first byte of the model's answer leaves.
  std::optional<journal::Sequence> awaited_by_effect(const Judgement& made) const;
  std::optional<journal::Sequence> awaited_by_answer(const Judgement& prompt) const;
  // What came of such a wait: true where the record is there, or can be done without.
  bool may_go_on(const Status& durable) const;
  journal::DecisionSink* decisions() const { return parts_.decisions; }

  // The request for such an inspection. Points into `exchange`, `question` and `caller`; the
  // claims and facts of `question` become the caller's.
  filter::InspectionRequest inspection_request(const Exchange& exchange, Question& question,
                                               const auth::Principal& caller) const;
  const std::string& mask_key() const { return mask_key_; }
  // The key of content_hmac; empty when nothing is recorded.
  std::string_view content_key() const {
    return parts_.decisions == nullptr ? std::string_view() : parts_.keyed_digest.key();
  }

  std::shared_ptr<const LoadedPolicy> policy() const { return parts_.policy.current(); }
  SteadyTime now() const { return parts_.clock.steady(); }

 private:
  filter::Inspection inspect(const Exchange& exchange, const Question& question,
                             const auth::Principal& caller) const;
  void judge_uninspectable(std::string_view what, policy::Decision& decision) const;
  journal::DecisionRecord record_of(const Exchange& exchange, const Question& question,
                                    const Judgement& made, const auth::Principal& caller) const;
  void record(const journal::DecisionRecord& record, Judgement& made) const;
  std::vector<std::string> mask(Exchange& exchange, std::span<const text::Segment> segments,
                                const filter::Inspection& inspection) const;

  // Tells once when the sink begins to fail and once when it works again.
  void note_sink(const Status& recorded) const;

  Parts parts_;
  std::string mask_key_;
  mutable std::atomic<bool> sink_fails_ = false;
};

// The answer in place of a refused judgement: 503, a problem document.
http::Response unrecorded(const Judgement& judgement);
http::Response unrecorded(const Error& why);

// The one with the most severe action; the first among equals. `made` is not empty.
const Judgement& most_severe(std::span<const Judgement> made);

// x-governance-decision-id, -action and -policy.
void add_governance_headers(http::Response& response, const Judgement& judgement);

}  // namespace gs::gateway
