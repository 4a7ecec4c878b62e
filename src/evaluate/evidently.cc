#include "evaluate/evidently.h"

#include <algorithm>
#include <map>

#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

struct Method {
  std::string_view theirs;
  std::string_view metric;
};
constexpr Method kMethods[] = {{"psi", "psi"},
                               {"PSI", "psi"},
                               {"kl_div", "kl"},
                               {"Kullback-Leibler divergence", "kl"},
                               {"jensenshannon", "js_distance"},
                               {"Jensen-Shannon distance", "js_distance"}};

// Metric -> column -> score.
struct Scores {
  std::map<std::string_view, std::map<std::string, double>> by_metric;
  size_t others = 0;

  Status take(std::string_view method, std::string_view column, const json::value& score,
              const std::string& field, const std::string& file) {
    const auto known = std::find_if(std::begin(kMethods), std::end(kMethods),
                                    [&](const Method& one) { return one.theirs == method; });
    if (known == std::end(kMethods)) {
      ++others;
      return Ok{};
    }
    GS_TRY(const double number, number_in(score, field, file));
    if (number < 0) return refuse({file, 0}, field, "must not be negative");
    by_metric[known->metric][std::string(column)] = number;
    return Ok{};
  }
};

Status take_metric(const json::object& metric, const std::string& field, const std::string& file,
                   Scores& scores) {
  const std::string_view type = text_or_empty(find(metric, {"config", "type"}));
  if (type.ends_with(":ValueDrift")) {
    const json::value* value = metric.if_contains("value");
    if (value == nullptr) return refuse({file, 0}, field + ".value", "is missing");
    return scores.take(text_or_empty(find(metric, {"config", "method"})),
                       text_or_empty(find(metric, {"config", "column"})), *value, field + ".value",
                       file);
  }
  const json::value* columns = find(metric, {"result", "drift_by_columns"});
  if (columns == nullptr) return Ok{};
  if (!columns->is_object()) {
    return refuse({file, 0}, field + ".result.drift_by_columns", "must be an object");
  }
  for (const auto& [name, column] : columns->get_object()) {
    const std::string path = field + ".result.drift_by_columns." + std::string(name);
    const json::object* drift = column.if_object();
    if (drift == nullptr || !drift->contains("drift_score")) {
      return refuse({file, 0}, path + ".drift_score", "is missing");
    }
    GS_CHECK_OK(scores.take(text_or_empty(drift->if_contains("stattest_name")), name,
                            drift->at("drift_score"), path + ".drift_score", file));
  }
  return Ok{};
}

}  // namespace

bool is_evidently(const json::object& document) {
  const json::value* metrics = document.if_contains("metrics");
  return metrics != nullptr && metrics->is_array();
}

Status add_evidently(const Document& document, Artifact& artifact) {
  const std::string& file = document.file();
  GS_TRY(const json::array* metrics, array_at(document.object(), {"metrics"}, file));
  Scores scores;
  for (size_t i = 0; i < metrics->size(); ++i) {
    const std::string field = "metrics[" + std::to_string(i) + "]";
    const json::object* metric = (*metrics)[i].if_object();
    if (metric == nullptr) return refuse({file, 0}, field, "must be an object");
    GS_CHECK_OK(take_metric(*metric, field, file, scores));
  }
  if (scores.by_metric.empty()) {
    return refuse({file, 0}, "metrics", "no column has a drift by psi, kl_div or jensenshannon");
  }
  json::object features;
  for (const auto& [name, columns] : scores.by_metric) {
    double most = 0;
    for (const auto& [column, score] : columns) {
      most = std::max(most, score);
      if (!features.contains(column)) features[column] = json::object();
      features[column].get_object()[name] = score;
    }
    artifact.metric(name, most);
  }
  if (scores.others > 0) {
    artifact.add_warning(std::to_string(scores.others) +
                         " scores of Evidently are by other methods, and left out");
  }
  artifact.detail()["features"] = std::move(features);
  return Ok{};
}

}  // namespace gs::evaluate
