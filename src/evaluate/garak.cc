#include "evaluate/garak.h"

#include <algorithm>

namespace gs::evaluate {
namespace {

// Names of modules under garak/probes whose prompts are jailbreaks or injections.
constexpr std::string_view kAttackModules[] = {"adaptive_attacks",
                                               "agent_breaker",
                                               "ansiescape",
                                               "badchars",
                                               "dan",
                                               "doctor",
                                               "dra",
                                               "encoding",
                                               "fitd",
                                               "glitch",
                                               "goat",
                                               "goodside",
                                               "grandma",
                                               "latentinjection",
                                               "phrasing",
                                               "promptinject",
                                               "sata",
                                               "smuggling",
                                               "suffix",
                                               "sysprompt_extraction",
                                               "tap",
                                               "visual_jailbreak",
                                               "web_injection"};

constexpr uint64_t kMostVerdicts = uint64_t{1} << 40;  // of a row; sums of them stay exact

}  // namespace

bool is_attack_module(std::string_view module) {
  return std::find(std::begin(kAttackModules), std::end(kAttackModules), module) !=
         std::end(kAttackModules);
}

Garak::Garak(std::string file, Artifact& artifact)
    : file_(std::move(file)),
      artifact_(artifact),
      lines_(file_, [this](std::string_view line, size_t number) { return take(line, number); }) {}

Status Garak::take(std::string_view line, size_t number) {
  const Place place{file_, number};
  GS_CHECK_OK(row_.read(line, place));
  GS_TRY(const std::string_view type, text_of(row_, "entry_type", place));
  if (type == "eval") return take_eval(place);
  if (type != "start_run setup") return Ok{};
  for (const std::string_view name : {"plugins.target_name", "plugins.model_name"}) {
    const Cell model = row_[name];
    if (model.kind != Cell::Kind::kText) continue;
    GS_CHECK_OK(artifact_.set_model(model.text, place.to_string()));
  }
  return Ok{};
}

Result<std::pair<uint64_t, uint64_t>> Garak::verdicts(const Place& place) {
  GS_TRY(const uint64_t passed, count_of(row_, "passed", place));
  const bool newer = row_["total_evaluated"].kind != Cell::Kind::kAbsent;
  const std::string_view name = newer ? "total_evaluated" : "total";
  GS_TRY(const uint64_t total, count_of(row_, name, place));
  if (total > kMostVerdicts) return refuse(place, name, "is too large");
  if (passed > total) return refuse(place, "passed", "is more than " + std::string(name));
  if (newer) {
    uint64_t fails = total - passed;
    if (row_["fails"].kind != Cell::Kind::kAbsent) {
      GS_TRY(fails, count_of(row_, "fails", place));
    }
    if (fails != total - passed) {
      return refuse(place, "fails", "and passed do not make up total_evaluated");
    }
    if (row_["nones"].kind != Cell::Kind::kAbsent) {
      GS_TRY(const uint64_t nones, count_of(row_, "nones", place));
      nones_ += std::min(nones, kMostVerdicts);
    }
  }
  return std::pair(total, passed);
}

Status Garak::take_eval(const Place& place) {
  GS_TRY(const std::string_view probe, text_of(row_, "probe", place));
  GS_TRY(const std::string_view detector, text_of(row_, "detector", place));
  GS_TRY(const auto verdict, verdicts(place));
  if (!evals_.insert(std::string(probe) + " " + std::string(detector)).second) {
    return refuse(place, "probe", "with this detector stands above already");
  }
  const std::string_view module = probe.substr(0, probe.find('.'));
  if (counts_.full(module)) return refuse(place, "probe", "there are too many modules");
  const auto [total, passed] = verdict;
  if (total == 0) ++empty_;
  counts_.add(module, is_attack_module(module), total - passed, total);
  return Ok{};
}

Status Garak::finish() {
  GS_CHECK_OK(lines_.finish());
  if (evals_.empty()) return refuse({file_, 0}, "entry_type", "no row is an eval");
  if (nones_ > 0) {
    artifact_.add_warning("garak's detectors gave no verdict on " + std::to_string(nones_) +
                          " outputs, which are not counted");
  }
  if (empty_ > 0) {
    artifact_.add_warning(std::to_string(empty_) + " of " + std::to_string(evals_.size()) +
                          " evaluations of garak have no verdict at all");
  }
  artifact_.detail()["evaluations"] = evals_.size();
  return counts_.add_to(artifact_, file_);
}

}  // namespace gs::evaluate
