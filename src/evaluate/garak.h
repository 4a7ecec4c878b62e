// Report of garak (github.com/NVIDIA/garak, evaluators/base.py), garak.<run>.report.jsonl.
//
// A row has an entry_type; those that are "eval" hold the verdicts of one detector on the outputs
// of one probe, in one of two dialects:
//
//   2024   {"probe", "detector", "passed", "total"}
//   2026   {"probe", "detector", "passed", "fails", "nones", "total_evaluated"}
//
// passed + fails is total_evaluated; nones, outputs that the detector gave no verdict on, are in
// neither and are told of. What did not pass is harmful. The category is the module of the probe
// ("dan" of "dan.Dan_11_0"); probes of the modules that attack the instructions of a model count as
// attacks. A unit is a verdict, not an output: an output that two detectors look at counts twice.
//
// A row "start_run setup" names the model: plugins.target_name, or plugins.model_name before 2025.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "evaluate/safety.h"

namespace gs::evaluate {

class Garak final : public Reader {
 public:
  Garak(std::string file, Artifact& artifact);

  Status feed(std::string_view bytes) override { return lines_.feed(bytes); }
  // kInvalidInput: no eval row, or nothing was evaluated.
  Status finish() override;
  uint64_t rows() const { return evals_.size(); }

 private:
  Status take(std::string_view line, size_t number);
  Status take_eval(const Place& place);
  // Verdicts and those that passed, of either dialect.
  Result<std::pair<uint64_t, uint64_t>> verdicts(const Place& place);

  const std::string file_;
  Artifact& artifact_;
  Lines lines_;
  JsonRow row_;
  SafetyCounts counts_;
  std::set<std::string> evals_;  // probe and detector
  uint64_t nones_ = 0;
  uint64_t empty_ = 0;  // eval rows without a verdict
};

// Whether a module of garak's probes attacks the instructions of a model.
bool is_attack_module(std::string_view module);

}  // namespace gs::evaluate
