// While a match is open, the windows that end in it are known to be in the corpus, so nothing is
// looked up: a text copied as a whole costs one look-up and a comparison of each byte. Where none
// is open, each window must be looked for, but neighbouring windows select the same gram, and its
// places are fetched once. A gram has at most kMaxPlaces places, or is crowded and costs one
// look-up a window: the work for one token is bounded, whatever the text and the corpus.
#include "detect/verbatim/corpus_matcher.h"

#include <algorithm>
#include <cstring>

namespace gs::detect {
namespace {

bool has_at(std::string_view text, size_t place, std::string_view code) {
  return place <= text.size() && code.size() <= text.size() - place &&
         std::memcmp(text.data() + place, code.data(), code.size()) == 0;
}

}  // namespace

void CorpusMatcher::push(const Token& token) {
  remember(token);
  const bool has_window = winnower_.push(token.hash);
  if (!open_.empty() && go_on(token)) return;
  if (has_window) look_up(token);
}

void CorpusMatcher::end() {
  close();
  winnower_.reset();
  buffered_ = 0;
  looked_up_ = kNoGram;
  covered_to_ = tokens_;
}

void CorpusMatcher::remember(const Token& token) {
  if (buffered_ + token.code.size() > kBufferBytes) {
    const uint64_t oldest = tokens_ - (kMatchTokens - 1);
    const size_t shift = recent(oldest).code;
    std::memmove(buffer_.data(), buffer_.data() + shift, buffered_ - shift);
    buffered_ -= shift;
    for (uint64_t i = oldest; i < tokens_; ++i) recent_[i & kMask].code -= shift;
  }
  recent_[tokens_ & kMask] = {token.begin, buffered_};
  std::memcpy(buffer_.data() + buffered_, token.code.data(), token.code.size());
  buffered_ += token.code.size();
  ++tokens_;
}

// Follows the open match; false when it ended before this token.
bool CorpusMatcher::go_on(const Token& token) {
  size_t kept = 0;
  for (const size_t place : open_) {
    if (has_at(corpus_.text(), place, token.code)) open_[kept++] = place + token.code.size();
  }
  if (kept == 0) {
    close();
    return false;
  }
  open_.resize(kept);
  open_code_ += token.code.size();
  ++open_tokens_;
  open_span_.end = token.end;
  cover(tokens_ - 1);
  return true;
}

std::string_view CorpusMatcher::window() const {
  const size_t begin = recent(tokens_ - kMatchTokens).code;
  return {buffer_.data() + begin, buffered_ - begin};
}

// Looks for the window that the last 16 tokens are.
void CorpusMatcher::look_up(const Token& token) {
  const uint64_t begin = tokens_ - kMatchTokens;
  const uint64_t gram = begin + winnower_.gram_offset();
  if (gram != looked_up_) {
    looked_up_ = gram;
    places_.clear();
    corpus_.find(winnower_.fingerprint(), places_);
  }
  if (places_.empty()) return;
  const size_t lead = recent(gram).code - recent(begin).code;
  bool is_crowded = false;
  for (const uint32_t place : places_) {
    if (place == kCrowded) {
      is_crowded = true;
    } else if (place > lead) {
      try_place(place - lead);
    }
  }
  if (is_crowded) {
    window_places_.clear();
    corpus_.find(winnower_.window_hash(), window_places_);
    for (const uint32_t place : window_places_) try_place(place);
  }
  if (open_.empty()) return;
  open_code_ = window().size();
  open_tokens_ = kMatchTokens;
  open_new_ = 0;
  open_span_ = {recent(begin).begin, token.end};
  cover(begin);
}

// Opens a match when the window is at this place of the corpus.
void CorpusMatcher::try_place(size_t place) {
  if (has_at(corpus_.text(), place, window()) && begins_token(place)) {
    open_.push_back(place + window().size());
  }
}

// Whether the place, where the codes of the window were found, is the beginning of a token: "art "
// is not a token of "part ".
bool CorpusMatcher::begins_token(size_t place) const {
  const std::string_view text = corpus_.text();
  if (place == 0 || text[place - 1] == ' ' || text[place - 1] == '\n') return true;
  const uint64_t first = tokens_ - kMatchTokens;
  const bool is_word = buffer_[recent(first + 1).code - 1] == ' ';
  if (!is_word) return true;  // words end in a space, so what lies before is a character alone too
  size_t begin = place - 1;
  while (begin > 0 && place - begin < 4 &&
         (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) {
    --begin;
  }
  if (utf8_sequence_length(text.substr(begin)) != place - begin) return false;
  return letter_of(next_code_point(text, begin)).kind == LetterKind::kAlone;
}

// Counts the tokens from this one to the last one that were not covered before.
void CorpusMatcher::cover(uint64_t from_token) {
  const uint64_t fresh = tokens_ - std::max(from_token, covered_to_);
  covered_ += fresh;
  open_new_ += fresh;
  covered_to_ = tokens_;
}

void CorpusMatcher::close() {
  if (open_.empty()) return;
  const size_t place = open_.front() - open_code_;
  const size_t source = corpus_.source_at(place);
  matches_.push_back({source, place, open_tokens_, open_span_});
  by_source_[source] += open_new_;
  open_.clear();
}

std::vector<CorpusMatcher::Share> CorpusMatcher::shares(size_t limit) const {
  std::unordered_map<size_t, uint64_t> counts = by_source_;
  if (!open_.empty()) counts[corpus_.source_at(open_.front() - open_code_)] += open_new_;
  std::vector<Share> shares;
  for (const auto& [source, tokens] : counts) shares.push_back({source, tokens});
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    return a.tokens != b.tokens ? a.tokens > b.tokens : a.source < b.source;
  });
  if (shares.size() > limit) shares.resize(limit);
  return shares;
}

}  // namespace gs::detect
