// Any text as a system message and an output, separated by the first line that is "---": however
// the output is cut, the detectors of outputs find the same, and nothing they find was free to be
// released before.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/utf8.h"
#include "detect/output/canaries.h"
#include "detect/output/language.h"
#include "detect/output/refusal.h"
#include "detect/output/system_prompt_leak.h"

namespace {

using namespace gs::detect;

struct Seen {
  std::vector<std::tuple<size_t, size_t, double>> findings;
  gs::text::Signals signals{gs::text::kBuiltinSignalCount};
};

Seen look(const Detector& detector, const Scope& scope, std::string_view output, size_t piece) {
  const auto scan = detector.start(scope);
  std::vector<Finding> findings;
  size_t released = 0;
  const auto check_from = [&](size_t known) {
    for (size_t i = known; i < findings.size(); ++i) {
      const gs::text::Span span = findings[i].span;
      if (span.begin < released || span.begin >= span.end || span.end > output.size()) std::abort();
    }
  };
  scan->begin_segment(gs::text::Role::kAssistant);
  for (size_t at = 0; at < output.size();) {
    const size_t begin = at;
    for (size_t i = 0; i < piece && at < output.size(); ++i) gs::next_code_point(output, at);
    const size_t known = findings.size();
    scan->feed(output.substr(begin, at - begin), findings);
    check_from(known);
    released = std::max(released, std::min(scan->held_from(), at));
  }
  const size_t known = findings.size();
  scan->end_segment(findings);
  check_from(known);
  Seen seen;
  for (const Finding& found : findings) {
    seen.findings.emplace_back(found.span.begin, found.span.end, found.score);
  }
  SignalBoard board(seen.signals);
  scan->report(board);
  return seen;
}

bool same(const Seen& a, const Seen& b) {
  return a.findings == b.findings &&
         std::equal(a.signals.begin(), a.signals.end(), b.signals.begin(), b.signals.end(),
                    [](const auto& x, const auto& y) { return x.value == y.value; });
}

const Detectors& detectors() {
  static const Detectors list = [] {
    Detectors made;
    made.push_back(std::make_shared<SystemPromptLeak>());
    made.push_back(*Canaries::create({"blue-heron-42", "heron-42-blue"}));
    made.push_back(std::make_shared<Refusal>());
    made.push_back(std::make_shared<Language>());
    return made;
  }();
  return list;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!gs::is_valid_utf8(bytes)) return 0;
  constexpr std::string_view kSeparator = "\n---\n";
  const size_t middle = std::min(bytes.find(kSeparator), bytes.size());
  const std::vector<std::string_view> system{bytes.substr(0, middle)};
  std::string_view output = bytes.substr(middle);
  if (!output.empty()) output.remove_prefix(kSeparator.size());
  Scope scope;
  scope.phase = gs::text::Phase::kOutput;
  scope.system_texts = system;
  for (const auto& detector : detectors()) {
    const Seen whole = look(*detector, scope, output, SIZE_MAX);
    if (!same(look(*detector, scope, output, 1), whole)) std::abort();
    if (!same(look(*detector, scope, output, 5), whole)) std::abort();
  }
  return 0;
}
