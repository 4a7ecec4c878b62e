// The detectors of a plan, looking at one text that arrives in pieces.
//
//   DetectionStream stream(plan, scope, text::Role::kAssistant, deadline);
//   stream.feed(piece, findings);             // again and again
//   size_t safe = stream.held_from();         // what lies before it is judged for good
//   stream.end(findings);
//
// The same scans as Plan::run() does, so findings and signals are those of the whole text whatever
// the pieces were.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "detect/plan.h"
#include "text/plain_view.h"

namespace gs::detect {

// One text, one thread.
class DetectionStream {
 public:
  // `plan` and what `scope` points to outlive the stream.
  DetectionStream(const Plan& plan, const Scope& scope, text::Role role, const Deadline& deadline);

  // The next piece: valid UTF-8, ending between code points. Appends what became certain; spans are
  // bytes of the text from its beginning.
  void feed(std::string_view piece, std::vector<Finding>& findings);
  // The text is complete: appends the rest.
  void end(std::vector<Finding>& findings);

  size_t fed() const { return fed_; }  // bytes so far
  // The first byte that may still become part of a finding; fed() when there is none.
  size_t held_from() const;
  // The signals as they stand, one for each the plan was made for; before end() only those that a
  // beginning can be judged by (Detector::streams) have values. Once the detectors have taken
  // longer than the deadline they are no longer fed, and their signals fail or stay neutral, as the
  // deadline says.
  text::Signals signals() const;
  // What became of each detector. Their times are not told apart: see spent().
  std::vector<DetectorRun> runs() const;
  std::chrono::nanoseconds spent() const { return spent_; }
  bool late() const { return late_; }

 private:
  struct Watcher {
    const Detector* detector;
    std::unique_ptr<Scan> scan;
    Reads reads;
    bool streams;  // some signal of it
  };

  void take_in(Watcher& watcher, size_t known, std::vector<Finding>& findings) const;
  void forget_map();

  const Plan& plan_;
  Deadline deadline_;
  std::vector<Watcher> watchers_;
  bool any_plain_ = false;
  text::PlainView plain_;
  size_t fed_ = 0;
  std::chrono::nanoseconds spent_{};
  bool late_ = false;
  bool ended_ = false;
};

}  // namespace gs::detect
