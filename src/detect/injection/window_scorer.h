// Scores a block of text: readings, phrases, the learned model, windows.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/injection/evidence.h"
#include "detect/injection/workbench.h"
#include "text/segment.h"

namespace gs::detect {

inline constexpr size_t kWindowBytes = 4096;
inline constexpr size_t kWindowStep = kWindowBytes / 2;

// A phrase of the block that counts as an attack, in a window that scored high.
struct AttackPhrase {
  text::Span span;  // bytes of the block
  double score = 0;
};

// One a scan; what it is given outlives it. Without a model phrases and structure count alone.
class WindowScorer {
 public:
  WindowScorer(const PhraseSet& set, const InjectionModel* model, Workbench& workbench)
      : set_(set), model_(model), workbench_(workbench), seen_(set.rows().size()) {}

  // The highest score of the block's windows. `workbench.hidden` has read the block. `in_data`: the
  // segment is a tool's result or a document. Appends the phrases that count.
  double score(std::string_view block, bool in_data, std::vector<AttackPhrase>& phrases);

  // Evidence of the window that scored highest in the last block.
  const Evidence& best() const { return best_; }

 private:
  // A phrase of some reading, where it stands in the block.
  struct Placed {
    text::Span span;
    uint16_t row = 0;
    bool hidden = false;  // stands there only when read in another way
    float strength = 1;   // less than 1 where the text only talks about it
  };
  struct Seen {
    uint32_t window = 0;
    float strength = 0;
  };

  void place_learned(const text::HiddenView& view);
  void place_hits(const text::HiddenView& view, bool first);
  void weaken_mentions(std::string_view reading, const std::vector<PhraseHit>& hits);
  bool holds_mentioned(text::Span window) const;
  bool is_mention_near(text::Span span) const;
  Evidence weigh(size_t first, size_t last);
  bool is_attack(const Placed& placed) const;

  const PhraseSet& set_;
  const InjectionModel* model_;
  Workbench& workbench_;
  std::vector<Placed> placed_;
  std::vector<float> learned_;        // by window of the block: highest log-odds
  std::vector<float> strengths_;      // by hit of one reading
  std::vector<text::Span> mentions_;  // of one reading
  std::vector<text::Span>
      mentioned_;           // of one reading: phrases that are talked about, by their ends
  std::vector<Seen> seen_;  // by row
  uint32_t window_ = 0;
  Evidence best_;
};

}  // namespace gs::detect
