#include "gateway/openai/guarded_texts.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <utility>

#include "base/json_writer.h"
#include "filter/combined.h"
#include "filter/extract.h"

namespace gs::gateway::openai {

GuardedText::GuardedText(const OutputRules& rules, filter::Restore restore)
    : rules_(rules),
      restore_(restore),
      guard_(rules.inspector, rules.request, {*rules.placeholders, rules.hash_key, restore}) {
  if (!rules.content_key.empty()) said_.emplace(rules.content_key);
}

void GuardedText::take_whole(std::string_view text) {
  guard_.hold_everything();
  feed(text);
  finish();
}

void GuardedText::finish() {
  if (finished_) return;
  finished_ = true;
  rest_ = guard_.finish();
  needs_summary_ = !guard_.blocked() && guard_.inspection().decision.effects.summarize;
}

std::string GuardedText::take_rest() {
  return std::exchange(rest_, {});
}

void GuardedText::summarized(std::string_view summary) {
  if (!needs_summary_) return;
  needs_summary_ = false;
  std::optional<std::string> text = judge_summary(summary);
  if (!text) text = judge_extract();
  rest_ = text.value_or("");
}

// Nothing when the summary will not do.
std::optional<std::string> GuardedText::judge_summary(std::string_view summary) {
  if (summary.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
  filter::StreamGuard guard(rules_.inspector, rules_.request,
                            {*rules_.placeholders, rules_.hash_key, restore_});
  std::string text = guard.feed(summary);
  text += guard.finish();
  if (guard.blocked() || guard.inspection().decision.effects.summarize) return std::nullopt;
  return text;
}

std::optional<std::string> GuardedText::judge_extract() {
  filter::StreamGuard guard(rules_.inspector, rules_.request,
                            {*rules_.placeholders, rules_.hash_key, restore_});
  std::string text = guard.feed(filter::extract_summary(guard_.withheld()));
  text += guard.finish_summary();
  if (!guard.blocked()) return text;
  extract_blocked_ = true;
  extract_ = guard.inspection();
  return std::nullopt;
}

bool GuardedTexts::blocked() const {
  return std::any_of(texts_.begin(), texts_.end(),
                     [](const GuardedText& text) { return text.blocked(); });
}

bool GuardedTexts::needs_summary() const {
  return std::any_of(texts_.begin(), texts_.end(),
                     [](const GuardedText& text) { return text.needs_summary(); });
}

std::vector<PendingSummary> GuardedTexts::pending() const {
  std::vector<PendingSummary> pending;
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (texts_[i].needs_summary()) pending.push_back({i, texts_[i].withheld()});
  }
  return pending;
}

void GuardedTexts::summarized(size_t number, std::string_view summary) {
  if (number < texts_.size()) texts_[number].summarized(summary);
}

filter::Inspection GuardedTexts::inspection() const {
  if (texts_.empty()) {
    filter::Scratch scratch;
    return rules_.inspector->inspect(rules_.request, scratch);
  }
  std::vector<const filter::Inspection*> parts;
  for (const GuardedText& text : texts_) parts.push_back(&text.inspection());
  return filter::combined(rules_.inspector->policy(), parts);
}

std::string GuardedTexts::content_hmac() const {
  if (texts_.empty() || rules_.content_key.empty()) return {};
  if (texts_.size() == 1) return texts_.front().content_hmac();
  std::string all;
  for (const GuardedText& text : texts_) all += text.content_hmac();
  return to_hex(hmac_sha256(rules_.content_key, all));
}

size_t GuardedTexts::most_characters() const {
  size_t most = 0;
  for (const GuardedText& text : texts_) {
    most = std::max(most, text.guard().holdback().most_characters);
  }
  return most;
}

size_t GuardedTexts::held_bytes() const {
  size_t bytes = 0;
  for (const GuardedText& text : texts_) bytes += text.guard().withheld().size();
  return bytes;
}

bool GuardedTexts::holds_everything() const {
  return std::any_of(texts_.begin(), texts_.end(),
                     [](const GuardedText& text) { return text.guard().holds_everything(); });
}

std::optional<std::string> judge_whole(GuardedTexts& texts, std::string_view text,
                                       filter::Restore restore) {
  GuardedText& guarded = texts.add(restore);
  std::string out = guarded.feed(text);
  guarded.finish();
  if (guarded.needs_summary()) guarded.summarized("");
  out += guarded.take_rest();
  if (guarded.blocked()) return std::nullopt;
  if (out == text && guarded.inspection().decision.rules.empty()) texts.forget_last();
  return out;
}

std::string governance_json(const OutputRules& rules, const filter::Inspection& inspection) {
  JsonWriter out(256);
  out.begin_object();
  if (!rules.decision_id.empty()) out.key("decision_id").string(rules.decision_id);
  out.key("action").string(policy::to_string(inspection.decision.action));
  out.key("rules").begin_array();
  for (const policy::RuleResult& rule : inspection.decision.rules) {
    out.value(policy::to_json(rule));
  }
  out.end_array().end_object();
  return out.take();
}

}  // namespace gs::gateway::openai
