#include "detect/harm/parts.h"

namespace gs::detect {
namespace {

constexpr size_t kRuns[] = {2, 3, 4, 6, 8};  // sentences
}  // namespace

void find_runs(std::span<const size_t> borders, std::vector<Stretch>& runs) {
  runs.clear();
  for (size_t last = 1; last < borders.size(); ++last) {
    for (const size_t run : kRuns) {
      if (run <= last) runs.push_back({borders[last - run], borders[last], run});
    }
  }
}

}  // namespace gs::detect
