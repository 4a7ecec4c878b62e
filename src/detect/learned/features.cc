#include "detect/learned/features.h"

#include "detect/learned/words.h"

namespace gs::detect {
namespace {

constexpr uint64_t kPair = 11, kSkipped = 12, kSkippedTwo = 13;
constexpr size_t kMost = 6;           // features of a token
constexpr size_t kRemembered = 1024;  // tokens that may be recognised as repeated
constexpr size_t kNear = 128;         // tokens

constexpr uint32_t kAlone = 1U << 20;  // set in hashes of tokens and their parts

uint32_t upper_half(uint64_t hash) {
  return static_cast<uint32_t>(hash >> 32);
}

uint32_t alone(uint64_t hash) {
  return upper_half(hash) | kAlone;
}

uint32_t paired(uint64_t word, uint64_t earlier) {
  return upper_half(mix(word, earlier)) & ~kAlone;
}

}  // namespace

void Features::read(std::string_view text) {
  hashes_.clear();
  starts_.clear();
  begins_.clear();
  repeated_.clear();
  last_.assign(kRemembered, {});
  // A token takes a byte at least; texts of one-letter tokens are rare.
  hashes_.reserve(text.size() + kMost);
  starts_.push_back(0);
  append(text, 0);
}

void Features::append(std::string_view text, size_t begin) {
  if (last_.empty()) last_.assign(kRemembered, {});
  first_ = begins_.size();
  WordReader reader(text);
  Word word;
  uint64_t last = 0, second = 0, third = 0;  // the tokens before, 0 where there are none
  while (reader.next(word)) {
    const size_t here = begins_.size();
    begins_.push_back(static_cast<uint32_t>(begin) + word.begin);
    const size_t earlier = repeated_by(word.whole);
    repeated_.push_back(static_cast<uint32_t>(earlier));
    if (earlier == here) {
      hashes_.push_back(alone(word.whole));
      if (word.head != 0) hashes_.push_back(alone(word.head));
      if (word.tail != 0) hashes_.push_back(alone(word.tail));
    }
    if (last != 0) hashes_.push_back(paired(word.whole, last + kPair));
    if (second != 0) hashes_.push_back(paired(word.whole, second + kSkipped));
    if (third != 0) hashes_.push_back(paired(word.whole, third + kSkippedTwo));
    starts_.push_back(static_cast<uint32_t>(hashes_.size()));
    third = second;
    second = last;
    last = word.whole;
  }
}

// Two tokens may share a place in the table; then the older is forgotten.
size_t Features::repeated_by(uint64_t hash) {
  Last& last = last_[hash % kRemembered];
  const auto here = static_cast<uint32_t>(begins_.size());  // from 1: 0 is no token
  const bool repeated =
      last.hash == upper_half(hash) && last.token > first_ && here - last.token <= kNear;
  const size_t earlier = repeated ? last.token - 1 : here - 1;
  last = {upper_half(hash), here};
  return earlier;
}

}  // namespace gs::detect
