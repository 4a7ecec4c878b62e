// The detector interface: from text to findings and signals.
//
// A Detector describes a way of looking at text; it is built once, immutable and shared by all
// threads. A Scan is one look: it is fed the segments of one phase of one exchange, in order and in
// pieces, and then gives what it found. Whole texts and streams run the same Scan, so how a text is
// cut into pieces never changes a result.
//
// To add a detector: write it as src/detect/<name>.{h,cc}, and add it to the list in
// detect/detectors.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/caller_claims.h"
#include "detect/signal_board.h"
#include "text/segment.h"
#include "text/signal.h"

namespace gs::detect {

// How far around a place a detector must see to judge it, in characters (code points).
// A stream holds text back by `lookahead`; `max_span` is the longest match, absent when open-ended.
struct Reach {
  size_t lookbehind = 0;
  size_t lookahead = 0;
  std::optional<size_t> max_span = 0;
};

// A stretch of text that a detector recognised. Never holds the text itself.
struct Finding {
  std::string_view type;  // entity name, static or owned by the detector: "EMAIL_ADDRESS"
  size_t segment = 0;     // index of the segment
  text::Span span;        // bytes of the segment's original text
  double score = 0;       // 0 to 1
};

// What a scan knows besides the text. Outlives the scan.
struct Scope {
  text::Phase phase = text::Phase::kPrompt;
  const CallerClaims* claims = nullptr;  // what the caller says; null when it says nothing
};

class Scan {
 public:
  virtual ~Scan() = default;
  // A new segment begins; the one before it is complete.
  virtual void begin_segment(text::Role role) = 0;
  // The next piece of the segment: valid UTF-8, ending between code points.
  virtual void feed(std::string_view piece) = 0;
  // All segments are complete: raises signals and appends findings.
  virtual void finish(SignalBoard& board, std::vector<Finding>& findings) = 0;
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual std::string_view name() const = 0;
  // Which signals it can raise.
  virtual std::span<const text::SignalNumber> signals() const = 0;
  virtual Reach reach() const = 0;
  // False for a detector that judges something else than the text: it is not fed, and is not bound
  // by the deadline.
  virtual bool reads_text() const { return true; }
  virtual std::unique_ptr<Scan> start(const Scope& scope) const = 0;
};

}  // namespace gs::detect
