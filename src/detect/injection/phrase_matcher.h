// Finds the phrases of a PhraseSet in a reading of a text.
#pragma once

#include <hs/hs.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "detect/injection/phrase_set.h"
#include "text/segment.h"

namespace gs::detect {

struct PhraseHit {
  uint16_t row = 0;
  text::Span span;  // bytes of the reading
};

// One a thread: holds the scratch memory of Vectorscan. The set outlives it.
class PhraseMatcher {
 public:
  explicit PhraseMatcher(const PhraseSet& set);

  // Hits in order of their ends. `joined`: letters were put together from separated ones, so words
  // may have lost the blanks between them. Of one row at most a few hits are given for every 2 KiB,
  // which bounds the memory that a hostile text can claim. Valid until the next call.
  const std::vector<PhraseHit>& find(std::string_view reading, bool joined);

  // False when there was no memory for the scratch; find() then finds nothing.
  bool ready() const { return scratch_ != nullptr; }

 private:
  struct FreeScratch {
    void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
  };
  // The newest way in which a phrase matched up to some part.
  struct State {
    uint32_t round = 0;  // of the find() that wrote it
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  struct Quota {
    uint32_t round = 0;
    uint32_t cell = 0;
    uint32_t hits = 0;
  };

  static int on_tail(unsigned tail, unsigned long long from, unsigned long long to, unsigned flags,
                     void* matcher);
  void take_literal(uint32_t id, size_t end);
  void take_use(const LiteralUse& use, size_t begin, size_t end);
  void add_hit(uint16_t row, text::Span span);
  bool is_in_one_sentence(size_t begin, size_t end) const;

  const PhraseSet& set_;
  std::unique_ptr<hs_scratch_t, FreeScratch> scratch_;
  std::vector<State> states_;
  std::vector<Quota> quotas_;  // by row
  std::vector<PhraseHit> hits_;
  std::string_view reading_;
  bool joined_ = false;
  uint32_t round_ = 0;
};

}  // namespace gs::detect
