#include <cmath>

#include "base/json.h"
#include "evaluate/lm_eval.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr std::string_view kKnownMetrics[] = {"pass@1", "pass_at_1", "acc", "exact_match",
                                              "acc_norm"};

// Responses of one document: [["a", "b"]] or ["a"].
uint64_t responses_of(const json::object& row) {
  const json::value* responses = row.if_contains("filtered_resps");
  if (responses == nullptr || !responses->is_array() || responses->get_array().empty()) return 1;
  const json::value& first = responses->get_array().front();
  const bool nested = first.is_array() && !first.get_array().empty();
  return nested ? first.get_array().size() : 1;
}

std::string document_id(const json::value* id) {
  if (id == nullptr) return {};
  if (id->is_int64()) return std::to_string(id->get_int64());
  return std::string(text_or_empty(id));
}

}  // namespace

LmEvalSamples::LmEvalSamples(std::string file, const QualityOptions& options, Artifact& artifact)
    : file_(std::move(file)),
      options_(options),
      artifact_(artifact),
      lines_(file_, [this](std::string_view line, size_t number) { return take(line, number); }) {}

Status LmEvalSamples::choose_metric(const json::object& row, size_t number) {
  metric_ = options_.metric;
  for (const std::string_view known : kKnownMetrics) {
    if (metric_.empty() && row.contains(known)) metric_ = known;
  }
  if (!metric_.empty()) return Ok{};
  return refuse({file_, number}, "metrics",
                "no metric of the row is known, --metric must name one that is 0 or 1 a sample");
}

Status LmEvalSamples::take(std::string_view line, size_t number) {
  const Place place{file_, number};
  const auto parsed = parse_json(line);
  if (!parsed) return refuse(place, parsed.error().path, parsed.error().message);
  const json::object* row = parsed->if_object();
  if (row == nullptr) return refuse(place, "", "a row must be a JSON object");
  const std::string_view filter = text_or_empty(row->if_contains("filter"));
  if (!options_.filter.empty() && filter != options_.filter) return Ok{};
  filters_.emplace(filter);
  if (filters_.size() > 1) {
    return refuse(place, "filter", "there are several, --filter must name one");
  }
  if (metric_.empty()) GS_CHECK_OK(choose_metric(*row, number));
  const std::string id = document_id(row->if_contains("doc_id"));
  if (id.empty()) return refuse(place, "doc_id", "must be a whole number or a string");
  if (counts_.contains(id)) return refuse(place, "doc_id", "stands above already");
  const json::value* value = row->if_contains(metric_);
  if (value == nullptr) return refuse(place, metric_, "is missing");
  if (!value->is_number()) return refuse(place, metric_, "must be a number");
  const uint64_t responses = responses_of(*row);
  const double passes = value->to_number<double>() * static_cast<double>(responses);
  const bool whole = std::abs(passes - std::round(passes)) < 1e-6;
  if (!whole || passes < 0 || std::round(passes) > static_cast<double>(responses)) {
    return refuse(place, metric_, "is no share of the row's responses");
  }
  counts_.add(id, responses, static_cast<uint64_t>(std::llround(passes)));
  ++rows_;
  return Ok{};
}

Status LmEvalSamples::finish() {
  GS_CHECK_OK(lines_.finish());
  artifact_.detail()["metric"] = metric_;
  if (metric_ == "acc" && counts_.samples() > 0) {
    artifact_.rate("accuracy", counts_.passes(), counts_.samples());
  }
  return add_quality(counts_, options_, file_, artifact_);
}

}  // namespace gs::evaluate
