#include "detect/scan/recogniser_scan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "detect/scan/word.h"

namespace gs::detect {
namespace {

constexpr size_t kContextBytes = 96;   // how far before a match a context word may end
constexpr size_t kLabelGapBytes = 20;  // how much may stand between a label and its value
constexpr size_t kBeforeBytes = 32;    // what a validator sees of the text before the match

// Claims that overlap in a chain longer than this are settled in parts, so that a text made of
// nothing else is not held back for ever.
constexpr size_t kMaxChainBytes = 4 * 1024;

// Text older than this is forgotten in steps of the same size.
constexpr size_t kWindowSlack = 16 * 1024;

bool is_filler(std::string_view word) {
  for (std::string_view filler : {"is", "was", "no", "nr", "num", "number", "code", "id", "my",
                                  "the", "of", "are", "ist", "es", "est"}) {
    if (word.size() != filler.size()) continue;
    if (std::equal(word.begin(), word.end(), filler.begin(),
                   [](char a, char b) { return (a | 0x20) == b; })) {
      return true;
    }
  }
  return false;
}

// Whether what stands between a word and a value makes the word its label: punctuation, spaces
// and words like "is" or "number", no line break.
bool is_label_gap(std::string_view gap) {
  for (size_t at = 0; at < gap.size();) {
    const auto c = static_cast<unsigned char>(gap[at]);
    if (c == '\n') return false;
    if (!is_ascii_word(c)) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < gap.size() && is_ascii_word(static_cast<unsigned char>(gap[end]))) ++end;
    if (!is_filler(gap.substr(at, end - at))) return false;
    at = end;
  }
  return true;
}

}  // namespace

void RecogniserScan::feed(std::string_view piece, std::vector<Finding>& findings) {
  window_.append(piece);
  automaton_.feed(piece, matches_);
  take_matches(false, findings);
  if (!claims_.empty() && automaton_.open_from() >= claims_end_) settle(findings);
  forget_old_text();
}

void RecogniserScan::end_segment(std::vector<Finding>& findings) {
  automaton_.end(matches_);
  take_matches(true, findings);
  settle(findings);
  words_.clear();
  window_.clear();
  window_begin_ = 0;
  settled_end_ = 0;
}

size_t RecogniserScan::held_from() const {
  const size_t text_end = window_begin_ + window_.size();
  size_t from = automaton_.open_from();
  if (!claims_.empty()) from = std::min(from, claims_begin_);
  return from < text_end ? from : kNowhere;
}

void RecogniserScan::take_matches(bool at_end, std::vector<Finding>& findings) {
  for (const Match& match : matches_) {
    if (!set_.is_row(match.pattern)) {
      words_.push_back({match.end, match.pattern});
      continue;
    }
    const size_t before = match.begin - std::min(kBeforeBytes, match.begin - window_begin_);
    const Recognised recognised{set_.rows()[match.pattern],
                                {text(match.begin, match.end), text(before, match.begin)},
                                match.begin,
                                context_of(match.pattern, match.begin),
                                at_end && match.begin == 0 && match.end == window_.size()};
    std::optional<Finding> finding = judge_.judge(recognised);
    if (finding) take_claim({*finding, match.pattern}, findings);
  }
  matches_.clear();
}

void RecogniserScan::take_claim(Claim claim, std::vector<Finding>& findings) {
  text::Span& span = claim.finding.span;
  const bool is_apart = span.begin >= claims_end_ || span.begin > claims_begin_ + kMaxChainBytes;
  if (!claims_.empty() && is_apart) settle(findings);
  span.begin = std::max(span.begin, settled_end_);  // what a chain settled in parts left over
  if (span.begin >= span.end) return;
  claims_begin_ = claims_.empty() ? span.begin : std::min(claims_begin_, span.begin);
  claims_end_ = claims_.empty() ? span.end : std::max(claims_end_, span.end);
  claims_.push_back(std::move(claim));
}

std::string_view RecogniserScan::text(size_t begin, size_t end) const {
  return std::string_view(window_).substr(begin - window_begin_, end - begin);
}

Context RecogniserScan::context_of(uint16_t row, size_t begin) const {
  Context best = Context::kNone;
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    if (word->end > begin || !set_.is_context(row, word->pattern)) continue;
    if (begin - word->end > kContextBytes) break;
    best = Context::kNear;
    if (begin - word->end <= kLabelGapBytes && is_label_gap(text(word->end, begin))) {
      return Context::kLabel;
    }
  }
  return best;
}

// The best claim wins its bytes, then the next best of what is left, and so on.
void RecogniserScan::settle(std::vector<Finding>& findings) {
  std::sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) {
    const size_t a_length = a.finding.span.end - a.finding.span.begin;
    const size_t b_length = b.finding.span.end - b.finding.span.begin;
    if (a.finding.validated != b.finding.validated) return a.finding.validated;
    if (a_length != b_length) return a_length > b_length;
    if (a.finding.score != b.finding.score) return a.finding.score > b.finding.score;
    if (a.row != b.row) return a.row < b.row;
    return a.finding.span.begin < b.finding.span.begin;
  });
  std::map<size_t, const Finding*> winners;  // by begin; no two overlap
  for (const Claim& claim : claims_) {
    const text::Span span = claim.finding.span;
    auto behind = winners.lower_bound(span.begin);
    if (behind != winners.end() && behind->first < span.end) continue;
    if (behind != winners.begin() && std::prev(behind)->second->span.end > span.begin) continue;
    winners.emplace(span.begin, &claim.finding);
  }
  for (const auto& [begin, finding] : winners) {
    findings.push_back(*finding);
    settled_end_ = finding->span.end;
  }
  claims_.clear();
}

void RecogniserScan::forget_old_text() {
  const size_t open = std::min(automaton_.open_from(), window_begin_ + window_.size());
  const size_t needed = open - std::min(open, kContextBytes + kLabelGapBytes);
  if (needed < window_begin_ + kWindowSlack) return;
  window_.erase(0, needed - window_begin_);
  window_begin_ = needed;
  while (!words_.empty() && words_.front().end + kContextBytes < needed) words_.pop_front();
}

}  // namespace gs::detect
