#include "evaluate/quality.h"

#include <map>

#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

json::array task_list(const TaskCounts& tasks) {
  std::map<std::string_view, TaskCounts::Counts> sorted;
  for (const auto& [task, counts] : tasks.all()) sorted[task] = counts;
  json::array list;
  for (const auto& [task, counts] : sorted) {
    list.push_back({{"task_id", task}, {"n", counts.samples}, {"c", counts.passes}});
  }
  return list;
}

}  // namespace

Status add_quality(const TaskCounts& tasks, const QualityOptions& options, const std::string& file,
                   Artifact& artifact) {
  if (tasks.samples() == 0) return refuse({file, 0}, "", "there are 0 samples");
  for (const uint64_t k : options.ks) {
    const std::string name = "pass_at_" + std::to_string(k);
    const auto estimate = tasks.pass_at(k, options.bootstrap);
    if (!estimate) {
      if (options.ks_required || k <= 1) {
        return fail(ErrorCode::kInvalidInput, name + ": " + estimate.error().message, file);
      }
      continue;
    }
    artifact.metric(name, estimate->value, estimate->interval, "bootstrap over tasks, percentile");
    const bool one_each = tasks.samples() == tasks.tasks();
    if (k == 1 && one_each) artifact.rate(name, tasks.passes(), tasks.samples());
  }
  artifact.settings()["bootstrap"] = options.bootstrap.resamples;
  artifact.settings()["seed"] = options.bootstrap.seed;
  artifact.detail()["tasks"] = tasks.tasks();
  artifact.detail()["samples"] = tasks.samples();
  artifact.detail()["passes"] = tasks.passes();
  artifact.detail()["fewest_samples_of_a_task"] = tasks.fewest_samples();
  if (tasks.tasks() <= kMostListedTasks) artifact.set_tasks(task_list(tasks));
  return Ok{};
}

}  // namespace gs::evaluate
