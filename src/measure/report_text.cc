#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "measure/report.h"

namespace gs::measure {
namespace {

using Cells = std::vector<std::string>;

// Of a name of one's own choosing, such as a source; longer ones are cut.
constexpr size_t kNameWidth = 56;
constexpr std::string_view kNone = "-";

std::string rate(const std::optional<double>& figure) {
  return figure ? fmt::format("{:.3f}", *figure) : std::string(kNone);
}

std::string name_of(const std::string& source) {
  return source.empty() ? "(no source)" : escape_for_display(source, kNameWidth);
}

// The first column to the left, the others to the right, two spaces between them.
std::string table(const std::vector<Cells>& lines) {
  std::vector<size_t> widths(lines.front().size(), 0);
  for (const Cells& cells : lines) {
    for (size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], count_code_points(cells[i]));
    }
  }
  std::string out;
  for (const Cells& cells : lines) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - count_code_points(cells[i]), ' ');
      if (i > 0) line += "  " + padding;
      line += cells[i];
      if (i == 0) line += padding;
    }
    out += line + "\n";
  }
  return out;
}

Cells score_line(std::string name, const ScoreFigures& figures) {
  const Flagged& at = figures.at_threshold;
  return {std::move(name),
          std::to_string(at.positives),
          std::to_string(at.negatives),
          rate(at.precision()),
          rate(at.recall()),
          rate(at.f1()),
          rate(at.false_positive_rate()),
          rate(figures.auc) + (figures.auc_against_file ? "*" : " "),
          rate(figures.recall_at_cut)};
}

std::string scores_text(const FileReport& report) {
  std::string out =
      fmt::format("\n{} {} {} ({})\n", report.signal, report.threshold.inclusive ? ">=" : ">",
                  report.threshold.value, report.threshold_from);
  if (!report.looked_for) out += "No detector of this build finds it: every row scores 0.\n";
  std::vector<Cells> lines = {
      {"source", "pos", "neg", "precision", "recall", "F1", "FPR", "AUC ", "recall@1%FP"}};
  lines.push_back(score_line("all", report.score_figures()));
  bool starred = false;
  for (const auto& [source, figures] : report.score_figures_by_source()) {
    lines.push_back(score_line(name_of(source), figures));
    starred = starred || figures.auc_against_file;
  }
  out += table(lines);
  if (starred) out += "* against the other label's rows of the whole file\n";
  return out;
}

Cells span_line(std::string name, const SpanCounts& counts) {
  Cells cells = {std::move(name), std::to_string(counts.expected), std::to_string(counts.found)};
  for (size_t matches : {counts.exact, counts.overlap}) {
    cells.push_back(rate(counts.precision(matches)));
    cells.push_back(rate(counts.recall(matches)));
    cells.push_back(rate(counts.f1(matches)));
  }
  return cells;
}

// The types of one kind, their sum first. What nothing of this build finds says so.
void add_types(const CountsByType& counts, bool structured, std::vector<Cells>& lines) {
  const SpanCounts sum = micro(counts, structured);
  if (sum.expected + sum.found == 0) return;
  const bool covered = structured || sum.found > 0;
  lines.push_back(span_line(structured ? "structured, all"
                            : covered  ? "names, places, dates, all"
                                       : "names, places, dates: not covered",
                            sum));
  for (const auto& [type, each] : counts) {
    if (is_structured(type) != structured || each.expected + each.found == 0) continue;
    lines.push_back(span_line("  " + type, each));
  }
}

Cells span_head(std::string first) {
  return {std::move(first), "expected", "found", "exact P", "R", "F1", "overlap P", "R", "F1"};
}

std::string spans_text(const FileReport& report) {
  std::vector<Cells> lines = {span_head("entity")};
  add_types(report.spans().by_type, true, lines);
  add_types(report.spans().by_type, false, lines);
  std::string out = "\n" + table(lines);
  lines = {span_head("source, structured entities")};
  for (const auto& [source, figures] : report.spans_by_source()) {
    const SpanCounts sum = micro(figures.by_type, true);
    if (sum.expected + sum.found > 0) lines.push_back(span_line(name_of(source), sum));
  }
  if (lines.size() > 1) out += "\n" + table(lines);
  return out;
}

}  // namespace

std::string to_text(const FileReport& report) {
  std::string out = fmt::format("{}: {} rows", report.file, report.rows());
  if (report.bad_rows > 0) out += fmt::format(" ({} more are unusable)", report.bad_rows);
  out += fmt::format(", {:.2f} MB of text", static_cast<double>(report.bytes()) / 1e6);
  if (report.rows() > 0) {
    out += fmt::format(", {:.1f} µs a row (p99 {:.1f}), {:.1f} MB/s", *report.mean_microseconds(),
                       *report.p99_microseconds(), report.megabytes_per_second().value_or(0));
  }
  out += "\n";
  if (report.has_labels()) out += scores_text(report);
  if (report.has_spans()) out += spans_text(report);
  return out;
}

}  // namespace gs::measure
