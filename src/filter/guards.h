// External guards as the rules of one policy read them: which are asked about a text, and what
// their answers do to its signals.
//
// A guard is asked when a rule reads its signal and the text is not decided without: the condition
// of the rule still depends on it, nothing else blocks the text, and the guard's cascade, where it
// has one, is unsure. A sure cascade stands for the guard's score.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/plan.h"
#include "filter/guard_book.h"
#include "policy/decision.h"
#include "policy/program.h"
#include "text/signal.h"

namespace gs::filter {

struct GuardDeclaration {
  struct Cascade {
    std::string signal;  // of the built-in ones, a double
    double low = 0;      // below: surely nothing
    double high = 1;     // above: surely something
  };
  std::string name;  // "llama": rules read guard.llama
  bool fails_open = false;
  std::optional<Cascade> cascade;
};

// Immutable, safe from any thread. Guards are numbered in the order of their declarations.
class Guards {
 public:
  // `policy` was compiled with the names of all of `declared`, and outlives this.
  Guards(const policy::CompiledPolicy& policy, std::vector<GuardDeclaration> declared);

  // Numbers of those that rules read about the texts of the phase, ascending.
  std::span<const size_t> read_in(text::Phase phase) const { return of(phase).read; }
  // Whether the rule, an index into policy.rules(), reads some guard about the phase's own texts.
  bool reads(uint32_t rule, text::Phase phase) const { return !of(phase).by_rule[rule].empty(); }

  // Adds to `needed` what the cascades of the guards read in the phase look at, and marks their own
  // signals as what nobody knows: an error in every condition that depends on them.
  void add_cascades(text::Phase phase, std::vector<bool>& needed) const;
  void mark_unknown(text::Phase phase, text::Signals& signals) const;

  // By number: whether a decision that was made with unknown guards depends on them.
  std::vector<bool> wanted(const policy::Decision& unknowing) const;

  // What became of the guards of the phase. `signals`: of our own detectors; gets those of guards.
  struct Outcome {
    std::vector<detect::DetectorRun> runs;  // of those that rules read
    bool waits = false;                     // a question is open
  };
  Outcome apply(std::span<const text::Segment> segments, text::Phase phase,
                const std::vector<bool>& wanted, GuardBook* book, text::Signals& signals) const;

  // What a decision has to say of guards that failed and were passed over.
  void add_remarks(std::span<const detect::DetectorRun> runs, policy::Decision& decision) const;

 private:
  struct Known {
    GuardDeclaration declared;
    text::SignalNumber signal = 0;
    text::SignalNumber cascade = 0;
    std::string run_name;  // "guard.llama"
  };
  struct PhaseIndex {
    std::vector<size_t> read;
    std::vector<std::vector<size_t>> by_rule;  // guards that it reads about the phase's texts
    std::vector<bool> read_elsewhere;          // by a rule of the other phase
  };

  const PhaseIndex& of(text::Phase phase) const {
    return phase == text::Phase::kPrompt ? prompt_ : output_;
  }
  void index(text::Phase phase, PhaseIndex& made) const;
  void index_rule(uint32_t rule, text::Phase phase, PhaseIndex& made) const;
  detect::DetectorRun judge_one(size_t guard, const GuardVerdict* verdict,
                                text::Signals& signals) const;
  bool is_spared(size_t guard, text::Signals& signals, detect::DetectorRun& run) const;
  std::optional<double> sure(const Known& guard, const text::Signals& signals) const;

  const policy::CompiledPolicy& policy_;
  std::vector<Known> guards_;
  PhaseIndex prompt_;
  PhaseIndex output_;
};

}  // namespace gs::filter
