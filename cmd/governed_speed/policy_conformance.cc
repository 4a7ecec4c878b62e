#include "governed_speed/policy_conformance.h"

#include <cstdio>

#include "base/files.h"
#include "policy/cel/conformance.h"

namespace gs {

int policy_conformance(const std::vector<std::string>& files) {
  PosixFiles disk;
  cel::ConformanceTotals totals;
  for (const std::string& file : files) {
    const auto text = disk.read(file);
    if (!text) {
      std::fprintf(stderr, "error: %s\n", text.error().to_string().c_str());
      return 2;
    }
    std::string report;
    totals += cel::run_conformance(*text, file, report);
    std::fputs(report.c_str(), stdout);
  }
  std::printf("%d passed, %d failed, %d skipped\n", totals.passed, totals.failed, totals.skipped);
  return totals.failed > 0 ? 1 : 0;
}

}  // namespace gs
