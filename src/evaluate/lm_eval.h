// What the lm-evaluation-harness writes (github.com/EleutherAI/lm-evaluation-harness, evaluator.py
// and loggers/evaluation_tracker.py).
//
// Results, results_<date>.json: {"results": {<task>: {"alias", "<metric>,<filter>": value,
// "<metric>_stderr,<filter>": value or "N/A"}}, "n-samples": {<task>: {"original", "effective"}},
// "config": {"model", "model_args", "limit"}, "model_name"}. Metrics keep their names with what is
// no letter or digit as '_'; pass@1 is pass_at_1, acc is accuracy as well. Where the
// standard error is that of `effective` samples of 0 or 1, the metric is a proportion with counts;
// else its interval is that of the standard error.
//
// Samples, samples_<task>_<date>.jsonl: a row {"doc_id", "filter", "filtered_resps", "metrics":
// [<metric>], "<metric>": value}. The value is the share of a document's responses that passed;
// with n responses n times the value passed.
//
// A run with `limit` saw a part of its tasks: a warning says which part.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "evaluate/document.h"
#include "evaluate/lines.h"
#include "evaluate/quality.h"

namespace gs::evaluate {

bool is_lm_eval_results(const boost::json::object& document);

// kInvalidInput: several tasks or filters and none chosen, 0 samples, a metric that is no number or
// a share outside 0 to 1.
Status add_lm_eval_results(const Document& document, const QualityOptions& options,
                           Artifact& artifact);

class LmEvalSamples final : public Reader {
 public:
  // Both outlive the reader.
  LmEvalSamples(std::string file, const QualityOptions& options, Artifact& artifact);

  Status feed(std::string_view bytes) override { return lines_.feed(bytes); }
  Status finish() override;

  uint64_t rows() const { return rows_; }

 private:
  Status take(std::string_view line, size_t number);
  Status choose_metric(const boost::json::object& row, size_t number);

  const std::string file_;
  const QualityOptions& options_;
  Artifact& artifact_;
  Lines lines_;
  std::string metric_;
  std::set<std::string, std::less<>> filters_;
  TaskCounts counts_;
  uint64_t rows_ = 0;
};

}  // namespace gs::evaluate
