#include "evaluate/safety.h"

#include <functional>
#include <utility>

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostCategories = 10'000;
constexpr std::string_view kNoCategory = "(none)";

}  // namespace

void SafetyCounts::add(std::string_view category, bool attack, uint64_t harmful, uint64_t outputs) {
  if (category.empty()) category = kNoCategory;
  auto at = categories_.find(category);
  if (at == categories_.end()) at = categories_.emplace(std::string(category), Counts{}).first;
  for (Counts* counts : {&all_, &at->second, attack ? &attacks_ : nullptr}) {
    if (counts == nullptr) continue;
    counts->harmful += harmful;
    counts->outputs += outputs;
  }
}

bool SafetyCounts::full(std::string_view category) const {
  return categories_.size() >= kMostCategories && !categories_.contains(category);
}

Status SafetyCounts::add_to(Artifact& artifact, const std::string& file) const {
  if (all_.outputs == 0) return refuse({file, 0}, "", "there are 0 samples");
  artifact.rate("harmful_rate", all_.harmful, all_.outputs);
  if (attacks_.outputs > 0) {
    artifact.rate("jailbreak_success_rate", attacks_.harmful, attacks_.outputs);
  }
  json::object categories;
  for (const auto& [name, counts] : categories_) {
    json::object category{{"harmful", counts.harmful}, {"outputs", counts.outputs}};
    if (counts.outputs > 0) {
      const Interval interval = wilson(counts.harmful, counts.outputs);
      category["rate"] = static_cast<double>(counts.harmful) / static_cast<double>(counts.outputs);
      category["low"] = interval.low;
      category["high"] = interval.high;
    }
    categories[name] = std::move(category);
  }
  artifact.detail()["categories"] = std::move(categories);
  return Ok{};
}

LabelledOutputs::LabelledOutputs(std::string file, Artifact& artifact)
    : file_(std::move(file)),
      artifact_(artifact),
      lines_(file_, [this](std::string_view line, size_t number) { return take(line, number); }) {}

Status LabelledOutputs::check_id(const Place& place) {
  const Cell id = row_["id"];
  if (id.is_empty() || id.kind == Cell::Kind::kNested) return Ok{};
  if (ids_.insert(std::hash<std::string_view>()(id.text)).second) return Ok{};
  return refuse(place, "id", "stands above already");
}

Status LabelledOutputs::take(std::string_view line, size_t number) {
  const Place place{file_, number};
  GS_CHECK_OK(row_.read(line, place));
  GS_TRY(const bool harmful, flag_of(row_, "harmful", place));
  bool attack = false;
  for (const std::string_view name : {"attack", "jailbreak"}) {
    if (row_[name].kind == Cell::Kind::kAbsent) continue;
    GS_TRY(attack, flag_of(row_, name, place));
  }
  const Cell category = row_["category"];
  if (!category.is_empty() && category.kind != Cell::Kind::kText) {
    return refuse(place, "category", "must be a string");
  }
  if (counts_.full(category.text)) return refuse(place, "category", "there are more than 10000");
  GS_CHECK_OK(check_id(place));
  if (const Cell model = row_["model"]; model.kind == Cell::Kind::kText) {
    GS_CHECK_OK(artifact_.set_model(model.text, place.to_string()));
  }
  counts_.add(category.text, attack, harmful ? 1 : 0, 1);
  return Ok{};
}

Status LabelledOutputs::finish() {
  GS_CHECK_OK(lines_.finish());
  return counts_.add_to(artifact_, file_);
}

}  // namespace gs::evaluate
