// From text to decision: the detectors that a policy needs, and the policy, as one immutable thing.
//
//   auto inspector = Inspector::create(policy, clock, deadline);
//   Inspection result = inspector->inspect(request, scratch);
//
// It knows neither sockets nor HTTP. A reload builds a new Inspector; requests in flight keep
// theirs.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "detect/plan.h"
#include "filter/guards.h"
#include "policy/decide.h"
#include "policy/program.h"
#include "text/segment.h"

namespace gs::filter {

// One phase of one exchange. Everything is borrowed for the time of the call.
struct InspectionRequest {
  text::Phase phase = text::Phase::kPrompt;
  std::span<const text::Segment> segments;
  const boost::json::object* context = nullptr;                // the caller's; null is empty
  const detect::CallerClaims* claims = nullptr;                // read from it
  const std::vector<std::string>* key_lawful_bases = nullptr;  // null is all
  const policy::RequestFacts* request = nullptr;
  const text::Signals* prompt_signals =
      nullptr;               // phase output: those of the exchange's prompt, if any
  double canary_bucket = 0;  // 0 <= bucket < 100
  bool strict = false;       // the exchange runs under safe mode
  // Phase output: the system messages of the request, which the output should not repeat.
  std::span<const std::string_view> system_texts = {};
  // What external guards are asked and have said; null: nobody asks them, so that what rules read
  // of them counts as failed.
  GuardBook* guards = nullptr;
};

struct Inspection {
  policy::Decision decision;
  detect::Detection detection;              // signals: as rules saw them
  std::vector<bool> computed;               // by signal number: whether a detector gave the value
  std::vector<detect::DetectorRun> guards;  // that rules read
  bool waits_for_guards = false;  // there are open questions in the book: not to be acted on
  std::chrono::nanoseconds detect_time{};
  std::chrono::nanoseconds decide_time{};
};

// What the record holds of a text that never came: nothing ran, nothing matched.
Inspection not_inspected(const policy::CompiledPolicy& policy, const detect::Plan& plan,
                         text::Phase phase);

// Memory that one thread reuses from one inspection to the next.
struct Scratch {
  policy::Frame frame;
};

// Whether an action keeps a text from its reader or changes it, so that it matters when it is
// known.
bool changes_text(policy::Action action);

class Inspector {
 public:
  // `shared`: the detectors that do not depend on the policy, see filter/detectors.h. `guards`:
  // those that the policy was compiled with. `clock` outlives the inspector. Fails on a pattern
  // that does not compile.
  static Result<std::shared_ptr<const Inspector>> create(
      std::shared_ptr<const policy::CompiledPolicy> policy, const detect::Detectors& shared,
      const Clock& clock, detect::Deadline deadline, std::vector<GuardDeclaration> guards = {});

  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  // Safe from any thread, each with its own scratch.
  Inspection inspect(const InspectionRequest& request, Scratch& scratch) const;

  // The parts of inspect(), for texts that arrive in pieces: what detectors are told, what rules
  // are given with these signals of the request's phase, and the decision on
  // inspection.detection.signals, in which it fills neutral values in. A mask for which a detector
  // was late becomes a block, unless detect.on_timeout is open: what it would cover is not known.
  detect::Scope scope_of(const InspectionRequest& request) const {
    return {request.phase, request.claims, request.system_texts};
  }
  policy::Inputs inputs(const InspectionRequest& request, const text::Signals& signals) const;
  // Gives inspection.detection.signals what guards say of the texts, or what stands for it; before
  // decide().
  void consult_guards(const InspectionRequest& request, std::span<const text::Segment> segments,
                      Scratch& scratch, Inspection& inspection) const;
  void decide(const InspectionRequest& request, Scratch& scratch, Inspection& inspection) const;

  const policy::CompiledPolicy& policy() const { return *policy_; }
  const detect::Plan& plan(text::Phase phase) const {
    return phase == text::Phase::kPrompt ? prompt_plan_ : output_plan_;
  }
  const detect::Deadline& deadline() const { return deadline_; }
  const Guards& guards() const { return guards_; }
  // Whether any rule reads an external guard.
  bool reads_guards() const {
    return reads_guards(text::Phase::kPrompt) || reads_guards(text::Phase::kOutput);
  }
  bool reads_guards(text::Phase phase) const { return !guards_.read_in(phase).empty(); }

  // Whether the rule, an index into policy().rules(), can be judged by a whole output alone: it
  // reads a signal that only the whole text has, may come to be false again as the text goes on, or
  // asks for a summary.
  bool needs_whole_text(uint32_t rule) const { return needs_whole_text_[rule]; }
  // Ids of the enforced rules that do so, keep back or change outputs, and read what some detector
  // finds in them: what makes streams wait.
  std::vector<std::string> whole_text_rules() const;

  // Names of signals that rules read and no detector of this build can find: only a caller's claim
  // or nothing at all gives them a value.
  std::vector<std::string> uncovered_signals() const;

 private:
  Inspector(std::shared_ptr<const policy::CompiledPolicy> policy, detect::Detectors detectors,
            const Clock& clock, detect::Deadline deadline, std::vector<GuardDeclaration> guards);
  std::vector<bool> whole_text_flags() const;
  std::vector<bool> needed(text::Phase phase) const;
  void detect(const InspectionRequest& request, Inspection& inspection) const;

  std::shared_ptr<const policy::CompiledPolicy> policy_;
  detect::Detectors detectors_;
  const Clock& clock_;
  detect::Deadline deadline_;
  Guards guards_;
  detect::Plan prompt_plan_;
  detect::Plan output_plan_;
  std::vector<bool> needs_whole_text_;  // by rule
};

}  // namespace gs::filter
