#include "evaluate/human_eval.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace gs::evaluate {
namespace {

constexpr std::string_view kSampleNumbers[] = {"completion_id", "sample_index", "sample_id",
                                               "solution_id"};

uint64_t mix(uint64_t a, uint64_t b) {
  a ^= b + 0x9e3779b97f4a7c15 + (a << 12) + (a >> 4);
  return a * 0xbf58476d1ce4e5b9;
}

uint64_t hash(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

}  // namespace

HumanEval::HumanEval(std::string file, const QualityOptions& options, Artifact& artifact)
    : file_(std::move(file)),
      options_(options),
      artifact_(artifact),
      lines_(file_, [this](std::string_view line, size_t number) { return take(line, number); }) {}

Status HumanEval::take(std::string_view line, size_t number) {
  const Place place{file_, number};
  GS_CHECK_OK(row_.read(line, place));
  const Cell task = row_["task_id"];
  if (task.kind == Cell::Kind::kAbsent) return refuse(place, "task_id", "is missing");
  if ((task.kind != Cell::Kind::kText && task.kind != Cell::Kind::kNumber) || task.text.empty()) {
    return refuse(place, "task_id", "must be a string that is not empty, or a number");
  }
  GS_TRY(const bool passed, flag_of(row_, "passed", place));
  if (const Cell model = row_["model"]; model.kind == Cell::Kind::kText) {
    GS_CHECK_OK(artifact_.set_model(model.text, place.to_string()));
  }
  counts_.add(task.text, 1, passed ? 1 : 0);
  seen_.push_back(identity(task.text, number));
  return Ok{};
}

HumanEval::Identity HumanEval::identity(std::string_view task, size_t line) const {
  const uint64_t of_task = hash(task);
  for (const std::string_view name : kSampleNumbers) {
    const Cell number = row_[name];
    if (number.is_empty() || number.kind == Cell::Kind::kNested) continue;
    return {mix(of_task, hash(number.text)), static_cast<uint32_t>(line), true};
  }
  const Cell completion = row_["completion"];
  const uint64_t of_text = completion.kind == Cell::Kind::kText ? hash(completion.text) : 0;
  return {mix(of_task, of_text), static_cast<uint32_t>(line), false};
}

Status HumanEval::check_identities() {
  std::sort(seen_.begin(), seen_.end());
  const Identity* first = nullptr;  // the repeated row that stands first in the file
  for (size_t i = 1; i < seen_.size(); ++i) {
    const Identity& one = seen_[i];
    if (one.hash != seen_[i - 1].hash) continue;
    if (!one.numbered && options_.repeats_allowed) continue;
    if (first == nullptr || one.line < first->line) first = &one;
  }
  if (first == nullptr) return Ok{};
  return refuse({file_, first->line}, "task_id",
                first->numbered
                    ? "a sample of this task with the same number stands above"
                    : "a sample of this task that is the same stands above, and none has a "
                      "completion_id (--allow-repeats counts both)");
}

Status HumanEval::finish() {
  GS_CHECK_OK(lines_.finish());
  GS_CHECK_OK(check_identities());
  return add_quality(counts_, options_, file_, artifact_);
}

}  // namespace gs::evaluate
