#include "detect/scan/claims.h"

#include <algorithm>

namespace gs::detect {
namespace {

bool is_better(const Claim& a, const Claim& b) {
  const size_t a_length = a.finding.span.end - a.finding.span.begin;
  const size_t b_length = b.finding.span.end - b.finding.span.begin;
  if (a.rank != b.rank) return a.rank > b.rank;
  // An address does not hide the key in its query.
  if (a.finding.maskable != b.finding.maskable) return a.finding.maskable;
  if (a_length != b_length) return a_length > b_length;
  if (a.finding.score != b.finding.score) return a.finding.score > b.finding.score;
  if (a.row != b.row) return a.row < b.row;
  return a.finding.span.begin < b.finding.span.begin;
}

}  // namespace

void Claims::add(const Claim& claim) {
  const text::Span span = claim.finding.span;
  begin_ = all_.empty() ? span.begin : std::min(begin_, span.begin);
  end_ = all_.empty() ? span.end : std::max(end_, span.end);
  all_.push_back(claim);
  decided_ = false;
}

void Claims::decide() {
  if (decided_) return;
  std::sort(all_.begin(), all_.end(), is_better);
  winners_.clear();
  for (const Claim& claim : all_) award(claim);
  decided_ = true;
}

void Claims::award(const Claim& claim) {
  const text::Span span = claim.finding.span;
  const auto behind =
      std::lower_bound(winners_.begin(), winners_.end(), span.begin,
                       [](const Claim& a, size_t at) { return a.finding.span.begin < at; });
  // Placeholders that stand close share the bytes between them.
  const auto excludes = [&](const Claim& winner) {
    return !(claim.is_placeholder() && winner.is_placeholder());
  };
  if (behind != winners_.end() && behind->finding.span.begin < span.end && excludes(*behind)) {
    return;
  }
  if (behind != winners_.begin() && std::prev(behind)->finding.span.end > span.begin &&
      excludes(*std::prev(behind))) {
    return;
  }
  winners_.insert(behind, claim);
}

void Claims::clear() {
  all_.clear();
  winners_.clear();
}

}  // namespace gs::detect
