#include "detect/injection/phrase_matcher.h"

namespace gs::detect {
namespace {

constexpr size_t kCellBytes = 2048;
constexpr uint32_t kHitsPerCell = 4;
// A literal of this length is taken for a word even when the words around it have run together.
constexpr size_t kJoinedBytes = 4;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

PhraseMatcher::PhraseMatcher(const PhraseSet& set)
    : set_(set), states_(set.state_count()), quotas_(set.rows().size()) {
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(set.database(), &scratch) == HS_SUCCESS) scratch_.reset(scratch);
}

const std::vector<PhraseHit>& PhraseMatcher::find(std::string_view reading, bool joined) {
  hits_.clear();
  if (!ready()) return hits_;
  reading_ = reading;
  joined_ = joined;
  ++round_;
  hs_scan(set_.database(), reading.data(), static_cast<unsigned>(reading.size()), 0, scratch_.get(),
          on_tail, this);
  return hits_;
}

int PhraseMatcher::on_tail(unsigned tail, unsigned long long, unsigned long long to, unsigned,
                           void* matcher) {
  auto* self = static_cast<PhraseMatcher*>(matcher);
  for (const uint32_t id : self->set_.literals_of(tail)) {
    self->take_literal(id, static_cast<size_t>(to));
  }
  return 0;
}

void PhraseMatcher::take_literal(uint32_t id, size_t end) {
  const Literal& literal = set_.literal(id);
  const size_t bytes = literal.text.size();
  if (bytes > end) return;
  const size_t begin = end - bytes;
  const bool loose = joined_ && bytes >= kJoinedBytes;
  if (!loose && literal.word_begin && begin > 0 && is_word_byte(reading_[begin - 1])) return;
  if (!loose && literal.word_end && end < reading_.size() && is_word_byte(reading_[end])) return;
  if (reading_.substr(begin, bytes) != literal.text) return;
  for (const LiteralUse& use : set_.uses(id)) take_use(use, begin, end);
}

void PhraseMatcher::take_use(const LiteralUse& use, size_t begin, size_t end) {
  const CompiledRow& row = set_.rows()[use.row];
  const uint32_t number = row.first_state + use.part;
  text::Span span{begin, end};
  if (use.part > 0) {
    const State& before = states_[number - 1];
    if (before.round != round_ || before.end > begin) return;
    if (begin - before.end > set_.gap(number)) return;
    if (!is_in_one_sentence(before.end, begin)) return;
    span.begin = before.begin;
  }
  if (use.part + 1 == row.parts) {
    add_hit(use.row, span);
  } else {
    states_[number] = {round_, static_cast<uint32_t>(span.begin), static_cast<uint32_t>(end)};
  }
}

void PhraseMatcher::add_hit(uint16_t row, text::Span span) {
  Quota& quota = quotas_[row];
  const auto cell = static_cast<uint32_t>(span.end / kCellBytes);
  if (quota.round != round_ || quota.cell != cell) quota = {round_, cell, 0};
  if (quota.hits == kHitsPerCell) return;
  ++quota.hits;
  hits_.push_back({row, span});
}

// Gaps are short, so looking at each byte of one is cheap. The end of a sentence is a stop directly
// behind a word and before a blank.
bool PhraseMatcher::is_in_one_sentence(size_t begin, size_t end) const {
  for (size_t i = begin; i < end; ++i) {
    const char c = reading_[i];
    if (c == '\n' && i + 1 < end && reading_[i + 1] == '\n') return false;
    if (c != '.' && c != '?' && c != '!') continue;
    const bool behind_word = i > 0 && is_word_byte(reading_[i - 1]);
    const bool before_blank =
        i + 1 < reading_.size() && (reading_[i + 1] == ' ' || reading_[i + 1] == '\n');
    if (behind_word && before_blank) return false;
  }
  return true;
}

}  // namespace gs::detect
