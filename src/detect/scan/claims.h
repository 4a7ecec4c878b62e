// Claims on the bytes of a text that overlap, directly or through others, and who wins them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/detector.h"

namespace gs::detect {

struct Claim {
  enum class Rank : uint8_t { kScored, kUnsurePlaceholder, kValidated, kPlaceholder };

  Finding finding;  // of a placeholder: nothing but the span, with the bytes that touch it
  uint16_t row = 0;
  Rank rank = Rank::kScored;

  bool is_placeholder() const {
    return rank == Rank::kUnsurePlaceholder || rank == Rank::kPlaceholder;
  }
};

class Claims {
 public:
  bool empty() const { return all_.empty(); }
  size_t begin() const { return begin_; }  // the bytes they claim, while there are any
  size_t end() const { return end_; }

  void add(const Claim& claim);
  // The best claim wins its bytes, then the next best of what is left, and so on. May be asked
  // again when there are more.
  void decide();
  // The winners, by begin; no two overlap but for placeholders.
  const std::vector<Claim>& winners() const { return winners_; }
  void clear();

 private:
  void award(const Claim& claim);

  std::vector<Claim> all_;
  std::vector<Claim> winners_;
  bool decided_ = false;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace gs::detect
