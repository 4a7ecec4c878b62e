#include "train_names/noise.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "base/utf8.h"

namespace gs::train {
namespace {

template <typename Change>
Row changed(const Row& row, Change change) {
  Row copy = row;
  copy.text.clear();
  std::vector<size_t> moved(row.text.size() + 1, 0);
  for (size_t at = 0; at < row.text.size();) {
    moved[at] = copy.text.size();
    append_code_point(copy.text, change(next_code_point(row.text, at)));
  }
  moved[row.text.size()] = copy.text.size();
  for (NameSpan& span : copy.spans) {
    span.begin = moved[span.begin];
    span.end = moved[span.end];
  }
  return copy;
}

}  // namespace

Row in_lower_case(const Row& row) {
  return changed(
      row, [](char32_t c) { return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))); });
}

Row in_upper_case(const Row& row) {
  return changed(
      row, [](char32_t c) { return static_cast<char32_t>(u_toupper(static_cast<UChar32>(c))); });
}

Row snippet(const Row& row, Random& random) {
  if (row.spans.empty()) return row;
  const NameSpan chosen = random.pick(row.spans);
  size_t begin = chosen.begin;
  size_t end = chosen.end;
  for (size_t words = random.below(4); begin > 0; --begin) {
    if (row.text[begin - 1] == ' ' && words-- == 0) break;
  }
  for (size_t words = random.below(4); end < row.text.size(); ++end) {
    if (row.text[end] == ' ' && words-- == 0) break;
  }
  // No other span is cut in two.
  for (const NameSpan& span : row.spans) {
    if (span.begin < begin && span.end > begin) begin = span.begin;
    if (span.begin < end && span.end > end) end = span.end;
  }
  Row copy = row;
  copy.text = row.text.substr(begin, end - begin);
  copy.spans.clear();
  for (const NameSpan& span : row.spans) {
    if (span.begin < begin || span.end > end) continue;
    copy.spans.push_back({span.begin - begin, span.end - begin, span.type});
  }
  return copy;
}

}  // namespace gs::train
