// The detector of text that asks for harm or is harmful, in prompts and outputs.
//
// Learned: see harm_model.h for the models and harm_reader.h for what is judged. Signals:
// `harm_score`, the highest score of any block, and `harm_categories`, those of each block's most
// harmful stretch where it scores at least 0.5. No findings: harm is in what a sentence says, not
// in a word of it that could be masked.
//
// A segment is read in its plain view, in blocks of 32 KiB that overlap by 2 KiB; where blocks and
// stretches begin depends on the segment's bytes alone. A sentence can turn harmful by its last
// word, so a rule that reads these signals sees the whole text first, on a stream too
// (docs/decisions/0043-learned-harm.md).
#pragma once

#include <memory>
#include <utility>

#include "detect/detector.h"
#include "detect/harm/harm_model.h"

namespace gs::detect {

class Harm final : public Detector {
 public:
  // From here on a stretch counts as harmful, and its categories are named.
  static constexpr double kFound = 0.5;

  explicit Harm(std::shared_ptr<const HarmModel> model) : model_(std::move(model)) {}

  std::string_view name() const override { return "harm"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {0, 0, std::nullopt}; }
  Reads reads() const override { return Reads::kPlain; }
  // All but our own system messages.
  bool reads_role(text::Role role) const override { return role != text::Role::kSystem; }
  bool streams(text::SignalNumber) const override { return false; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  std::shared_ptr<const HarmModel> model_;
};

}  // namespace gs::detect
