#include "detect/entities/entity_merge.h"

#include <algorithm>

namespace gs::detect {
namespace {

size_t length(text::Span span) {
  return span.end - span.begin;
}

bool gives_way(const Finding& recognised, const Finding& name) {
  const bool inside =
      recognised.span.begin >= name.span.begin && recognised.span.end <= name.span.end;
  return inside && length(recognised.span) < length(name.span) && !recognised.validated &&
         (name.maskable || !recognised.maskable);
}

}  // namespace

size_t EntityMerge::held_from() const {
  size_t from = kNowhere;
  if (!recognised_.empty()) from = recognised_.front().span.begin;
  if (!names_.empty()) from = std::min(from, names_.front().span.begin);
  return from;
}

void EntityMerge::settle(size_t recognised_to, size_t names_to, std::vector<Finding>& findings) {
  for (;;) {
    const bool recognised_first =
        !recognised_.empty() &&
        (names_.empty() || recognised_.front().span.end <= names_.front().span.begin);
    if (recognised_first) {
      // A name that is not known yet may still hold it.
      if (names_.empty() && names_to < recognised_.front().span.end) return;
      findings.push_back(recognised_.front());
      recognised_.pop_front();
    } else {
      if (names_.empty() || recognised_to < names_.front().span.end) return;
      decide_name(findings);
    }
  }
}

// All that overlaps the first name is known.
void EntityMerge::decide_name(std::vector<Finding>& findings) {
  Finding name = names_.front();
  names_.pop_front();
  text::Span best{name.span.begin, name.span.begin};
  size_t from = name.span.begin;
  const auto end = std::find_if(recognised_.begin(), recognised_.end(), [&](const Finding& each) {
    return each.span.begin >= name.span.end;
  });
  for (auto each = recognised_.begin(); each != end; ++each) {
    if (gives_way(*each, name)) continue;
    const text::Span piece{from, std::max(from, each->span.begin)};
    if (length(piece) > length(best)) best = piece;
    from = std::max(from, each->span.end);
  }
  const text::Span rest{from, std::max(from, name.span.end)};
  if (length(rest) > length(best)) best = rest;
  if (2 * length(best) < length(name.span) || length(best) == 0) return;
  name.span = best;
  std::erase_if(recognised_, [&](const Finding& each) {
    return each.span.begin < best.end && each.span.end > best.begin;
  });
  // What stands before it goes first.
  while (!recognised_.empty() && recognised_.front().span.begin < name.span.begin) {
    findings.push_back(recognised_.front());
    recognised_.pop_front();
  }
  findings.push_back(name);
}

}  // namespace gs::detect
