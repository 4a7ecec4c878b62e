// The detector of attempts to override, subvert or extract instructions, and of hidden text.
//
// Both come from the same readings of the text (text/hidden_views.h): phrases and structure, and
// the learned model of data/models, whose log-odds add up. Signals: `jailbreak_score` and
// `injection_source` of a prompt, `obfuscation_score` and `obfuscation` of both phases. Findings:
// one PROMPT_INJECTION for each attack phrase that stands in a window which scores at least 0.5,
// overlapping ones merged, at most 64 a segment.
//
// A segment is read in blocks of 32 KiB that overlap by 2 KiB, and scored in windows of 4 KiB that
// overlap by half, so that text around an attack does not dilute it; the highest window counts.
// Where blocks and windows begin depends on the segment's bytes alone. Why so:
// docs/decisions/0017-phrases-in-blocks.md.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "detect/injection/injection_model.h"
#include "detect/injection/phrase_set.h"
#include "detect/injection/workbench.h"

namespace gs::detect {

// Immutable once built, apart from its pool of idle workbenches.
class Injection final : public Detector {
 public:
  using Roles = std::vector<text::Role>;
  static Roles usual_roles();  // all but our own system messages

  // Compiles the phrases, some 100 ms. Fails only when the matching engine does. `roles`: whose
  // texts are read. Without a model phrases and structure count alone.
  static Result<std::unique_ptr<const Injection>> create(
      Roles roles = usual_roles(), std::shared_ptr<const InjectionModel> model = nullptr);

  std::string_view name() const override { return "injection"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {0, 0, std::nullopt}; }
  bool reads_role(text::Role role) const override {
    return std::find(roles_.begin(), roles_.end(), role) != roles_.end();
  }
  bool streams(text::SignalNumber signal) const override;
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  Injection(PhraseSet phrases, Roles roles, std::shared_ptr<const InjectionModel> model)
      : phrases_(std::move(phrases)),
        roles_(std::move(roles)),
        model_(std::move(model)),
        pool_(phrases_) {}

  PhraseSet phrases_;
  Roles roles_;
  std::shared_ptr<const InjectionModel> model_;
  mutable WorkbenchPool pool_;
};

}  // namespace gs::detect
