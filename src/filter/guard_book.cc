#include "filter/guard_book.h"

#include <algorithm>
#include <utility>

namespace gs::filter {

GuardedTexts::GuardedTexts(text::Phase phase, std::span<const text::Segment> segments)
    : phase_(phase) {
  for (const text::Segment& segment : segments) {
    strings_.push_back({segment.role, std::string(segment.text)});
  }
}

bool GuardedTexts::is(text::Phase phase, std::span<const text::Segment> segments) const {
  return phase == phase_ &&
         std::equal(strings_.begin(), strings_.end(), segments.begin(), segments.end(),
                    [](const GuardedString& own, const text::Segment& other) {
                      return own.role == other.role && own.text == other.text;
                    });
}

const GuardVerdict* GuardedTexts::verdict(size_t guard) const {
  for (const Question& question : questions_) {
    if (question.guard == guard && question.verdict) return &*question.verdict;
  }
  return nullptr;
}

const GuardBook::Entry* GuardBook::entry(text::Phase phase,
                                         std::span<const text::Segment> segments) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.texts.is(phase, segments);
  });
  return found == entries_.end() ? nullptr : &*found;
}

GuardBook::Entry& GuardBook::made(text::Phase phase, std::span<const text::Segment> segments) {
  for (Entry& entry : entries_) {
    if (entry.texts.is(phase, segments)) return entry;
  }
  return entries_.emplace_back(Entry{GuardedTexts(phase, segments), std::nullopt});
}

const GuardedTexts* GuardBook::find(text::Phase phase,
                                    std::span<const text::Segment> segments) const {
  const Entry* found = entry(phase, segments);
  return found == nullptr ? nullptr : &found->texts;
}

void GuardBook::ask(text::Phase phase, std::span<const text::Segment> segments, size_t guard) {
  std::vector<GuardedTexts::Question>& questions = made(phase, segments).texts.questions_;
  const bool is_asked = std::any_of(questions.begin(), questions.end(),
                                    [&](const auto& other) { return other.guard == guard; });
  if (!is_asked) questions.push_back({guard, std::nullopt});
}

std::vector<GuardBook::Open> GuardBook::open() const {
  std::vector<Open> open;
  for (const Entry& entry : entries_) {
    for (const GuardedTexts::Question& question : entry.texts.questions_) {
      if (!question.verdict) open.push_back({&entry.texts, question.guard});
    }
  }
  return open;
}

void GuardBook::answer(const Open& question, GuardVerdict verdict) {
  for (Entry& entry : entries_) {
    if (&entry.texts != question.texts) continue;
    for (GuardedTexts::Question& known : entry.texts.questions_) {
      if (known.guard == question.guard) known.verdict = std::move(verdict);
    }
    return;
  }
}

const GuardBook::Known* GuardBook::known(text::Phase phase,
                                         std::span<const text::Segment> segments) const {
  const Entry* found = entry(phase, segments);
  return found == nullptr || !found->known ? nullptr : &*found->known;
}

void GuardBook::remember(text::Phase phase, std::span<const text::Segment> segments, Known known) {
  made(phase, segments).known = std::move(known);
}

}  // namespace gs::filter
