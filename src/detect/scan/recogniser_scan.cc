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

// Over how many winners that masks leave a match may reach.
constexpr size_t kReachedOver = 4;

// How often winners that changed are looked at again.
constexpr int kMaxRounds = 8;

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
  std::fill(last_end_.begin(), last_end_.end(), 0);
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
    if (set_.is_of_rows(match.pattern)) {
      const bool alone = at_end && match.begin == 0 && match.end == window_.size();
      take_match(match, alone, findings);
    } else {
      take_placeholder(match, findings);
    }
  }
  matches_.clear();
}

void RecogniserScan::take_match(const Match& match, bool alone, std::vector<Finding>& findings) {
  Attempt attempt;
  attempt.begin = match.begin;
  attempt.end = match.end;
  // Where the match that took the rest ended, which is known by now, this one does as well; that is
  // only of interest where both begin close to the end.
  size_t& last_end = last_end_[match.pattern];
  if (match.goes_on) attempt.end = std::max(attempt.end, last_end);
  last_end = std::max(last_end, attempt.end);
  if (attempt.end == attempt.begin) return;
  attempt.goes_on = match.goes_on && attempt.end - attempt.begin > kCutBytes;
  if (attempt.goes_on) attempt.end = attempt.begin + kCutBytes;
  attempt.before = std::max(match.begin - std::min(kBeforeBytes, match.begin - window_begin_),
                            std::min(match.begin, context_.cut_at()));
  const bool any_word = set_.has_context(match.pattern) && context_.any(match.begin, window());
  for (uint16_t row : set_.rows_of(match.pattern)) {
    attempt.row = row;
    attempt.context = any_word ? context_.of(row, match.begin, window()) : Context::kNone;
    take_row(attempt, alone, findings);
  }
  if (!any_word && !alone) return;
  for (uint16_t row : set_.rows_by_word(match.pattern)) {
    attempt.row = row;
    attempt.context = context_.of(row, match.begin, window());
    if (attempt.context != Context::kNone || alone) take_row(attempt, alone, findings);
  }
}

void RecogniserScan::take_row(Attempt attempt, bool alone, std::vector<Finding>& findings) {
  std::optional<Finding> finding;
  if (!attempt.goes_on) finding = judge(attempt, alone);
  attempts_.push_back(attempt);
  if (!claims_.empty() && attempt.begin <= claims_.end()) {
    chain_end_ = std::max(chain_end_, attempt.end);
  }
  if (!finding) return;
  const auto rank = finding->validated ? Claim::Rank::kValidated : Claim::Rank::kScored;
  take_claim({*finding, attempt.row, rank}, attempt.begin, findings);
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
  size_t from = match_begin - std::min(match_begin, kCutBytes);
  if (claims_.empty()) {
    chain_end_ = 0;
  } else {
    from = std::max(from, claims_.end());  // earlier ones count already
  }
  claims_.add(claim);
  chain_end_ = std::max(chain_end_, claims_.end());
  for (auto attempt = attempts_.rbegin(); attempt != attempts_.rend(); ++attempt) {
    if (attempt->begin < from) break;
    if (attempt->end >= claim.finding.span.begin) chain_end_ = std::max(chain_end_, attempt->end);
  }
}

// Between two winners, and before the first, may lie what a match that runs into the second would
// find if that were masked. What is found there may change who wins, so look again, though not for
// ever.
void RecogniserScan::settle(std::vector<Finding>& findings) {
  if (claims_.empty()) return;
  const size_t begin = claims_.begin();
  const size_t first = std::max(settled_end_, begin - std::min(begin, kCutBytes));
  claims_.decide();
  looked_.clear();
  bool again = true;
  for (int round = 0; again && round < kMaxRounds; ++round) {
    again = false;
    size_t from = first;
    size_t ends[kReachedOver] = {};
    size_t place = 0;
    for (const Claim& winner : claims_.winners()) {
      // Where a placeholder in its place would not be touched.
      const size_t limit = winner.finding.span.begin - (winner.is_placeholder() ? 0 : 1);
      if (limit > from) again |= look_in({from, limit});
      const size_t stars = stars_before(winner.finding.span.begin);
      if (stars < winner.finding.span.begin && stars > from + 1)
        again |= look_in({from, stars - 1});
      // What is not masked stays, and something better may reach over it.
      const bool goes = winner.is_placeholder() || winner.finding.maskable;
      from = std::max(from, goes ? winner.finding.span.end : ends[place % std::size(ends)]);
      ends[place++ % std::size(ends)] = winner.finding.span.end;
    }
    claims_.decide();
  }
  for (const Claim& winner : claims_.winners()) {
    settled_end_ = std::max(settled_end_, winner.finding.span.end);
    if (!winner.is_placeholder()) findings.push_back(winner.finding);
  }
  claims_.clear();
}

// Where the asterisks begin that stand before `at` and that a partial mask would take for its own;
// `at` when there are none.
size_t RecogniserScan::stars_before(size_t at) const {
  size_t first = at;
  for (size_t i = at; i > window_begin_ && at - i < kCutBytes; --i) {
    const char c = window_[i - 1 - window_begin_];
    if (c == '*') first = i - 1;
    if (is_ascii_word(static_cast<unsigned char>(c)) || first - (i - 1) > 3) break;
  }
  return first;
}

// False when that was done before.
bool RecogniserScan::look_in(text::Span gap) {
  const auto place = std::lower_bound(
      looked_.begin(), looked_.end(), gap, [](const text::Span& a, const text::Span& b) {
        return std::pair(a.end, a.begin) < std::pair(b.end, b.begin);
      });
  if (place != looked_.end() && place->end == gap.end && place->begin == gap.begin) return false;
  looked_.insert(place, gap);
  judge_before(gap.begin, gap.end);
  return true;
}

// Judges the matches from `from` on that run over `limit` as far as they come.
void RecogniserScan::judge_before(size_t from, size_t limit) {
  from = std::max(from, limit - std::min(limit, kCutBytes));
  auto first = std::lower_bound(attempts_.begin(), attempts_.end(), from,
                                [](const Attempt& a, size_t at) { return a.begin < at; });
  while (first != attempts_.end() && first->begin < limit) {
    auto last = first;
    bool runs_over = false;
    for (; last != attempts_.end() && last->begin == first->begin; ++last) {
      runs_over |= last->end > limit;
    }
    if (runs_over) find_cuts({first, last}, limit);
    for (; runs_over && first != last; ++first) {
      if (first->cut != 0) judge_cut(*first, first->cut);
      if (first->touches) judge_cut(*first, limit + 1);
    }
    first = last;
  }
}

// For each of the attempts, which begin at one place, the longest end up to the limit, which would
// be judged if the winner behind it were masked, and whether one touches the winner.
void RecogniserScan::find_cuts(std::span<Attempt> attempts, size_t limit) {
  const Automaton& automaton = set_.automaton();
  const size_t begin = attempts.front().begin;
  const std::string_view text = window().part(begin, window_begin_ + window_.size());
  for (Attempt& attempt : attempts) {
    attempt.cut = 0;
    attempt.touches = false;
  }
  Automaton::State state = automaton.begin(false, static_cast<unsigned char>(text[0]));
  const size_t size = std::min(limit + 1 - begin, text.size() - 1);
  for (size_t at = 1; at <= size && state != Automaton::kDead; ++at) {
    if (automaton.accepts(state) && !is_continuation(text[at])) {
      const bool inside = word_character_at(text, at);
      for (uint16_t pattern : automaton.accepted(state)) {
        if (inside && !automaton.traits(pattern).open_right) continue;
        if (!automaton.allows(pattern, at)) continue;
        for (Attempt& attempt : attempts) {
          if (attempt.end <= limit || set_.pattern_of(attempt.row) != pattern) continue;
          if (begin + at > limit) {
            attempt.touches = true;
          } else {
            attempt.cut = begin + at;
          }
        }
      }
    }
    state = automaton.next(state, static_cast<unsigned char>(text[at]));
  }
}

void RecogniserScan::judge_cut(const Attempt& attempt, size_t end) {
  Attempt cut = attempt;
  cut.end = end;
  const std::optional<Finding> finding = judge(cut, false);
  if (!finding || finding->span.begin < settled_end_) return;
  const auto rank = finding->validated ? Claim::Rank::kValidated : Claim::Rank::kScored;
  claims_.add({*finding, attempt.row, rank});
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
