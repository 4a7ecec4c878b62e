#include "measure/file_report.h"

#include <algorithm>
#include <numeric>

namespace gs::measure {
namespace {

struct AsScore {
  double operator()(bool flag) const { return flag ? 1 : 0; }
  double operator()(int64_t count) const { return static_cast<double>(count); }
  double operator()(double score) const { return score; }
  double operator()(const std::string& text) const { return text.empty() ? 0 : 1; }
  double operator()(const std::vector<std::string>& items) const {
    return static_cast<double>(items.size());
  }
};

uint64_t sum(const std::vector<uint64_t>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), uint64_t{0});
}

}  // namespace

double as_score(const text::Signal& signal) {
  if (!signal.computed || signal.fault != text::SignalFault::kNone) return 0;
  return std::visit(AsScore{}, signal.value);
}

void FileReport::add(const LabelledRow& row, double score, const std::vector<Entity>& found,
                     uint64_t nanoseconds) {
  nanoseconds_.push_back(nanoseconds);
  bytes_ += row.row.text.size();
  if (row.label) {
    scored_.push_back({score, *row.label});
    scored_by_source_[row.source].push_back(scored_.back());
  }
  if (!row.spans) return;
  for (SpanFigures* figures : {&spans_, &spans_by_source_[row.source]}) {
    ++figures->rows;
    count_spans(*row.spans, found, row.checks, figures->by_type);
  }
}

std::optional<double> FileReport::mean_microseconds() const {
  if (nanoseconds_.empty()) return std::nullopt;
  return static_cast<double>(sum(nanoseconds_)) / 1e3 / static_cast<double>(rows());
}

std::optional<double> FileReport::p99_microseconds() const {
  if (nanoseconds_.empty()) return std::nullopt;
  std::vector<uint64_t> sorted = nanoseconds_;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) * 99 / 100);
  std::nth_element(sorted.begin(), at, sorted.end());
  return static_cast<double>(*at) / 1e3;
}

std::optional<double> FileReport::megabytes_per_second() const {
  const uint64_t nanoseconds = sum(nanoseconds_);
  if (nanoseconds == 0) return std::nullopt;
  return static_cast<double>(bytes_) * 1e3 / static_cast<double>(nanoseconds);
}

ScoreFigures FileReport::score_figures() const {
  ScoreFigures figures;
  figures.at_threshold = flagged(scored_, threshold);
  figures.auc = auc(scored_);
  if (const std::optional<Cut> at = cut()) figures.recall_at_cut = at->recall;
  return figures;
}

std::map<std::string, ScoreFigures> FileReport::score_figures_by_source() const {
  const std::optional<Cut> at = cut();
  std::map<std::string, ScoreFigures> all;
  for (const auto& [source, rows] : scored_by_source_) all[source] = figures_of_source(rows, at);
  return all;
}

ScoreFigures FileReport::figures_of_source(const std::vector<Scored>& rows,
                                           const std::optional<Cut>& cut) const {
  ScoreFigures figures;
  figures.at_threshold = flagged(rows, threshold);
  if (cut && figures.at_threshold.positives > 0) {
    figures.recall_at_cut = flagged(rows, {cut->least_score, true}).recall();
  }
  figures.auc = auc(rows);
  if (figures.auc || rows.empty()) return figures;
  std::vector<Scored> against = rows;
  const bool label = rows.front().positive;
  std::copy_if(scored_.begin(), scored_.end(), std::back_inserter(against),
               [label](const Scored& row) { return row.positive != label; });
  figures.auc = auc(std::move(against));
  figures.auc_against_file = figures.auc.has_value();
  return figures;
}

}  // namespace gs::measure
