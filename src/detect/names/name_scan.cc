#include "detect/names/name_scan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "detect/names/name_features.h"

namespace gs::detect {
namespace {

// Tokens judged before older ones are forgotten in one go.
constexpr size_t kTokensKept = 512;

}  // namespace

void NameScan::feed(std::string_view piece, std::vector<Finding>& findings) {
  window_.append(piece);
  read_tokens(false);
  judge(false, findings);
  forget();
}

void NameScan::end_segment(std::vector<Finding>& findings) {
  read_tokens(true);
  judge(true, findings);
  close(findings);
  tokeniser_ = {};
  window_.clear();
  tokens_.clear();
  window_begin_ = at_ = listed_ = scored_ = decided_ = 0;
}

size_t NameScan::open_from() const {
  if (name_tokens_ != 0) return name_.span.begin;
  if (decided_ < tokens_.size()) return tokens_[decided_].begin;
  return window_begin_ + at_;
}

void NameScan::read_tokens(bool is_whole) {
  NameToken token;
  while (tokeniser_.next(window_, at_, is_whole, token)) {
    token.begin += window_begin_;
    token.end += window_begin_;
    if (has_cluster(token)) token.cluster = model_.clusters().find(token.word);
    tokens_.push_back(token);
  }
}

void NameScan::judge(bool is_whole, std::vector<Finding>& findings) {
  list(is_whole);
  while (scored_ < tokens_.size() && (is_whole || can_score(scored_))) {
    score(scored_);
    ++scored_;
    take(findings);
  }
  if (!is_whole) return;
  decoder_.finish(tags_);
  take(findings);
}

void NameScan::list(bool is_whole) {
  for (; listed_ < tokens_.size(); ++listed_) {
    std::array<NameToken*, kMaxPhraseTokens> phrase;
    const size_t length = std::min(kMaxPhraseTokens, tokens_.size() - listed_);
    for (size_t i = 0; i < length; ++i) phrase[i] = &tokens_[listed_ + i];
    const bool is_done = model_.lists().mark(std::span(phrase).first(length));
    if (!is_done && !is_whole) return;
    if (is_no_name(tokens_[listed_])) tokens_[listed_].is_name = false;
  }
}

// What cannot be part of a name is outside whatever follows. Of the others the two tokens behind
// have their say, and what lists say of the first of them.
bool NameScan::can_score(size_t number) const {
  if (number >= listed_) return false;
  if (!tokens_[number].is_name) return true;
  return number + 1 < listed_ && number + kTokensBehind < tokens_.size();
}

void NameScan::score(size_t number) {
  NameWindow window;
  for (size_t i = 0; i < kNameWindow; ++i) {
    const size_t at = number + i;
    const bool is_inside = at >= kTokensBefore && at - kTokensBefore < tokens_.size();
    window[i] = is_inside ? &tokens_[at - kTokensBefore] : &name_boundary();
  }
  const NameToken& token = tokens_[number];
  TagScores scores{};
  if (token.is_name) {
    NameFeatures features;
    compute_features(window, features);
    model_.score(features, scores);
  }
  decoder_.push(scores, token.is_name, tags_);
}

void NameScan::take(std::vector<Finding>& findings) {
  for (const DecidedTag& decided : tags_) {
    const NameToken& token = tokens_[decided_++];
    const NameTag tag = decided.tag;
    if (tag == kOutside) {
      name_gain_ += decided.gain;
      close(findings);
      continue;
    }
    const bool goes_on = name_tokens_ != 0 && !is_begin(tag) && name_type_ == type_of(tag) &&
                         name_tokens_ < kMaxNameTokens;
    if (!goes_on) {
      close(findings);
      name_type_ = type_of(tag);
      name_.span.begin = token.begin;
      name_gain_ = 0;
    }
    ++name_tokens_;
    name_gain_ += decided.gain;
    name_.span.end = token.end;
  }
  tags_.clear();
}

void NameScan::close(std::vector<Finding>& findings) {
  if (name_tokens_ == 0) return;
  name_.type = kNameTypeNames[static_cast<size_t>(name_type_)];
  name_.score = 1 / (1 + std::exp(-static_cast<double>(name_gain_) * model_.unit()));
  findings.push_back(name_);
  name_tokens_ = 0;
}

void NameScan::forget() {
  if (at_ > 1) {
    window_.erase(0, at_ - 1);
    window_begin_ += at_ - 1;
    at_ = 1;
  }
  const size_t unneeded = std::min(decided_, scored_ - std::min(scored_, kTokensBefore));
  if (unneeded < kTokensKept) return;
  tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(unneeded));
  listed_ -= unneeded;
  scored_ -= unneeded;
  decided_ -= unneeded;
}

}  // namespace gs::detect
