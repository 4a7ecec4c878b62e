// What a learned model sees of a text: hashed words, parts of words, and pairs of words.
//
// The same code runs in training and in serving, so both see the same. A text is cut into tokens: a
// word (letters, marks and digits of one run), an ideograph or a letter of a script that is written
// without blanks (Han, kana, Thai, Lao, Khmer, Burmese), or a sign (one of a few that matter:
// lines, brackets, colons). A token has a handful of features, each a 32-bit hash: the token
// itself, its beginning and end, and its pairs with each of the three tokens before it. A token
// that stood among the last 128 already does not count again by itself, only in pairs: texts say
// "the" often, and whether a word is there matters more than how often. So what a feature is
// depends on the token and the 128 before it alone.
//
// Pairs have bit 20 of their hash clear, all others have it set: a table of 2^21 buckets or more
// holds words and pairs apart. Of the pairs of a text most are new to a model, and what it knows of
// words would otherwise lie where it looks them up.
//
// Case of every script is folded here, and bytes that are not UTF-8 count as one letter each; what
// is invisible, look-alike or encoded is the business of text/: give it a PlainView or the folded
// reading of HiddenViews.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gs::detect {

// Changes with every change of what read() gives for some text; a model of another version is
// refused.
inline constexpr uint32_t kFeaturiserVersion = 2;

// The features of a text, token by token; reuses its memory.
class Features {
 public:
  // Pairs of a token with those before it, where there are so many: the last of its features.
  static constexpr size_t kPairs = 3;

  // Replaces what it holds by the features of `text`, some 2 GB at most. Linear in its length.
  void read(std::string_view text);
  // Adds the features of another text, as they are when it is read alone. `begin` is added to what
  // begin() gives for its tokens.
  void append(std::string_view text, size_t begin);

  size_t tokens() const { return begins_.size(); }
  // Hashes of the tokens from `first` up to `last`, in order.
  std::span<const uint32_t> hashes(size_t first, size_t last) const {
    return std::span(hashes_).subspan(starts_[first], starts_[last] - starts_[first]);
  }
  // The token's first byte in the text.
  size_t begin(size_t token) const { return begins_[token]; }
  // The earlier token because of which this one does not count by itself; itself where it counts.
  size_t repeated(size_t token) const { return repeated_[token]; }

 private:
  // Where a token stood last, by some bits of its hash.
  struct Last {
    uint32_t hash = 0;
    uint32_t token = 0;  // from 1; 0 is none
  };

  size_t repeated_by(uint64_t hash);

  std::vector<uint32_t> hashes_;
  std::vector<uint32_t> starts_{0};  // by token, and one behind the last: into hashes_
  std::vector<uint32_t> begins_;     // by token
  std::vector<uint32_t> repeated_;   // by token
  std::vector<Last> last_;
  size_t first_ = 0;  // token of the text that is being read
};

}  // namespace gs::detect
