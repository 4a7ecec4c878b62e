#include "detect/injection/window_scorer.h"

#include <algorithm>
#include <cstddef>

#include "detect/injection/surprise.h"

namespace gs::detect {
namespace {

// How near a mention ("phrases such as") and a quotation mark must stand to a phrase that is only
// quoted, in bytes, and what is left of it then: enough that quoting an attack still counts.
constexpr size_t kMentionBytes = 120;
constexpr size_t kQuoteBytes = 80;
constexpr float kMentioned = 0.1f;
constexpr float kMentionedMargin = 0.3f;  // of what the learned model adds around it

constexpr float kAttackWeight = 0.7f;  // from here on a phrase is an attack by itself
constexpr double kFindingScore = 0.5;

bool has_quote(std::string_view text) {
  return text.find_first_of("\"'`") != std::string_view::npos;
}

// A phrase may end inside a word; what is shown goes on to the word's end, when that is near.
size_t end_of_word(std::string_view text, size_t at) {
  const size_t limit = std::min(text.size(), at + 12);
  while (at < limit && text[at] >= 'a' && text[at] <= 'z') ++at;
  return at;
}

// Families whose phrases nobody has a harmless reason to hide.
bool is_strong(Family family) {
  switch (family) {
    case Family::kOverride:
    case Family::kNoLimits:
    case Family::kPersona:
    case Family::kExtraction:
    case Family::kNoRefusal:
    case Family::kTwoAnswers:
      return true;
    default:
      return false;
  }
}

// Families that also need others beside them.
bool is_weak(Family family) {
  switch (family) {
    case Family::kRolePlay:
    case Family::kRequest:
    case Family::kMention:
    case Family::kFiction:
    case Family::kForcedOutput:
    case Family::kUrgency:
      return true;
    default:
      return false;
  }
}

}  // namespace

double WindowScorer::score(std::string_view block, bool in_data,
                           std::vector<AttackPhrase>& phrases) {
  placed_.clear();
  learned_.assign(block.size() / kWindowStep + 1, 0.0f);
  best_ = {};
  bool first = true;
  for (const text::HiddenView& view : workbench_.hidden.views()) {
    place_hits(view, first);
    if (model_ != nullptr) place_learned(view);
    first = false;
  }
  std::sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) {
    if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
    if (a.row != b.row) return a.row < b.row;
    return a.span.end < b.span.end;
  });
  const Surprise surprise = most_surprising(block);
  double highest = 0;
  size_t from = 0;
  for (size_t window = 0; window < block.size(); window += kWindowStep) {
    while (from < placed_.size() && placed_[from].span.begin < window) ++from;
    size_t to = from;
    while (to < placed_.size() && placed_[to].span.begin < window + kWindowBytes) ++to;
    Evidence evidence = weigh(from, to);
    evidence.in_data = in_data;
    evidence.learned = learned_[window / kWindowStep];
    if (surprise.span.begin >= window && surprise.span.begin < window + kWindowBytes) {
      evidence.surprise = static_cast<float>(surprise_of(surprise.sum));
    }
    const double score = injection_score(evidence);
    if (score > highest) {
      highest = score;
      best_ = evidence;
    }
    if (score < kFindingScore) continue;
    for (size_t i = from; i < to; ++i) {
      if (is_attack(placed_[i])) phrases.push_back({placed_[i].span, score});
    }
  }
  return highest;
}

// A stretch counts in every window of the block that it begins in; less where a phrase in it is
// only talked about. After place_hits() of the same view.
void WindowScorer::place_learned(const text::HiddenView& view) {
  for (const LearnedWindow& found : workbench_.learned.read(*model_, view.text)) {
    if (found.log_odds <= 0) continue;
    const float log_odds =
        holds_mentioned(found.span) ? found.log_odds * kMentionedMargin : found.log_odds;
    const text::Span first = {found.span.begin, found.span.begin + 1};
    const size_t step = view.map.original(first).begin / kWindowStep;
    learned_[step] = std::max(learned_[step], log_odds);
    if (step > 0) learned_[step - 1] = std::max(learned_[step - 1], log_odds);
  }
}

bool WindowScorer::holds_mentioned(text::Span window) const {
  const auto first =
      std::upper_bound(mentioned_.begin(), mentioned_.end(), window.begin,
                       [](size_t at, const text::Span& mentioned) { return at < mentioned.end; });
  return first != mentioned_.end() && first->begin < window.end;
}

void WindowScorer::place_hits(const text::HiddenView& view, bool first) {
  const BlankRuns& blanks = workbench_.blanks;
  const std::string_view reading = workbench_.blanks.squeeze(view.text);
  const bool joined = view.layers.has(text::Layer::kSeparatedLetters);
  const std::vector<PhraseHit>& hits = workbench_.matcher.find(reading, joined);
  weaken_mentions(reading, hits);
  for (size_t i = 0; i < hits.size(); ++i) {
    const CompiledRow& row = set_.rows()[hits[i].row];
    if (row.family == Family::kMention) continue;
    const size_t end = end_of_word(reading, hits[i].span.end);
    const text::Span found = {blanks.original(hits[i].span.begin), blanks.original(end)};
    const text::Span span = view.map.original(found);
    const size_t bytes = found.end - found.begin;
    // A hidden phrase takes more room than its letters, or is one that the first reading lacks.
    const bool hidden = (span.end - span.begin) * 10 > bytes * 13;
    placed_.push_back(
        {span, hits[i].row, hidden || (!first && span.end - span.begin != bytes), strengths_[i]});
  }
  for (text::Span& span : mentioned_)
    span = {blanks.original(span.begin), blanks.original(span.end)};
}

// A phrase is only mentioned when it stands between quotation marks and words about attacks stand
// near. Hits come in the order of their ends, so the nearest of those words is found by bisection.
void WindowScorer::weaken_mentions(std::string_view reading, const std::vector<PhraseHit>& hits) {
  strengths_.assign(hits.size(), 1.0f);
  mentions_.clear();
  mentioned_.clear();
  for (const PhraseHit& hit : hits) {
    if (set_.rows()[hit.row].family == Family::kMention) mentions_.push_back(hit.span);
  }
  if (mentions_.empty()) return;
  for (size_t i = 0; i < hits.size(); ++i) {
    const text::Span span = hits[i].span;
    const size_t quote_from = span.begin - std::min(span.begin, kQuoteBytes);
    if (!has_quote(reading.substr(quote_from, span.begin - quote_from))) continue;
    if (!has_quote(reading.substr(span.end, kQuoteBytes))) continue;
    if (!is_mention_near(span)) continue;
    strengths_[i] = kMentioned;
    mentioned_.push_back(span);
  }
}

bool WindowScorer::is_mention_near(text::Span span) const {
  const auto after =
      std::upper_bound(mentions_.begin(), mentions_.end(), span.begin,
                       [](size_t at, const text::Span& mention) { return at < mention.end; });
  if (after != mentions_.begin() && span.begin - std::prev(after)->end <= kMentionBytes)
    return true;
  // The first few overlap the phrase at most.
  const auto last = after + std::min<std::ptrdiff_t>(8, mentions_.end() - after);
  return std::any_of(after, last, [span](const text::Span& mention) {
    return mention.begin >= span.end && mention.begin - span.end <= kMentionBytes;
  });
}

Evidence WindowScorer::weigh(size_t first, size_t last) {
  Evidence evidence;
  ++window_;
  std::array<float, kFamilyCount> doubt;
  doubt.fill(1.0f);
  for (size_t i = first; i < last; ++i) {
    const Placed& placed = placed_[i];
    const CompiledRow& row = set_.rows()[placed.row];
    const float weight = row.weight * placed.strength;
    if (placed.hidden && is_strong(row.family) && weight >= kAttackWeight) evidence.hidden = 1;
    // Each row counts once, with its best strength.
    Seen& seen = seen_[placed.row];
    if (seen.window != window_) seen = {window_, 0};
    if (placed.strength <= seen.strength) continue;
    float& left = doubt[index_of(row.family)];
    left *= (1 - weight) / (1 - row.weight * seen.strength);
    seen.strength = placed.strength;
  }
  for (size_t i = 0; i < kFamilyCount; ++i) evidence.family[i] = 1 - doubt[i];
  return evidence;
}

bool WindowScorer::is_attack(const Placed& placed) const {
  const CompiledRow& row = set_.rows()[placed.row];
  return row.weight * placed.strength >= kAttackWeight && !is_weak(row.family);
}

}  // namespace gs::detect
