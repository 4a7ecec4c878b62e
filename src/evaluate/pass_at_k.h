// pass@k: the chance that at least one of k samples of a task passes.
//
// From n samples of a task of which c passed, without bias:
//
//   pass@k = 1 - C(n - c, k) / C(n, k) = 1 - product over i = n-c+1 .. n of (1 - k/i)
//
// Chen et al., "Evaluating Large Language Models Trained on Code", arXiv:2107.03374, section 2.1
// and its listing. 1 - (1 - c/n)^k would be too low. With fewer than k samples there is no unbiased
// estimate, and none is given.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.h"
#include "evaluate/bootstrap.h"

namespace gs::evaluate {

// kInvalidInput where n < k, c > n or k is 0.
Result<double> pass_at_k(uint64_t n, uint64_t c, uint64_t k);

// Samples and passes by task.
class TaskCounts {
 public:
  struct Counts {
    uint64_t samples = 0;
    uint64_t passes = 0;
  };

  void add(std::string_view task, uint64_t samples, uint64_t passes);
  bool contains(std::string_view task) const { return tasks_.contains(std::string(task)); }

  uint64_t tasks() const { return tasks_.size(); }
  uint64_t samples() const { return samples_; }
  uint64_t passes() const { return passes_; }
  uint64_t fewest_samples() const;  // of any task; 0 without tasks
  const std::unordered_map<std::string, Counts>& all() const { return tasks_; }

  struct Estimate {
    double value = 0;
    std::optional<Interval> interval;  // bootstrap over the tasks
  };
  // The mean over the tasks. kInvalidInput names a task that has fewer than k samples, or says that
  // there is none.
  Result<Estimate> pass_at(uint64_t k, const BootstrapOptions& options) const;

 private:
  Status check_samples(uint64_t k) const;

  std::unordered_map<std::string, Counts> tasks_;
  uint64_t samples_ = 0;
  uint64_t passes_ = 0;
};

}  // namespace gs::evaluate
