// The texts of one answer, each under its guard, and what they say together.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "filter/stream_guard.h"
#include "gateway/openai/output_rules.h"

namespace gs::gateway::openai {

// One text. Lives in its GuardedTexts.
class GuardedText {
 public:
  GuardedText(const OutputRules& rules, filter::Restore restore);

  // What may go out now.
  std::string feed(std::string_view piece) {
    if (said_) said_->add(piece);
    return guard_.feed(piece);
  }
  // A text that is there as a whole: feed() and finish() in one, judged once.
  void take_whole(std::string_view text);
  // The text is complete. What may still go out is taken with take_rest(), once no summary is
  // waited for. May be called again.
  void finish();
  std::string take_rest();

  bool finished() const { return finished_; }
  bool blocked() const { return guard_.blocked() || extract_blocked_; }
  bool needs_summary() const { return needs_summary_; }
  std::string_view withheld() const { return guard_.withheld(); }
  void summarized(std::string_view summary);

  // Of the text, and of its extract where that was to be blocked.
  const filter::Inspection& inspection() const {
    return extract_blocked_ ? *extract_ : guard_.inspection();
  }
  const filter::StreamGuard& guard() const { return guard_; }
  // 64 hex digits, of what the model said; empty without rules.content_key.
  std::string content_hmac() const { return said_ ? to_hex(said_->digest()) : std::string(); }

 private:
  std::optional<std::string> judge_summary(std::string_view summary);
  std::optional<std::string> judge_extract();

  const OutputRules& rules_;
  filter::Restore restore_;
  filter::StreamGuard guard_;
  std::optional<RunningHmac> said_;
  bool finished_ = false;
  bool needs_summary_ = false;
  bool extract_blocked_ = false;
  std::optional<filter::Inspection> extract_;
  std::string rest_;
};

// All of an answer. References that add() returns stay good. At most kMaxTexts, so that a server
// cannot fill the memory: see full().
class GuardedTexts {
 public:
  static constexpr size_t kMaxTexts = 1024;

  // `rules` outlives it.
  explicit GuardedTexts(const OutputRules& rules) : rules_(rules) {}

  GuardedText& add(filter::Restore restore) { return texts_.emplace_back(rules_, restore); }
  // Of a text that did nothing: its inspection is not needed for the record.
  void forget_last() { texts_.pop_back(); }
  bool full() const { return texts_.size() >= kMaxTexts; }

  bool blocked() const;
  bool needs_summary() const;
  std::vector<PendingSummary> pending() const;
  void summarized(size_t number, std::string_view summary);

  // Of an answer without any text: the inspection of nothing.
  filter::Inspection inspection() const;
  // Of one text its HMAC; of several the HMAC of their hex digits one after another.
  std::string content_hmac() const;
  size_t most_characters() const;
  size_t held_bytes() const;  // now, of all texts together
  bool holds_everything() const;

 private:
  const OutputRules& rules_;
  std::deque<GuardedText> texts_;
};

// A text that is there as a whole: what goes out in its place. Nothing when it is to be kept back,
// which `texts` then says as well. One that no rule has anything to say about leaves no trace.
std::optional<std::string> judge_whole(GuardedTexts& texts, std::string_view text,
                                       filter::Restore restore);

// {decision_id, action, rules: [...]} of the inspection, as JSON text.
std::string governance_json(const OutputRules& rules, const filter::Inspection& inspection);

}  // namespace gs::gateway::openai
