#include "filter/stream_guard.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "filter/text_pieces.h"

namespace gs::filter {
namespace {

constexpr size_t kLargePiece = 4 * 1024;
constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// Whether `bytes`, which do not begin with a code point, may do so when more come (RFC 3629).
bool is_beginning(std::string_view bytes) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned lead = byte(0);
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() >= size) return false;
  if (bytes.size() >= 2) {
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < low || byte(1) > high) return false;
  }
  return bytes.size() < 3 || (byte(2) & 0xC0) == 0x80;
}

// The signals before there is any text: those that a detector will find in it are not known yet,
// the others are what the caller claims, or neutral.
text::Signals signals_ahead(const detect::Plan& plan, text::Signals claimed) {
  for (const detect::Detector* detector : plan.running()) {
    if (detector->reads() == detect::Reads::kNothing) continue;
    for (text::SignalNumber number : detector->signals()) {
      claimed[number].fault = text::SignalFault::kFailed;
    }
  }
  return claimed;
}

}  // namespace

StreamGuard::StreamGuard(std::shared_ptr<const Inspector> inspector,
                         const InspectionRequest& request, Masking masking)
    : inspector_(std::move(inspector)),
      request_(request),
      masking_(masking),
      detection_(inspector_->plan(text::Phase::kOutput), inspector_->scope_of(request),
                 text::Role::kAssistant, inspector_->deadline()),
      restorer_(masking.placeholders, masking.restore),
      // A stream may end before any of its text is judged.
      inspection_(not_inspected(inspector_->policy(), inspector_->plan(text::Phase::kOutput),
                                text::Phase::kOutput)) {
  find_open_rules();
}

// With no signal of the text known, a rule that can be decided all the same does not depend on the
// text: the logic operators of conditions absorb what is unknown where it does not matter. Those
// that fail to be decided are the ones to wait for.
void StreamGuard::find_open_rules() {
  const policy::CompiledPolicy& policy = inspector_->policy();
  Inspection ahead;
  ahead.detection.signals =
      signals_ahead(inspector_->plan(text::Phase::kOutput), detection_.signals());
  inspector_->guards().mark_unknown(text::Phase::kOutput, ahead.detection.signals);
  inspector_->decide(request_, scratch_, ahead);
  const policy::Inputs inputs = inspector_->inputs(request_, ahead.detection.signals);
  const policy::Decision& decision = ahead.decision;
  auto result = decision.rules.begin();
  passes_ = true;
  for (uint32_t index : policy.rules_of(text::Phase::kOutput)) {
    const policy::Rule& rule = policy.rules()[index].rule;
    if (result == decision.rules.end() || result->id != rule.id) continue;
    const policy::Outcome outcome = (result++)->outcome;
    if (outcome == policy::Outcome::kNotEvaluated) continue;
    const bool is_enforced = policy::is_enforced(policy, rule, inputs);
    if (outcome == policy::Outcome::kError) {
      note_guard_need(index, is_enforced && changes_text(rule.action));
    }
    if (!is_enforced) continue;
    if (rule.action == policy::Action::kMask) mask_rules_.push_back({&rule});
    const bool waits = outcome == policy::Outcome::kError && changes_text(rule.action);
    const bool surely_summarized =
        outcome == policy::Outcome::kMatched && rule.action == policy::Action::kSummarize;
    passes_ &= outcome == policy::Outcome::kNoMatch || !changes_text(rule.action);
    holds_everything_ |= surely_summarized || (waits && inspector_->needs_whole_text(index));
  }
  const bool are_asked = request_.guards != nullptr && !request_.guards->ignores();
  if (guard_need_ != GuardNeed::kNone && are_asked) hold_everything();
}

void StreamGuard::note_guard_need(uint32_t rule, bool acts) {
  if (!inspector_->guards().reads(rule, text::Phase::kOutput)) return;
  guard_need_ = std::max(guard_need_, acts ? GuardNeed::kEffect : GuardNeed::kRecord);
}

std::string StreamGuard::feed(std::string_view bytes) {
  std::string out;
  if (blocked_) return out;
  const size_t known = unread_.size();
  take_characters(bytes);
  if (passes_) put(std::string_view(unread_).substr(known), out);
  if (passes_ || holds_everything_) {
    take_without_judging();
    return out;
  }
  size_t at = 0;
  const std::string_view unread = unread_;
  while (!blocked_) {
    const size_t size = first_piece(unread.substr(at));
    if (size == 0) break;
    judge_next(unread.substr(at, size), out);
    at += size;
  }
  unread_.erase(0, at);
  return out;
}

std::string StreamGuard::finish() {
  if (blocked_) return {};
  judge_rest();
  if (blocked_ || inspection_.decision.effects.summarize) return {};
  return hand_out_rest();
}

std::string StreamGuard::finish_summary() {
  if (blocked_) return {};
  judge_rest();
  return blocked_ ? std::string() : hand_out_rest();
}

void StreamGuard::judge_rest() {
  const size_t known = unread_.size();
  if (!bytes_.empty()) unread_ += kReplacementCharacter;
  bytes_.clear();
  detection_.feed(unread_, found_);
  const std::string_view rest = std::string_view(unread_).substr(passes_ ? known : 0);
  text_ += rest;
  characters_ += count_code_points(rest);
  unread_.clear();
  detection_.end(found_);
  judge(true);
  inspection_.detection.detectors = detection_.runs();
  if (holds_everything_) note_held();
}

std::string StreamGuard::hand_out_rest() {
  std::string out;
  release(text_begin_ + text_.size(), true, out);
  return out + restorer_.finish();
}

void StreamGuard::note_held() {
  holdback_.most_bytes = std::max(holdback_.most_bytes, text_.size());
  holdback_.most_characters = std::max(holdback_.most_characters, characters_);
}

// Where nothing is handed out by what is found in between, pieces may be large. They are bounded
// all the same, for the deadline is looked at after each.
void StreamGuard::take_without_judging() {
  std::string_view rest = unread_;
  while (!rest.empty()) {
    size_t size = std::min(rest.size(), kLargePiece);
    while (size < rest.size() && !begins_code_point(rest[size])) ++size;
    take(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  unread_.clear();
}

// Moves whole code points from the bytes to the characters.
void StreamGuard::take_characters(std::string_view bytes) {
  bytes_.append(bytes);
  std::string_view rest = bytes_;
  while (!rest.empty()) {
    const size_t bad = find_invalid_utf8(rest);
    unread_.append(rest.substr(0, bad));
    if (bad == std::string_view::npos) {
      rest = {};
      break;
    }
    rest.remove_prefix(bad);
    if (is_beginning(rest)) break;
    unread_ += kReplacementCharacter;
    rest.remove_prefix(1);
  }
  bytes_.erase(0, bytes_.size() - rest.size());
}

void StreamGuard::judge_next(std::string_view piece, std::string& out) {
  take(piece);
  judge(false);
  if (blocked_) inspection_.detection.detectors = detection_.runs();
  if (!blocked_) release(detection_.held_from(), false, out);
}

void StreamGuard::take(std::string_view piece) {
  detection_.feed(piece, found_);
  if (passes_) return;
  text_ += piece;
  characters_ += count_code_points(piece);
}

// Decides about the text so far. Most pieces of a text change nothing that rules read, and then
// neither the decision; the end is always judged.
void StreamGuard::judge(bool at_end) {
  ++holdback_.judgements;
  text::Signals signals = detection_.signals();
  inspection_.detect_time = detection_.spent();
  const bool is_same = found_.empty() && signals == judged_signals_ && !at_end;
  if (is_same) return;
  judged_signals_ = signals;
  open_.insert(open_.end(), found_.begin(), found_.end());
  std::sort(open_.begin(), open_.end(), masked_before);
  inspection_.detection.findings.insert(inspection_.detection.findings.end(), found_.begin(),
                                        found_.end());
  found_.clear();
  inspection_.detection.signals = std::move(signals);
  if (detection_.late()) inspection_.detection.detectors = detection_.runs();
  // Guards are asked about a text that is complete, which this has held where a rule reads them.
  if (at_end || request_.guards == nullptr || request_.guards->ignores()) {
    const text::Segment whole{text::Role::kAssistant, "output", text_};
    inspector_->consult_guards(request_, {&whole, 1}, scratch_, inspection_);
  }
  inspector_->decide(request_, scratch_, inspection_);
  blocked_ = !inspection_.decision.allowed;
  for (MaskRule& mask : mask_rules_) {
    const auto& applied = inspection_.decision.effects.masks;
    mask.applied = std::any_of(
        applied.begin(), applied.end(),
        [&](const policy::MaskEffect& effect) { return effect.rule_id == mask.rule->id; });
  }
}

// Hands out the text before `limit` as far as nothing in it is still waited for.
void StreamGuard::release(size_t limit, bool at_end, std::string& out) {
  if (!at_end) limit = first_pending(limit);
  hand_out(limit, out);
  note_held();
}

// The last place up to `limit` before which no mask rule waits for a finding, and which is not
// inside findings that overlap.
size_t StreamGuard::first_pending(size_t limit) const {
  size_t begin = 0;  // of the findings that hang together
  size_t end = 0;
  for (const detect::Finding& finding : open_) {
    if (finding.span.begin >= limit) break;
    if (finding.span.begin >= end) begin = finding.span.begin;
    end = std::max(end, finding.span.end);
    const bool behind_is_open = end + kBehindBytes > text_begin_ + text_.size();
    if (is_pending(finding) || end > limit || behind_is_open) return std::max(begin, text_begin_);
  }
  return limit;
}

// The first rule in file order that covers the finding masks it, so one that may still come to be
// applied is waited for.
bool StreamGuard::is_pending(const detect::Finding& finding) const {
  for (const MaskRule& mask : mask_rules_) {
    if (covers(mask.rule->mask, finding)) return !mask.applied;
  }
  return false;
}

const policy::MaskSpec* StreamGuard::mask_for(const detect::Finding& finding) const {
  for (const MaskRule& mask : mask_rules_) {
    if (mask.applied && covers(mask.rule->mask, finding)) return &mask.rule->mask;
  }
  return nullptr;
}

void StreamGuard::put(std::string_view text, std::string& out) {
  if (masking_.placeholders.any_restorable()) {
    out += restorer_.feed(text);
  } else {
    out += text;
  }
}

// As Masker::mask() goes through a whole text.
void StreamGuard::hand_out(size_t end, std::string& out) {
  size_t at = text_begin_;
  const auto text = [&](size_t begin, size_t stop) {
    return std::string_view(text_).substr(begin - text_begin_, stop - begin);
  };
  auto finding = open_.begin();
  for (; finding != open_.end() && finding->span.begin < end; ++finding) {
    const policy::MaskSpec* spec = mask_for(*finding);
    if (spec == nullptr || finding->span.end <= at) continue;
    if (finding->span.begin >= at) {
      put(text(at, finding->span.begin), out);
      // What an output rule masks stays masked, whatever the prompt's placeholders would restore.
      out += restorer_.finish();
      out +=
          mask_value(*spec, finding->type, text(finding->span.begin, finding->span.end),
                     std::string_view(text_).substr(finding->span.end - text_begin_, kBehindBytes),
                     masking_.placeholders, masking_.hash_key);
    }
    at = finding->span.end;
  }
  if (at < end) put(text(at, end), out);
  open_.erase(open_.begin(), finding);
  const size_t done = std::max(at, end);
  characters_ -= count_code_points(std::string_view(text_).substr(0, done - text_begin_));
  text_.erase(0, done - text_begin_);
  text_begin_ = done;
}

}  // namespace gs::filter
