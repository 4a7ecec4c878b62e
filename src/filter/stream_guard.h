// The guard of one streamed output text: takes what the model says, piece by piece, and hands out
// what may go to the caller.
//
//   StreamGuard guard(inspector, request, masking);
//   send(guard.feed(bytes));          // again and again
//   send(guard.finish());
//   record(guard.inspection());
//
// How the model's server cuts the text makes no difference to what is handed out: the text is
// judged at places that depend on the text alone (behind white space, or after sixteen characters
// without any), by the same scans that judge whole texts. What may still become part of a finding
// is held until it is certain.
//
//   mask   the text handed out in the end is the one Masker makes of the whole text. A finding that
//          a mask rule would cover is held until the rule holds, or the text ends.
//   block  what was handed out is a beginning of the text without any part of a finding that the
//          rule was waiting for; from the judgement on nothing more is.
//
// A rule that no beginning can be judged by (see Inspector::whole_text_rules()) makes the guard
// hold everything until the text ends, unless the rest of its condition shows that it cannot apply
// to this exchange. So does one that reads an external guard, where the request has a book
// that is not ignored.
// When no rule at all can keep back or change what this exchange says, nothing is
// held: the text goes on as it comes, and is judged for the record alone.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detection_stream.h"
#include "filter/inspector.h"
#include "filter/mask.h"
#include "filter/restorer.h"

namespace gs::filter {

// What masks need beside the decision. Both are borrowed and outlive the guard.
struct Masking {
  Placeholders& placeholders;  // of the exchange
  std::string_view hash_key;
  Restore restore = Restore::kText;  // what happens to placeholders of the prompt
};

// What external guards have to do with a text that has yet to come.
enum class GuardNeed : uint8_t {
  kNone,    // nothing: no rule that can still apply reads one
  kRecord,  // what becomes of the text does not depend on them, the record does
  kEffect,  // the text may be kept back or changed by what they say
};

// How much was held back, and for how many judgements of the text.
struct Holdback {
  size_t most_bytes = 0;       // at any one judgement
  size_t most_characters = 0;  // the same in code points
  size_t judgements = 0;
};

// One field of one choice of one answer; one thread.
class StreamGuard {
 public:
  // `request` has phase output and no segments; what it points to outlives the guard.
  StreamGuard(std::shared_ptr<const Inspector> inspector, const InspectionRequest& request,
              Masking masking);

  // The next bytes, which may end inside a code point. Bytes that are not UTF-8 become U+FFFD.
  // Returns what may go on.
  std::string feed(std::string_view bytes);
  // Nothing is to go on before the text is complete, so it is judged once, at its end.
  void hold_everything() {
    holds_everything_ = true;
    passes_ = false;
  }
  // The text is complete. Returns the rest, nothing when the decision is to block or to summarize.
  std::string finish();
  // The same for a text that is a summary itself: that it should be summarized is passed over.
  std::string finish_summary();

  // Once true nothing more comes out: the upstream can be cancelled.
  bool blocked() const { return blocked_; }
  // As of its beginning.
  GuardNeed guard_need() const { return guard_need_; }
  // Whether this text is held to its end.
  bool holds_everything() const { return holds_everything_; }
  // The decision and its grounds, as of the last judgement; final after finish() or once blocked.
  // Its findings have spans in the whole text.
  const Inspection& inspection() const { return inspection_; }
  // The text from the first byte that was not handed out: all of it when it is to be summarized.
  std::string_view withheld() const { return text_; }
  const Holdback& holdback() const { return holdback_; }

 private:
  // A mask rule that is applied, or may come to be.
  struct MaskRule {
    const policy::Rule* rule;
    bool applied = false;
  };

  void find_open_rules();
  void note_guard_need(uint32_t rule, bool acts);
  void judge_rest();
  std::string hand_out_rest();
  void note_held();
  void take_characters(std::string_view bytes);
  void take_without_judging();
  void judge_next(std::string_view piece, std::string& out);
  void take(std::string_view piece);
  void judge(bool at_end);
  void release(size_t limit, bool at_end, std::string& out);
  size_t first_pending(size_t limit) const;
  const policy::MaskSpec* mask_for(const detect::Finding& finding) const;
  bool is_pending(const detect::Finding& finding) const;
  void hand_out(size_t end, std::string& out);
  void put(std::string_view text, std::string& out);

  std::shared_ptr<const Inspector> inspector_;
  InspectionRequest request_;
  Masking masking_;
  Scratch scratch_;
  detect::DetectionStream detection_;
  std::vector<MaskRule> mask_rules_;  // in file order
  GuardNeed guard_need_ = GuardNeed::kNone;
  bool holds_everything_ = false;
  bool passes_ = false;           // whatever the text says, no rule keeps it back or changes it
  text::Signals judged_signals_;  // of the last judgement, as the detectors gave them
  bool blocked_ = false;

  std::string bytes_;   // the beginning of a code point
  std::string unread_;  // characters behind the last judged place
  std::string text_;    // characters judged and not handed out
  size_t text_begin_ = 0;
  size_t characters_ = 0;               // of text_
  std::vector<detect::Finding> found_;  // since the last judgement
  std::vector<detect::Finding> open_;   // that end behind text_begin_, as masks go through them
  Restorer restorer_;
  Inspection inspection_;
  Holdback holdback_;
};

}  // namespace gs::filter
