#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>

#include "evaluate/lm_eval.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr std::string_view kErrorSuffix = "_stderr";
constexpr double kMostSamples = 1e12;

// "pass@1,create_test" in its parts.
struct MetricKey {
  std::string_view metric;
  std::string_view filter;
  bool is_error = false;  // a standard error
};

std::optional<MetricKey> parse_key(std::string_view key) {
  const size_t comma = key.find(',');
  if (comma == std::string_view::npos) return {};
  MetricKey parsed{key.substr(0, comma), key.substr(comma + 1)};
  parsed.is_error = parsed.metric.ends_with(kErrorSuffix);
  if (parsed.is_error) parsed.metric.remove_suffix(kErrorSuffix.size());
  return parsed;
}

// The name in an artifact.
std::string artifact_name(std::string_view metric) {
  if (metric == "acc") return "accuracy";
  if (metric.starts_with("pass@")) return "pass_at_" + std::string(metric.substr(5));
  std::string name;
  for (const char c : metric) {
    const unsigned char byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  const bool begins_well = !name.empty() && name[0] >= 'a' && name[0] <= 'z';
  return begins_well ? name : "m_" + name;
}

bool is_share(std::string_view name) {
  return name.starts_with("pass_at_") || name.starts_with("acc") || name == "exact_match";
}

Result<std::string> choose_task(const json::object& results, const QualityOptions& options,
                                const std::string& file) {
  if (!options.task.empty()) {
    if (results.contains(options.task)) return options.task;
    return refuse({file, 0}, "results." + options.task, "is missing (--task)");
  }
  if (results.empty()) return refuse({file, 0}, "results", "there is no task in it");
  if (results.size() == 1) return std::string(results.begin()->key());
  std::string names;
  for (const auto& [name, figures] : results) {
    if (names.size() > 200) break;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return refuse({file, 0}, "results", "has several tasks, --task must name one of: " + names);
}

// The passes, when a metric and its standard error are those of n samples that are 0 or 1 each.
// Such samples alone have the largest standard error that n samples of this mean can have.
std::optional<uint64_t> passes_of(double value, double error, double n) {
  const double passes = value * n;
  if (n < 2 || std::abs(passes - std::round(passes)) > 1e-6) return {};
  if (std::abs(error - std::sqrt(value * (1 - value) / (n - 1))) > 1e-9) return {};
  return static_cast<uint64_t>(std::llround(passes));
}

// Gives how many samples were seen; 0 when the file does not say.
Result<double> add_sample_counts(const json::object& root, const std::string& task,
                                 const std::string& file, Artifact& artifact) {
  const json::value* limit = find(root, {"config", "limit"});
  std::string seen;
  double samples = 0;
  if (const json::value* counts = find(root, {"n-samples", task}); counts != nullptr) {
    const std::string field = "n-samples." + task;
    const json::object* both = counts->if_object();
    if (both == nullptr || !both->contains("effective") || !both->contains("original")) {
      return refuse({file, 0}, field, "must have original and effective");
    }
    GS_TRY(const double effective, number_in(both->at("effective"), field + ".effective", file));
    GS_TRY(const double original, number_in(both->at("original"), field + ".original", file));
    if (effective < 1) return refuse({file, 0}, field + ".effective", "there are 0 samples");
    if (original < effective || original > kMostSamples) {
      return refuse({file, 0}, field + ".original", "is less than effective, or too large");
    }
    seen = ": " + std::to_string(static_cast<int64_t>(effective)) + " of " +
           std::to_string(static_cast<int64_t>(original)) + " samples";
    samples = effective;
    artifact.detail()["samples"] = effective;
    artifact.detail()["samples_of_the_task"] = original;
    if (effective < original && (limit == nullptr || limit->is_null())) {
      artifact.add_warning("lm-eval saw a part of task " + task + seen);
    }
  }
  if (limit != nullptr && !limit->is_null()) {
    GS_TRY(const double number, number_in(*limit, "config.limit", file));
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    artifact.add_warning(std::string("lm-eval ran with limit ") + text + ", a partial run" + seen);
  }
  return samples;
}

Status add_metrics(const json::object& figures, const std::string& task, double samples,
                   const QualityOptions& options, const std::string& file, Artifact& artifact) {
  std::map<std::string, double> errors;
  std::map<std::string, std::pair<std::string, double>> values;  // name -> filter, value
  for (const auto& [key, value] : figures) {
    const auto parsed = parse_key(key);
    if (!parsed || (!options.filter.empty() && parsed->filter != options.filter)) continue;
    const std::string name = artifact_name(parsed->metric);
    const std::string field = "results." + task + "." + std::string(key);
    if (parsed->is_error) {
      if (!value.is_number()) continue;  // "N/A"
      errors[name] = value.to_number<double>();
      if (errors[name] < 0) return refuse({file, 0}, field, "must not be negative");
      continue;
    }
    GS_TRY(const double number,
           is_share(name) ? share_in(value, field, file) : number_in(value, field, file));
    const auto [at, is_new] = values.try_emplace(name, std::string(parsed->filter), number);
    if (!is_new) {
      return refuse({file, 0}, field,
                    "is there with another filter too, --filter must name one: " +
                        at->second.first + ", " + std::string(parsed->filter));
    }
  }
  if (values.empty()) return refuse({file, 0}, "results." + task, "there is no metric in it");
  for (const auto& [name, found] : values) {
    const auto error = errors.find(name);
    std::optional<Interval> interval;
    if (error != errors.end() && is_share(name)) {
      if (const auto passes = passes_of(found.second, error->second, samples)) {
        artifact.rate(name, *passes, static_cast<uint64_t>(samples));
        continue;
      }
      interval = normal(found.second, error->second, 0, 1);
    }
    artifact.metric(name, found.second, interval, "normal, lm-eval's standard error");
  }
  return Ok{};
}

}  // namespace

bool is_lm_eval_results(const json::object& document) {
  const json::value* results = document.if_contains("results");
  return results != nullptr && results->is_object() &&
         (document.contains("n-samples") || document.contains("configs") ||
          document.contains("versions"));
}

Status add_lm_eval_results(const Document& document, const QualityOptions& options,
                           Artifact& artifact) {
  const json::object& root = document.object();
  const std::string& file = document.file();
  GS_TRY(const json::object* results, object_at(root, {"results"}, file));
  GS_TRY(const std::string task, choose_task(*results, options, file));
  GS_TRY(const json::object* figures, object_at(root, {"results", task}, file));
  std::string_view model = text_or_empty(root.if_contains("model_name"));
  if (model.empty()) model = text_or_empty(find(root, {"config", "model"}));
  GS_CHECK_OK(artifact.set_model(model, file));
  GS_TRY(const double samples, add_sample_counts(root, task, file, artifact));
  artifact.detail()["task"] = task;
  return add_metrics(*figures, task, samples, options, file, artifact);
}

}  // namespace gs::evaluate
