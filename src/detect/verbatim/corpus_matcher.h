// Finds the runs of at least 16 tokens that a text shares with a corpus, token by token.
//
//   CorpusMatcher matcher(corpus);
//   tokeniser.feed(piece, [&](const Token& token) { matcher.push(token); });
//   matcher.end();
//
// Every window of 16 tokens that occurs in the corpus is found, and nothing else: what the index
// proposes is compared with the stored text byte for byte. A match is a stretch of the text that
// occurs in one place of the corpus as a whole; it is followed as long as some proposed place
// agrees, and where it breaks, the next one may overlap it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "detect/verbatim/corpus.h"
#include "detect/verbatim/tokeniser.h"
#include "detect/verbatim/winnower.h"
#include "text/segment.h"

namespace gs::detect {

struct CorpusMatch {
  size_t source = 0;    // number of the protected text
  size_t place = 0;     // of Corpus::text(), for Corpus::place_at()
  uint64_t tokens = 0;  // its length
  text::Span span;      // bytes of the text that was tokenised
};

// Uses bounded memory but for the list of matches, which the caller takes away, and a count for
// each source that was met. One thread at a time.
class CorpusMatcher {
 public:
  // `corpus` outlives the matcher.
  explicit CorpusMatcher(const Corpus& corpus) : corpus_(corpus) {}

  // The next token of the text; offsets within a text ascend.
  void push(const Token& token);
  // The text ends; another may follow. Counts go on.
  void end();

  // What was found and is complete, in order of the beginning; the caller may empty it.
  std::vector<CorpusMatch>& matches() { return matches_; }

  uint64_t tokens() const { return tokens_; }
  // Tokens that lie in a window found in the corpus; those of an open match included.
  uint64_t covered() const { return covered_; }
  struct Share {
    size_t source = 0;
    uint64_t tokens = 0;
  };
  // Sources by the number of covered tokens, largest first, then by their number: each token counts
  // for the match that covered it first. At most `limit`.
  std::vector<Share> shares(size_t limit) const;

 private:
  static constexpr size_t kMask = kMatchTokens - 1;
  // What the last 16 tokens take at most, and as much again to seldom have to move them.
  static constexpr size_t kBufferBytes = 4 * kMatchTokens * (kMaxWordBytes + 8);

  struct Recent {
    size_t begin = 0;  // bytes of the text
    size_t code = 0;   // where its code begins in buffer_
  };

  void remember(const Token& token);
  bool go_on(const Token& token);
  void look_up(const Token& token);
  void try_place(size_t place);
  bool begins_token(size_t place) const;
  void cover(uint64_t from_token);
  void close();

  const Recent& recent(uint64_t token) const { return recent_[token & kMask]; }
  std::string_view window() const;

  const Corpus& corpus_;
  std::vector<CorpusMatch> matches_;
  uint64_t tokens_ = 0;  // of all texts
  uint64_t covered_ = 0;
  uint64_t covered_to_ = 0;  // the first token that is not known to be covered
  std::unordered_map<size_t, uint64_t> by_source_;

  // Of this text.
  Winnower winnower_;
  std::array<Recent, kMatchTokens> recent_;  // the last 16 tokens, by number
  std::array<char, kBufferBytes> buffer_;    // their codes, one behind the other
  size_t buffered_ = 0;

  // The gram looked up last, and the places filed under it.
  uint64_t looked_up_ = kNoGram;
  static constexpr uint64_t kNoGram = static_cast<uint64_t>(-1);
  std::vector<uint32_t> places_;
  std::vector<uint32_t> window_places_;

  // The open match: where in the corpus its next token would have to be, for each place that has
  // agreed so far. Empty: none is open.
  std::vector<size_t> open_;
  size_t open_code_ = 0;      // bytes of the codes of its tokens
  uint64_t open_tokens_ = 0;  // its length
  uint64_t open_new_ = 0;     // tokens of it that were not covered before
  text::Span open_span_;
};

}  // namespace gs::detect
