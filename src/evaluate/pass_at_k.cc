#include "evaluate/pass_at_k.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/utf8.h"

namespace gs::evaluate {

Result<double> pass_at_k(uint64_t n, uint64_t c, uint64_t k) {
  if (k == 0) return fail(ErrorCode::kInvalidInput, "k must be 1 or more");
  if (c > n) return fail(ErrorCode::kInvalidInput, "more samples passed than there are");
  if (n < k) {
    return fail(ErrorCode::kInvalidInput, "pass@" + std::to_string(k) + " takes " +
                                              std::to_string(k) + " samples a task, there are " +
                                              std::to_string(n));
  }
  if (n - c < k) return 1.0;
  double none = 1;
  for (uint64_t i = n - c + 1; i <= n; ++i) {
    none *= 1 - static_cast<double>(k) / static_cast<double>(i);
  }
  return 1 - none;
}

void TaskCounts::add(std::string_view task, uint64_t samples, uint64_t passes) {
  Counts& counts = tasks_[std::string(task)];
  counts.samples += samples;
  counts.passes += passes;
  samples_ += samples;
  passes_ += passes;
}

uint64_t TaskCounts::fewest_samples() const {
  uint64_t fewest = 0;
  for (const auto& [task, counts] : tasks_) {
    if (fewest == 0 || counts.samples < fewest) fewest = counts.samples;
  }
  return fewest;
}

Status TaskCounts::check_samples(uint64_t k) const {
  const std::string* short_of = nullptr;  // of those with too few samples the first by name
  for (const auto& [task, counts] : tasks_) {
    if (counts.samples < k && (short_of == nullptr || task < *short_of)) short_of = &task;
  }
  if (short_of == nullptr) return Ok{};
  return fail(ErrorCode::kInvalidInput, "pass@" + std::to_string(k) + " takes " +
                                            std::to_string(k) + " samples a task, task '" +
                                            escape_for_display(*short_of, 100) + "' has " +
                                            std::to_string(tasks_.at(*short_of).samples));
}

Result<TaskCounts::Estimate> TaskCounts::pass_at(uint64_t k,
                                                 const BootstrapOptions& options) const {
  if (tasks_.empty()) return fail(ErrorCode::kInvalidInput, "there is no sample");
  GS_CHECK_OK(check_samples(k));
  // Tasks with equal counts have equal estimates; in order, so that the seed decides alone.
  std::map<std::pair<uint64_t, uint64_t>, uint64_t> kinds;
  for (const auto& [task, counts] : tasks_) ++kinds[{counts.samples, counts.passes}];
  std::vector<uint64_t> numbers;
  std::vector<double> values;
  for (const auto& [kind, number] : kinds) {
    GS_TRY(const double value, pass_at_k(kind.first, kind.second, k));
    numbers.push_back(number);
    values.push_back(value);
  }
  const auto mean = [&values](std::span<const uint64_t> counts) -> std::optional<double> {
    double sum = 0;
    double total = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      sum += static_cast<double>(counts[i]) * values[i];
      total += static_cast<double>(counts[i]);
    }
    return sum / total;
  };
  return Estimate{*mean(numbers), bootstrap(numbers, mean, options)};
}

}  // namespace gs::evaluate
