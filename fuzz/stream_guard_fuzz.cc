// The first byte chooses a policy, the second how to cut, the rest is an output text: the guarded
// stream must end as the same text does in one piece, and as the whole-text path does.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "filter/detectors.h"
#include "fixtures/guard_fixture.h"

namespace {

using namespace gs::filter;

void check(bool holds) {
  if (!holds) std::abort();
}

const std::array<const char*, 4> kPolicies = {
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii or output.contains_canary, action: mask}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask, mask: {style: partial}}\n"
    "    - {id: b, when: output.contains_secret, action: block}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: 'output.pii_count > 1', action: mask, mask: {style: hash}}\n"
    "    - {id: r, when: output.refused, action: flag}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: 'output.length < 50 and contains_secret', phase: output, action: mask}\n"};

std::shared_ptr<const Inspector> inspector(size_t number) {
  static const gs::SystemClock clock;
  static const std::array<std::shared_ptr<const Inspector>, kPolicies.size()> inspectors = [] {
    std::array<std::shared_ptr<const Inspector>, kPolicies.size()> made;
    for (size_t i = 0; i < made.size(); ++i) made[i] = inspector_of(kPolicies[i], clock);
    return made;
  }();
  return inspectors[number % inspectors.size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto guarded = inspector(data[0]);
  const Judged once = judge_stream(guarded, {text});
  const Judged cut = judge_stream(guarded, pieces_of(text, std::max<size_t>(data[1] % 32, 1)));
  check(cut.text == once.text);
  check(cut.decision.action == once.decision.action);
  check(cut.decision.reasons == once.decision.reasons);
  check(cut.findings.size() == once.findings.size());
  if (!gs::is_valid_utf8(text)) return 0;
  const Judged whole = judge_whole(*guarded, text);
  check(whole.decision.allowed == once.decision.allowed);
  check(whole.decision.allowed ? once.text == whole.text : whole.masked.starts_with(once.text));
  return 0;
}
