// What quality says of samples that passed or did not: the last step of every reader of samples.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evaluate/artifact.h"
#include "evaluate/bootstrap.h"
#include "evaluate/pass_at_k.h"

namespace gs::evaluate {

struct QualityOptions {
  std::vector<uint64_t> ks = {1, 5, 10};
  bool ks_required = false;      // refuse where a task has fewer samples, instead of leaving k out
  bool repeats_allowed = false;  // of rows that have no number of their sample
  std::string task;              // of an lm-eval file with several; empty: there must be one
  std::string metric;            // of lm-eval samples; empty: the first that is known
  std::string filter;            // of lm-eval; empty: there must be one
  std::string provider;          // of promptfoo; empty: there must be one
  BootstrapOptions bootstrap;
};

// More tasks than that are not listed in an artifact.
inline constexpr uint64_t kMostListedTasks = 10'000;

// pass_at_1, pass_at_5, ... of the tasks, the tasks themselves, and a warning for a k that was left
// out. With one sample a task pass_at_1 is a rate with counts. kInvalidInput: no sample, or too few
// for a k that is required.
Status add_quality(const TaskCounts& tasks, const QualityOptions& options, const std::string& file,
                   Artifact& artifact);

}  // namespace gs::evaluate
