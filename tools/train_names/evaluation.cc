#include "train_names/evaluation.h"

#include <algorithm>
#include <cstdio>

#include "base/utf8.h"
#include "detect/names/name_scan.h"
#include "measure/row.h"

namespace gs::train {
namespace {

std::vector<measure::Entity> found_in(const detect::NameModel& model, const std::string& text) {
  detect::NameScan scan(model);
  std::vector<detect::Finding> findings;
  scan.feed(text, findings);
  scan.end_segment(findings);
  std::erase_if(findings, [](const detect::Finding& f) { return f.score < 0.5; });
  return measure::entities_of(text, findings);
}

std::vector<measure::Entity> expected_in(const Row& row) {
  std::vector<detect::Finding> findings;
  for (const NameSpan& span : row.spans) {
    detect::Finding& finding = findings.emplace_back();
    finding.type = detect::kNameTypeNames[static_cast<size_t>(span.type)];
    finding.span = {span.begin, span.end};
  }
  return measure::entities_of(row.text, findings);
}

}  // namespace

Figures evaluate(const detect::NameModel& model, const std::vector<Row>& rows) {
  Figures figures;
  for (const Row& row : rows) {
    std::vector<measure::Entity> found = found_in(model, row.text);
    std::erase_if(found, [&](const measure::Entity& entity) {
      const auto at =
          std::find(detect::kNameTypeNames.begin(), detect::kNameTypeNames.end(), entity.type);
      return !row.annotated[static_cast<size_t>(at - detect::kNameTypeNames.begin())];
    });
    measure::count_spans(expected_in(row), found, {}, figures[row.source]);
  }
  return figures;
}

Result<measure::CountsByType> evaluate_file(const detect::NameModel& model, const std::string& path,
                                            const std::string& source, bool addresses) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  measure::CountsByType counts;
  for (const std::string& line : lines) {
    const auto row = measure::read_labelled_row(line);
    if (!row || !row->spans) return fail(ErrorCode::kInvalidInput, "not a labelled row", path);
    if (!row->source.starts_with(source)) continue;
    std::vector<measure::Entity> expected = *row->spans;
    std::erase_if(expected, [](const measure::Entity& entity) {
      return measure::is_structured(measure::counted_type(entity.type));
    });
    const bool has_address =
        std::any_of(expected.begin(), expected.end(), [](const measure::Entity& entity) {
          return measure::counted_type(entity.type) == "ADDRESS";
        });
    if (has_address && !addresses) continue;
    measure::count_spans(expected, found_in(model, row->row.text), row->checks, counts);
  }
  return counts;
}

measure::SpanCounts of_type(const measure::CountsByType& counts, std::string_view type) {
  const auto at = counts.find(type);
  return at == counts.end() ? measure::SpanCounts{} : at->second;
}

void print(const std::string& title, const measure::CountsByType& counts) {
  std::printf("%-32s", title.c_str());
  for (const std::string_view type : detect::kNameTypeNames) {
    const measure::SpanCounts c = of_type(counts, type);
    if (c.expected == 0) {
      std::printf("  %.3s   -            ", std::string(type).c_str());
      continue;
    }
    std::printf("  %.3s %.3f (%.2f/%.2f)", std::string(type).c_str(), c.f1(c.overlap).value_or(0),
                c.precision(c.overlap).value_or(0), c.recall(c.overlap).value_or(0));
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace gs::train
