#include "detect/plan.h"

#include <algorithm>
#include <utility>

#include "text/plain_view.h"

namespace gs::detect {
namespace {

// Bytes fed between two looks at the clock.
constexpr size_t kPieceBytes = 16 * 1024;

// The largest prefix of at most kPieceBytes that ends between code points.
std::string_view next_piece(std::string_view rest) {
  if (rest.size() <= kPieceBytes) return rest;
  size_t end = kPieceBytes;
  while ((static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80) --end;
  return rest.substr(0, end);
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRan:
      return "ran";
    case Outcome::kNotNeeded:
      return "not_needed";
    case Outcome::kTimedOut:
      return "timed_out";
    case Outcome::kFailedOpen:
      return "failed_open";
    case Outcome::kFailedClosed:
      return "failed_closed";
    case Outcome::kBreakerOpen:
      return "breaker_open";
  }
  return "failed_closed";
}

Plan::Plan(const Detectors& detectors, std::vector<bool> needed, const Clock& clock)
    : detectors_(detectors), needed_(std::move(needed)), clock_(clock) {
  for (const auto& detector : detectors_) {
    auto signals = detector->signals();
    runs_.push_back(std::any_of(signals.begin(), signals.end(),
                                [&](text::SignalNumber number) { return needed_[number]; }));
  }
}

// The segments in the forms that detectors read, each made when the first detector asks for it.
class Plan::Texts {
 public:
  explicit Texts(std::span<const text::Segment> segments) : segments_(segments) {}

  size_t count(Reads reads) const { return reads == Reads::kNothing ? 0 : segments_.size(); }
  text::Role role(size_t segment) const { return segments_[segment].role; }

  std::string_view text(Reads reads, size_t segment) {
    if (reads == Reads::kOriginal) return segments_[segment].text;
    make_plain();
    return plain_[segment];
  }

  text::Span original(Reads reads, size_t segment, text::Span span) const {
    return reads == Reads::kPlain ? views_[segment].map().original(span) : span;
  }

 private:
  void make_plain() {
    if (!plain_.empty()) return;
    views_.resize(segments_.size());
    for (size_t i = 0; i < segments_.size(); ++i) {
      views_[i].begin_segment();
      plain_.push_back(views_[i].feed(segments_[i].text));
    }
  }

  std::span<const text::Segment> segments_;
  std::vector<text::PlainView> views_;
  std::vector<std::string_view> plain_;
};

Detection Plan::run(std::span<const text::Segment> segments, const Scope& scope,
                    const Deadline& deadline) const {
  Detection detection;
  detection.signals.resize(needed_.size());
  detection.detectors.reserve(detectors_.size());
  SteadyTime began = clock_.steady();
  SteadyTime until = began + deadline.budget;
  Texts texts(segments);
  for (size_t i = 0; i < detectors_.size(); ++i) {
    const Detector& detector = *detectors_[i];
    if (!runs_[i]) {
      detection.detectors.push_back({detector.name(), Outcome::kNotNeeded, 0});
      continue;
    }
    Outcome outcome = run_one(detector, texts, scope, until, detection);
    if (outcome == Outcome::kTimedOut) mark_late(detector, deadline.on_timeout, detection.signals);
    SteadyTime now = clock_.steady();
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - began);
    detection.detectors.push_back({detector.name(), outcome, static_cast<uint32_t>(took.count())});
    began = now;
  }
  return detection;
}

Outcome Plan::run_one(const Detector& detector, Texts& texts, const Scope& scope, SteadyTime until,
                      Detection& detection) const {
  const std::unique_ptr<Scan> scan = detector.start(scope);
  const Reads reads = detector.reads();
  const size_t known = detection.findings.size();
  for (size_t i = 0; i < texts.count(reads); ++i) {
    if (!detector.reads_role(texts.role(i))) continue;
    const size_t earlier = detection.findings.size();
    scan->begin_segment(texts.role(i));
    for (std::string_view rest = texts.text(reads, i); !rest.empty();) {
      if (clock_.steady() > until) {
        detection.findings.resize(known);
        return Outcome::kTimedOut;
      }
      std::string_view piece = next_piece(rest);
      scan->feed(piece, detection.findings);
      rest.remove_prefix(piece.size());
    }
    scan->end_segment(detection.findings);
    for (size_t n = earlier; n < detection.findings.size(); ++n) {
      Finding& finding = detection.findings[n];
      finding.segment = i;
      finding.span = texts.original(reads, i, finding.span);
    }
  }
  SignalBoard board(detection.signals);
  scan->report(board);
  return Outcome::kRan;
}

std::vector<const Detector*> Plan::running() const {
  std::vector<const Detector*> running;
  for (size_t i = 0; i < detectors_.size(); ++i) {
    if (runs_[i]) running.push_back(detectors_[i].get());
  }
  return running;
}

void Plan::mark_late(const Detector& detector, OnTimeout on_timeout, text::Signals& signals) const {
  if (on_timeout == OnTimeout::kOpen) return;
  SignalBoard board(signals);
  for (text::SignalNumber number : detector.signals()) {
    board.fail(number, text::SignalFault::kTimedOut);
  }
}

std::vector<text::SignalNumber> Plan::uncovered() const {
  std::vector<bool> covered(needed_.size(), false);
  for (const auto& detector : detectors_) {
    for (text::SignalNumber number : detector->signals()) covered[number] = true;
  }
  std::vector<text::SignalNumber> numbers;
  for (size_t i = 0; i < needed_.size(); ++i) {
    if (needed_[i] && !covered[i]) numbers.push_back(static_cast<text::SignalNumber>(i));
  }
  return numbers;
}

}  // namespace gs::detect
