#include "detect/scan/recogniser_scan.h"

#include <algorithm>

#include "detect/scan/placeholder.h"
#include "detect/scan/word.h"

namespace gs::detect {
namespace {

constexpr size_t kBeforeBytes = 64;  // what a validator sees of the text before the match

// Claims that overlap in a chain longer than this are settled in parts, so that a text made of
// nothing else is not held back for ever.
constexpr size_t kMaxChainBytes = 4 * 1024;

// How far before a winner a match may begin to be judged once more.
constexpr size_t kCutBytes = 256;

// Text older than this is forgotten in steps of the same size; pieces longer than this are fed in
// parts, which bounds what is noted at a time.
constexpr size_t kWindowSlack = 16 * 1024;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

void RecogniserScan::feed(std::string_view piece, std::vector<Finding>& findings) {
  while (piece.size() > kWindowSlack) {
    size_t part = kWindowSlack;
    while (is_continuation(piece[part])) --part;
    feed_some(piece.substr(0, part), findings);
    piece.remove_prefix(part);
  }
  feed_some(piece, findings);
}

void RecogniserScan::feed_some(std::string_view piece, std::vector<Finding>& findings) {
  window_.append(piece);
  automaton_.feed(piece, matches_);
  take_matches(false, findings);
  if (!claims_.empty() && automaton_.open_from() > chain_end_) settle(findings);
  forget();
}

void RecogniserScan::end_segment(std::vector<Finding>& findings) {
  automaton_.end(matches_);
  take_matches(true, findings);
  settle(findings);
  context_.clear();
  attempts_.clear();
  window_.clear();
  window_begin_ = 0;
  settled_end_ = 0;
}

// Where the attempts begin that a claim may still cut short: its own, or one that comes of cutting
// another.
size_t RecogniserScan::cut_from() const {
  const size_t open = automaton_.open_from();
  const size_t claimed = claims_.empty() ? open : std::min(open, claims_.begin());
  return claimed - std::min(claimed, kCutBytes);
}

// Where text begins that may still become part of a finding.
size_t RecogniserScan::needed_from() const {
  size_t from = automaton_.open_from();
  if (!claims_.empty()) from = std::min(from, claims_.begin());
  const size_t last = std::max(cut_from(), settled_end_);
  for (auto attempt = attempts_.rbegin(); attempt != attempts_.rend(); ++attempt) {
    if (attempt->begin < last) break;
    if (attempt->end >= from) from = std::min(from, attempt->begin);
  }
  return from;
}

size_t RecogniserScan::held_from() const {
  const size_t from = needed_from();
  return from < window_begin_ + window_.size() ? from : kNowhere;
}

void RecogniserScan::take_matches(bool at_end, std::vector<Finding>& findings) {
  for (const Match& match : matches_) {
    if (!set_.is_row(match.pattern)) {
      take_placeholder(match, findings);
      continue;
    }
    const size_t before =
        std::max(match.begin - std::min(kBeforeBytes, match.begin - window_begin_),
                 std::min(match.begin, context_.cut_at()));
    Attempt attempt{match.begin, match.end, before, match.pattern, Context::kNone};
    if (!set_.rows()[match.pattern].context.empty()) {
      attempt.context = context_.of(match.pattern, match.begin, window());
    }
    const bool alone = at_end && match.begin == 0 && match.end == window_.size();
    const std::optional<Finding> finding = judge(attempt, alone);
    attempts_.push_back(attempt);
    if (!claims_.empty() && attempt.begin <= claims_.end()) {
      chain_end_ = std::max(chain_end_, attempt.end);
    }
    if (!finding) continue;
    const auto rank = finding->validated ? Claim::Rank::kValidated : Claim::Rank::kScored;
    take_claim({*finding, match.pattern, rank}, match.begin, findings);
  }
  matches_.clear();
}

// Claims the bytes that touch it as well: nothing found may.
void RecogniserScan::take_placeholder(const Match& match, std::vector<Finding>& findings) {
  if (match.begin < context_.cut_at()) return;  // inside one
  const Placeholder placeholder = placeholder_in(window().part(match.begin, match.end));
  if (placeholder.size == 0) return;
  const size_t end = match.begin + placeholder.size;
  context_.cut(std::max(context_.cut_at(), end));
  Claim claim;
  claim.finding.span = {match.begin - std::min<size_t>(match.begin, 1), end + 1};
  claim.rank = placeholder.sure ? Claim::Rank::kPlaceholder : Claim::Rank::kUnsurePlaceholder;
  take_claim(claim, claim.finding.span.begin, findings);
}

std::optional<Finding> RecogniserScan::judge(const Attempt& attempt, bool alone) const {
  return judge_.judge(
      {set_.rows()[attempt.row],
       attempt.row,
       {window().part(attempt.begin, attempt.end), window().part(attempt.before, attempt.begin)},
       attempt.begin,
       attempt.context,
       alone});
}

// `match_begin`: nothing that begins earlier will be claimed any more.
void RecogniserScan::take_claim(const Claim& claim, size_t match_begin,
                                std::vector<Finding>& findings) {
  if (!claims_.empty() &&
      (match_begin > chain_end_ || match_begin > claims_.begin() + kMaxChainBytes)) {
    settle(findings);
  }
  if (claim.finding.span.begin < settled_end_ && !claim.is_placeholder()) return;
  if (claims_.empty()) chain_end_ = 0;
  claims_.add(claim);
  chain_end_ = std::max(chain_end_, claims_.end());
  const size_t from = match_begin - std::min(match_begin, kCutBytes);
  for (auto attempt = attempts_.rbegin(); attempt != attempts_.rend(); ++attempt) {
    if (attempt->begin < from) break;
    if (attempt->end >= claim.finding.span.begin) chain_end_ = std::max(chain_end_, attempt->end);
  }
}

void RecogniserScan::settle(std::vector<Finding>& findings) {
  if (claims_.empty()) return;
  const size_t begin = claims_.begin();
  const size_t from = std::max(settled_end_, begin - std::min(begin, kCutBytes));
  claims_.decide();
  looked_.clear();
  for (bool again = true; again;) {
    again = false;
    for (const Claim& winner : claims_.winners()) {
      // Where a placeholder in its place would not be touched.
      const size_t limit = winner.finding.span.begin - (winner.is_placeholder() ? 0 : 1);
      auto place = std::lower_bound(looked_.begin(), looked_.end(), limit);
      if (winner.finding.span.begin <= from || (place != looked_.end() && *place == limit))
        continue;
      looked_.insert(place, limit);
      judge_before(from, limit);
      again = true;
    }
    claims_.decide();
  }
  for (const Claim& winner : claims_.winners()) {
    settled_end_ = std::max(settled_end_, winner.finding.span.end);
    if (!winner.is_placeholder()) findings.push_back(winner.finding);
  }
  claims_.clear();
}

// Judges the matches from `from` on that run over `limit` as far as they come.
void RecogniserScan::judge_before(size_t from, size_t limit) {
  from = std::max(from, limit - std::min(limit, kCutBytes));
  auto attempt = std::lower_bound(attempts_.begin(), attempts_.end(), from,
                                  [](const Attempt& a, size_t at) { return a.begin < at; });
  for (; attempt != attempts_.end() && attempt->begin < limit; ++attempt) {
    if (attempt->end > limit) judge_cut(*attempt, limit);
  }
}

// The longest end up to the limit, which would be judged if the winner behind it were masked, and
// one that touches the winner.
void RecogniserScan::judge_cut(const Attempt& attempt, size_t limit) {
  const Automaton& automaton = set_.automaton();
  const bool open_right = automaton.traits(attempt.row).open_right;
  const std::string_view text = window().part(attempt.begin, window_begin_ + window_.size());
  const size_t size = limit - attempt.begin;
  size_t ends[2] = {0, 0};
  Automaton::State state = automaton.begin(false, static_cast<unsigned char>(text[0]));
  for (size_t at = 1; at <= size + 1 && at < text.size() && state != Automaton::kDead; ++at) {
    if (automaton.accepts(state) && !is_continuation(text[at]) &&
        (open_right || !word_character_at(text, at))) {
      const auto rows = automaton.accepted(state);
      if (std::find(rows.begin(), rows.end(), attempt.row) != rows.end()) ends[at > size] = at;
    }
    state = automaton.next(state, static_cast<unsigned char>(text[at]));
  }
  for (const size_t end : ends) {
    if (end == 0) continue;
    Attempt cut = attempt;
    cut.end = attempt.begin + end;
    const std::optional<Finding> finding = judge(cut, false);
    if (!finding || finding->span.begin < settled_end_) continue;
    const auto rank = finding->validated ? Claim::Rank::kValidated : Claim::Rank::kScored;
    claims_.add({*finding, attempt.row, rank});
  }
}

void RecogniserScan::forget() {
  const size_t last = cut_from();
  if (!attempts_.empty() && attempts_.front().begin < last) {
    std::erase_if(attempts_, [&](const Attempt& attempt) { return attempt.begin < last; });
  }
  const size_t needed = last - std::min(last, ContextWords::kReachBytes);
  if (needed < window_begin_ + kWindowSlack) return;
  window_.erase(0, needed - window_begin_);
  window_begin_ = needed;
}

}  // namespace gs::detect
