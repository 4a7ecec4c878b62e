// What a scan works with: reused from request to request, since making it takes longer than most
// scans.
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "detect/injection/blank_runs.h"
#include "detect/injection/injection_model.h"
#include "detect/injection/phrase_matcher.h"
#include "text/hidden_views.h"

namespace gs::detect {

struct Workbench {
  explicit Workbench(const PhraseSet& set) : matcher(set) {}

  text::HiddenViews hidden;
  BlankRuns blanks;
  PhraseMatcher matcher;
  LearnedReader learned;
};

// Idle workbenches, taken and given back by any thread without a lock. The set outlives it.
class WorkbenchPool {
 public:
  explicit WorkbenchPool(const PhraseSet& set) : set_(set) {}
  ~WorkbenchPool();
  WorkbenchPool(const WorkbenchPool&) = delete;
  WorkbenchPool& operator=(const WorkbenchPool&) = delete;

  std::unique_ptr<Workbench> take();
  void give_back(std::unique_ptr<Workbench> workbench);

 private:
  static constexpr size_t kIdle = 64;  // more are freed

  const PhraseSet& set_;
  std::array<std::atomic<Workbench*>, kIdle> idle_{};
};

}  // namespace gs::detect
