#include <boost/json.hpp>

#include "measure/report.h"

namespace gs::measure {
namespace {

namespace json = boost::json;

json::value number(const std::optional<double>& figure) {
  return figure ? json::value(*figure) : json::value(nullptr);
}

json::object score_json(const ScoreFigures& figures) {
  const Flagged& at = figures.at_threshold;
  return {{"positives", at.positives},
          {"negatives", at.negatives},
          {"true_positives", at.true_positives},
          {"false_positives", at.false_positives},
          {"precision", number(at.precision())},
          {"recall", number(at.recall())},
          {"f1", number(at.f1())},
          {"false_positive_rate", number(at.false_positive_rate())},
          {"auc", number(figures.auc)},
          {"auc_against", figures.auc_against_file ? "file" : "source"},
          {"recall_at_1_percent_false_positives", number(figures.recall_at_cut)}};
}

json::object scores_json(const FileReport& report) {
  json::object sources;
  for (const auto& [source, figures] : report.score_figures_by_source()) {
    sources[source] = score_json(figures);
  }
  return {{"signal", report.signal},
          {"detected", report.looked_for},
          {"threshold", report.threshold.value},
          {"threshold_inclusive", report.threshold.inclusive},
          {"threshold_from", report.threshold_from},
          {"total", score_json(report.score_figures())},
          {"sources", std::move(sources)}};
}

json::object rates(const SpanCounts& counts, size_t matches) {
  return {{"matches", matches},
          {"precision", number(counts.precision(matches))},
          {"recall", number(counts.recall(matches))},
          {"f1", number(counts.f1(matches))}};
}

json::object counts_json(const SpanCounts& counts) {
  return {{"expected", counts.expected},
          {"found", counts.found},
          {"exact", rates(counts, counts.exact)},
          {"overlap", rates(counts, counts.overlap)}};
}

json::object spans_json(const SpanFigures& figures) {
  json::object types;
  for (const auto& [type, counts] : figures.by_type) {
    json::object object = counts_json(counts);
    object["structured"] = is_structured(type);
    types[type] = std::move(object);
  }
  const SpanCounts tagged = micro(figures.by_type, false);
  return {{"rows", figures.rows},
          {"structured", counts_json(micro(figures.by_type, true))},
          {"tagged", counts_json(tagged)},
          {"tagged_covered", tagged.found > 0},
          {"types", std::move(types)}};
}

}  // namespace

json::object to_json(const FileReport& report) {
  json::object object{{"file", report.file},
                      {"rows", report.rows()},
                      {"bad_rows", report.bad_rows},
                      {"bytes", report.bytes()},
                      {"microseconds_per_row", number(report.mean_microseconds())},
                      {"microseconds_per_row_p99", number(report.p99_microseconds())},
                      {"megabytes_per_second", number(report.megabytes_per_second())}};
  if (report.has_labels()) object["score"] = scores_json(report);
  if (report.has_spans()) {
    json::object entities = spans_json(report.spans());
    json::object sources;
    for (const auto& [source, figures] : report.spans_by_source()) {
      sources[source] = spans_json(figures);
    }
    entities["sources"] = std::move(sources);
    object["entities"] = std::move(entities);
  }
  return object;
}

}  // namespace gs::measure
