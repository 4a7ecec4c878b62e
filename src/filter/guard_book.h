// What external guards are asked about the texts of one request, and what they have said.
//
// A guard is somebody else's program: its answer takes milliseconds, and may not come. Inspections
// stay pure functions all the same. They look a text up in the book; what they do not find they
// write down as a question, and go on as if the guard had nothing to say. Whoever holds the book
// asks, and inspects the same texts again:
//
//   GuardBook book;
//   do {
//     result = inspector.inspect(request_with(&book), scratch);   // not to be used yet
//     co_await ask(book.open());
//   } while (...);
//   book.settle();                                    // what is not known now counts as failed
//   result = inspector.inspect(request_with(&book), scratch);
//
// Texts are known by their bytes, roles and phase, so it makes no difference in which order the
// second way comes by them.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/plan.h"
#include "text/segment.h"

namespace gs::filter {

// How a question ended.
struct GuardVerdict {
  enum class Kind : uint8_t { kAnswered, kTimedOut, kFailed, kBreakerOpen };
  Kind kind = Kind::kFailed;
  double score = 0;  // kAnswered: 0 to 1
  uint32_t microseconds = 0;
  // For the record: the categories that it named, or why there is no answer. Never text.
  std::string note;
};

// One string as a guard sees it.
struct GuardedString {
  text::Role role = text::Role::kUser;
  std::string text;
};

// The strings that were judged together, and the guards that somebody wants to hear about them.
class GuardedTexts {
 public:
  GuardedTexts(text::Phase phase, std::span<const text::Segment> segments);

  text::Phase phase() const { return phase_; }
  std::span<const GuardedString> strings() const { return strings_; }
  bool is(text::Phase phase, std::span<const text::Segment> segments) const;

  // `guard`: its number among the guards of the inspector. Null: not known.
  const GuardVerdict* verdict(size_t guard) const;

 private:
  friend class GuardBook;
  struct Question {
    size_t guard = 0;
    std::optional<GuardVerdict> verdict;
  };

  text::Phase phase_;
  std::vector<GuardedString> strings_;
  std::vector<Question> questions_;
};

// One thread at a time.
class GuardBook {
 public:
  struct Open {
    const GuardedTexts* texts;  // good as long as the book
    size_t guard;
  };
  // What our own detectors found, so that the second way need not look for it again.
  struct Known {
    detect::Detection detection;
    std::chrono::nanoseconds time{};
  };

  // What happens to a question that has no answer.
  enum class Use : uint8_t {
    kCollect,  // it is written down
    kSettled,  // it counts as failed
    kIgnore,   // nobody acts on it: as if nothing had been found
  };
  GuardBook() = default;
  explicit GuardBook(Use use) : use_(use) {}

  bool collects() const { return use_ == Use::kCollect; }
  bool ignores() const { return use_ == Use::kIgnore; }
  void settle() { use_ = Use::kSettled; }

  // Null: nobody has asked about these.
  const GuardedTexts* find(text::Phase phase, std::span<const text::Segment> segments) const;
  void ask(text::Phase phase, std::span<const text::Segment> segments, size_t guard);

  std::vector<Open> open() const;
  void answer(const Open& question, GuardVerdict verdict);

  const Known* known(text::Phase phase, std::span<const text::Segment> segments) const;
  void remember(text::Phase phase, std::span<const text::Segment> segments, Known known);

 private:
  struct Entry {
    GuardedTexts texts;
    std::optional<Known> known;
  };
  const Entry* entry(text::Phase phase, std::span<const text::Segment> segments) const;
  Entry& made(text::Phase phase, std::span<const text::Segment> segments);

  Use use_ = Use::kCollect;
  std::deque<Entry> entries_;
};

}  // namespace gs::filter
