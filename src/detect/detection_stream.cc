#include "detect/detection_stream.h"

#include <algorithm>

namespace gs::detect {
namespace {

bool streams_any(const Detector& detector) {
  const auto signals = detector.signals();
  return std::any_of(signals.begin(), signals.end(),
                     [&](text::SignalNumber number) { return detector.streams(number); });
}

}  // namespace

DetectionStream::DetectionStream(const Plan& plan, const Scope& scope, text::Role role,
                                 const Deadline& deadline)
    : plan_(plan), deadline_(deadline) {
  plain_.begin_segment();
  for (const Detector* detector : plan.running()) {
    Watcher& watcher = watchers_.emplace_back(
        Watcher{detector, detector->start(scope), detector->reads(), streams_any(*detector)});
    if (!detector->reads_role(role)) watcher.reads = Reads::kNothing;
    if (watcher.reads != Reads::kNothing) watcher.scan->begin_segment(role);
    any_plain_ |= watcher.reads == Reads::kPlain;
  }
}

void DetectionStream::feed(std::string_view piece, std::vector<Finding>& findings) {
  fed_ += piece.size();
  if (late_ || piece.empty()) return;
  const SteadyTime began = plan_.clock().steady();
  const std::string_view plain = any_plain_ ? plain_.feed(piece) : piece;
  for (Watcher& watcher : watchers_) {
    if (watcher.reads == Reads::kNothing) continue;
    const size_t known = findings.size();
    watcher.scan->feed(watcher.reads == Reads::kPlain ? plain : piece, findings);
    take_in(watcher, known, findings);
  }
  forget_map();
  spent_ += plan_.clock().steady() - began;
  late_ = spent_ > deadline_.budget;
}

void DetectionStream::end(std::vector<Finding>& findings) {
  ended_ = true;
  if (late_) return;
  for (Watcher& watcher : watchers_) {
    if (watcher.reads == Reads::kNothing) continue;
    const size_t known = findings.size();
    watcher.scan->end_segment(findings);
    take_in(watcher, known, findings);
  }
}

// From offsets of the text as the scan reads it to those of the text as it came.
void DetectionStream::take_in(Watcher& watcher, size_t known,
                              std::vector<Finding>& findings) const {
  if (watcher.reads != Reads::kPlain) return;
  for (size_t i = known; i < findings.size(); ++i) {
    findings[i].span = plain_.map().original(findings[i].span);
  }
}

size_t DetectionStream::held_from() const {
  size_t held = fed_;
  if (late_) return held;
  for (const Watcher& watcher : watchers_) {
    if (watcher.reads == Reads::kNothing) continue;
    const size_t from = watcher.scan->held_from();
    if (from == kNowhere) continue;
    held =
        std::min(held, watcher.reads == Reads::kPlain ? plain_.map().original_begin(from) : from);
  }
  return held;
}

// The map behind what no scan can ask for any more, so that a long stream does not keep it.
void DetectionStream::forget_map() {
  if (!any_plain_) return;
  size_t held = plain_.map().plain_size();
  for (const Watcher& watcher : watchers_) {
    if (watcher.reads == Reads::kPlain) held = std::min(held, watcher.scan->held_from());
  }
  plain_.map().discard_before(held);
}

text::Signals DetectionStream::signals() const {
  text::Signals signals(plan_.signal_count());
  SignalBoard board(signals);
  for (const Watcher& watcher : watchers_) {
    if (late_ && watcher.reads != Reads::kNothing) {
      plan_.mark_late(*watcher.detector, deadline_.on_timeout, signals);
    } else if (watcher.streams || ended_) {
      watcher.scan->report(board);
    }
  }
  return signals;
}

std::vector<DetectorRun> DetectionStream::runs() const {
  std::vector<DetectorRun> runs;
  auto watcher = watchers_.begin();
  for (const auto& detector : plan_.detectors()) {
    DetectorRun& run = runs.emplace_back(DetectorRun{detector->name(), Outcome::kNotNeeded, 0});
    if (watcher == watchers_.end() || watcher->detector != detector.get()) continue;
    run.outcome = late_ && watcher->reads != Reads::kNothing ? Outcome::kTimedOut : Outcome::kRan;
    ++watcher;
  }
  return runs;
}

}  // namespace gs::detect
