// The detector interface: from text to findings and signals.
//
// A Detector describes a way of looking at text; it is built once, immutable and shared by all
// threads. A Scan is one look: it is fed the segments of one phase of one exchange, in order and in
// pieces, and says what it found. Whole texts and streams run the same Scan. The rule that makes a
// stream's result equal the whole text's: what a scan finds depends on the concatenated text alone,
// never on where one piece ended and the next began.
//
// To add a detector: write it below src/detect/, and add it to the list in filter/detectors.cc.
#pragma once

#include <cstddef>
#include <cstdint>
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

// How far around a place a detector looks to judge it, in characters (code points), for the
// reference and for the bound of what a stream holds back. `max_span` is the longest match, absent
// when open-ended.
struct Reach {
  size_t lookbehind = 0;
  size_t lookahead = 0;
  std::optional<size_t> max_span = 0;
};

// Which form of the text a detector reads.
enum class Reads : uint8_t {
  kNothing,   // judges something else: not fed, and not bound by the deadline
  kOriginal,  // the segment's own bytes
  kPlain,     // text::PlainView of it: what a reader sees, without what is invisible
};

// A stretch of text that a detector recognised. Never holds the text itself.
struct Finding {
  std::string_view type;   // entity name, static or owned by the detector: "EMAIL_ADDRESS"
  size_t segment = 0;      // index of the segment, filled in by whoever feeds the scan
  text::Span span;         // bytes of the text as the scan was fed it; the feeder maps them back to
                           // the original
  double score = 0;        // 0 to 1
  bool validated = false;  // a check digit or the like agreed: wins where findings overlap
  bool maskable = false;   // a thing that a mask rule without a list of entities covers
};

// What a scan knows besides the text. Everything outlives the scan.
struct Scope {
  text::Phase phase = text::Phase::kPrompt;
  const CallerClaims* claims = nullptr;  // what the caller says; null when it says nothing
  std::span<const std::string_view> system_texts = {};  // output: system messages of the request
};

// Offset that stands for "none".
inline constexpr size_t kNowhere = static_cast<size_t>(-1);

class Scan {
 public:
  virtual ~Scan() = default;
  // A new segment begins; offsets of findings count from its first byte.
  virtual void begin_segment(text::Role role) = 0;
  // The next piece of the segment: valid UTF-8, ending between code points, valid only during the
  // call. Appends what became certain, in order of `span.begin` as far as that is possible.
  virtual void feed(std::string_view piece, std::vector<Finding>& findings) = 0;
  // The segment is complete: appends what was still open.
  virtual void end_segment(std::vector<Finding>& findings) = 0;
  // The first byte of the segment so far that may still become part of a finding: a stream releases
  // nothing from there on. kNowhere when nothing is open.
  virtual size_t held_from() const { return kNowhere; }
  // Raises the signals as they stand, from the text fed so far. May be called more than once.
  virtual void report(SignalBoard& board) const = 0;
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual std::string_view name() const = 0;
  // Which signals it can raise.
  virtual std::span<const text::SignalNumber> signals() const = 0;
  virtual Reach reach() const = 0;
  virtual Reads reads() const { return Reads::kOriginal; }
  // Whether it is fed segments of this role.
  virtual bool reads_role(text::Role) const { return true; }
  // Whether the beginning of a text may be judged by this signal: once raised it does not fall when
  // the text goes on, and what raises it is a finding, which is held back until it is certain.
  // A rule that reads any other signal sees the whole text first, on a stream too.
  virtual bool streams(text::SignalNumber) const { return true; }
  virtual std::unique_ptr<Scan> start(const Scope& scope) const = 0;
};

using Detectors = std::vector<std::shared_ptr<const Detector>>;

}  // namespace gs::detect
