#include "detect/patterns.h"

#include <re2/re2.h>

#include <utility>

namespace gs::detect {
namespace {

bool matches(const Pattern& pattern, std::string_view text) {
  if (pattern.regex) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern.regex);
  }
  return text.find(pattern.literal) != std::string_view::npos;
}

class PatternScan final : public Scan {
 public:
  explicit PatternScan(const std::vector<Pattern>& patterns)
      : patterns_(patterns), found_(patterns.size(), false) {}

  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>&) override { segment_.append(piece); }

  void end_segment(std::vector<Finding>&) override {
    for (size_t i = 0; i < patterns_.size(); ++i) {
      if (!found_[i]) found_[i] = matches(patterns_[i], segment_);
    }
    segment_.clear();
  }

  void report(SignalBoard& board) const override {
    for (size_t i = 0; i < patterns_.size(); ++i) {
      board.raise(patterns_[i].signal, static_cast<bool>(found_[i]));
    }
  }

 private:
  const std::vector<Pattern>& patterns_;
  std::vector<bool> found_;
  std::string segment_;
};

}  // namespace

Patterns::Patterns(std::vector<Pattern> patterns) : patterns_(std::move(patterns)) {
  for (const Pattern& pattern : patterns_) signals_.push_back(pattern.signal);
}

std::unique_ptr<Scan> Patterns::start(const Scope&) const {
  return std::make_unique<PatternScan>(patterns_);
}

}  // namespace gs::detect
