#include "detect/entities/entity_merge.h"

#include <algorithm>

namespace gs::detect {
namespace {

size_t length(text::Span span) {
  return span.end - span.begin;
}

constexpr std::string_view kAddress = "ADDRESS";

}  // namespace

bool EntityMerge::gives_way(const Recognised& recognised, const Finding& name) {
  const Finding& finding = recognised.finding;
  const bool is_inside = finding.span.begin >= name.span.begin && finding.span.end <= name.span.end;
  return is_inside && length(finding.span) < length(name.span) && !finding.validated &&
         !recognised.is_secret && !finding.maskable && name.type == kAddress;
}

size_t EntityMerge::held_from() const {
  const auto waits = std::find_if(recognised_.begin(), recognised_.end(),
                                  [](const Recognised& each) { return !each.is_out; });
  size_t from = kNowhere;
  if (waits != recognised_.end()) from = waits->finding.span.begin;
  if (!names_.empty()) from = std::min(from, names_.front().span.begin);
  return from;
}

void EntityMerge::settle(size_t recognised_to, size_t names_to, std::vector<Finding>& findings) {
  for (Recognised& each : recognised_) {
    if (!each.is_secret || each.is_out) continue;
    findings.push_back(each.finding);
    each.is_out = true;
  }
  for (;;) {
    const bool recognised_first =
        !recognised_.empty() &&
        (names_.empty() || recognised_.front().finding.span.end <= names_.front().span.begin);
    if (recognised_first) {
      // A name that is not known yet may still hold it.
      if (names_.empty() && names_to < recognised_.front().finding.span.end) return;
      hand_out_first(findings);
    } else {
      if (names_.empty() || recognised_to < names_.front().span.end) return;
      decide_name(findings);
    }
  }
}

void EntityMerge::hand_out_first(std::vector<Finding>& findings) {
  if (!recognised_.front().is_out) findings.push_back(recognised_.front().finding);
  recognised_.pop_front();
}

// All that overlaps the first name is known.
void EntityMerge::decide_name(std::vector<Finding>& findings) {
  Finding name = names_.front();
  names_.pop_front();
  text::Span best{name.span.begin, name.span.begin};
  size_t from = name.span.begin;
  const auto end = std::find_if(
      recognised_.begin(), recognised_.end(),
      [&](const Recognised& each) { return each.finding.span.begin >= name.span.end; });
  for (auto each = recognised_.begin(); each != end; ++each) {
    if (gives_way(*each, name)) continue;
    const text::Span piece{from, std::max(from, each->finding.span.begin)};
    if (length(piece) > length(best)) best = piece;
    from = std::max(from, each->finding.span.end);
  }
  const text::Span rest{from, std::max(from, name.span.end)};
  if (length(rest) > length(best)) best = rest;
  if (2 * length(best) < length(name.span) || length(best) == 0) return;
  name.span = best;
  std::erase_if(recognised_, [&](const Recognised& each) {
    return each.finding.span.begin < best.end && each.finding.span.end > best.begin;
  });
  // What stands before it goes first.
  while (!recognised_.empty() && recognised_.front().finding.span.begin < name.span.begin) {
    hand_out_first(findings);
  }
  findings.push_back(name);
}

}  // namespace gs::detect
