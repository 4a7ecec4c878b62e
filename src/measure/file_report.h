// What was measured on one file of labelled rows, whole and by source.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "measure/ranking.h"
#include "measure/row.h"
#include "measure/span_counts.h"
#include "text/signal.h"

namespace gs::measure {

// Share of the negative rows that the reported cut may flag.
inline constexpr double kFalsePositives = 0.01;

struct SpanFigures {
  size_t rows = 0;
  CountsByType by_type;
};

// The figures of a score, of a file or of one of its sources.
struct ScoreFigures {
  Flagged at_threshold;
  // Of a source that has rows of one label alone: ranked against the other label's rows of the
  // whole file.
  std::optional<double> auc;
  bool auc_against_file = false;
  std::optional<double> recall_at_cut;  // at the file's cut, of the positive rows
};

class FileReport {
 public:
  std::string file;
  std::string signal;      // the score that `label` speaks of; empty when no row has one
  bool looked_for = true;  // whether some detector reads texts for it
  Threshold threshold;
  std::string threshold_from;  // "default", "--threshold", "rule jailbreak_detector"
  size_t bad_rows = 0;

  // One row that was judged in `nanoseconds`. `score` is looked at where the row has a label,
  // `found` where it has spans.
  void add(const LabelledRow& row, double score, const std::vector<Entity>& found,
           uint64_t nanoseconds);

  size_t rows() const { return nanoseconds_.size(); }
  uint64_t bytes() const { return bytes_; }
  std::optional<double> mean_microseconds() const;
  std::optional<double> p99_microseconds() const;
  std::optional<double> megabytes_per_second() const;  // of text, 10^6 bytes

  bool has_labels() const { return !scored_.empty(); }
  bool has_spans() const { return spans_.rows > 0; }
  // Where the file's rows are cut so that kFalsePositives of the negative ones are flagged.
  std::optional<Cut> cut() const { return best_cut(scored_, kFalsePositives); }
  ScoreFigures score_figures() const;
  std::map<std::string, ScoreFigures> score_figures_by_source() const;
  const SpanFigures& spans() const { return spans_; }
  const std::map<std::string, SpanFigures>& spans_by_source() const { return spans_by_source_; }

 private:
  ScoreFigures figures_of_source(const std::vector<Scored>& rows,
                                 const std::optional<Cut>& cut) const;

  std::vector<uint64_t> nanoseconds_;  // by row
  uint64_t bytes_ = 0;
  std::vector<Scored> scored_;
  std::map<std::string, std::vector<Scored>> scored_by_source_;
  SpanFigures spans_;
  std::map<std::string, SpanFigures> spans_by_source_;
};

// A signal as a number: a flag is 0 or 1, a list its length; 0 when it was not computed.
double as_score(const text::Signal& signal);

}  // namespace gs::measure
