// Results as HumanEval's evaluate_functional_correctness writes them: JSON Lines of
// {task_id, passed, completion?, completion_id?, model?}, a row a sample; other members are passed
// over. The layout is that of github.com/openai/human-eval, evaluation.py.
//
// task_id is a text or a number, passed true or false (or 1 or 0). The number of a sample may be
// called completion_id, sample_index, sample_id or solution_id. A sample must not be counted twice:
// the same task_id with the same number is refused; of rows without a number, the same task_id with
// the same completion, or without a completion, is refused unless `repeats_allowed`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/json_row.h"
#include "evaluate/lines.h"
#include "evaluate/quality.h"

namespace gs::evaluate {

class HumanEval final : public Reader {
 public:
  // Both outlive the reader.
  HumanEval(std::string file, const QualityOptions& options, Artifact& artifact);

  Status feed(std::string_view bytes) override { return lines_.feed(bytes); }
  // Adds the figures to the artifact.
  Status finish() override;

  uint64_t rows() const { return counts_.samples(); }

 private:
  // What tells a sample from the others: a hash of task and number, or of task and completion.
  struct Identity {
    uint64_t hash;
    uint32_t line;
    bool numbered;
    auto operator<=>(const Identity&) const = default;
  };
  Status take(std::string_view line, size_t number);
  Identity identity(std::string_view task, size_t line) const;
  Status check_identities();

  const std::string file_;
  const QualityOptions& options_;
  Artifact& artifact_;
  Lines lines_;
  JsonRow row_;
  TaskCounts counts_;
  std::vector<Identity> seen_;
};

}  // namespace gs::evaluate
