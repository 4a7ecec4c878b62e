#include "detect/plan.h"

#include <algorithm>
#include <utility>

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

Detection Plan::run(std::span<const text::Segment> segments, const Scope& scope,
                    const Deadline& deadline) const {
  Detection detection;
  detection.signals.resize(needed_.size());
  detection.detectors.reserve(detectors_.size());
  SteadyTime began = clock_.steady();
  SteadyTime until = began + deadline.budget;
  for (size_t i = 0; i < detectors_.size(); ++i) {
    const Detector& detector = *detectors_[i];
    if (!runs_[i]) {
      detection.detectors.push_back({detector.name(), Outcome::kNotNeeded, 0});
      continue;
    }
    Outcome outcome = run_one(detector, segments, scope, until, detection);
    if (outcome == Outcome::kTimedOut) mark_late(detector, deadline.on_timeout, detection);
    SteadyTime now = clock_.steady();
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - began);
    detection.detectors.push_back({detector.name(), outcome, static_cast<uint32_t>(took.count())});
    began = now;
  }
  return detection;
}

Outcome Plan::run_one(const Detector& detector, std::span<const text::Segment> segments,
                      const Scope& scope, SteadyTime until, Detection& detection) const {
  std::unique_ptr<Scan> scan = detector.start(scope);
  if (!detector.reads_text()) segments = {};
  for (const text::Segment& segment : segments) {
    scan->begin_segment(segment.role);
    for (std::string_view rest = segment.text; !rest.empty();) {
      if (clock_.steady() > until) return Outcome::kTimedOut;
      std::string_view piece = next_piece(rest);
      scan->feed(piece);
      rest.remove_prefix(piece.size());
    }
  }
  SignalBoard board(detection.signals);
  scan->finish(board, detection.findings);
  return Outcome::kRan;
}

void Plan::mark_late(const Detector& detector, OnTimeout on_timeout, Detection& detection) const {
  if (on_timeout == OnTimeout::kOpen) return;
  SignalBoard board(detection.signals);
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
