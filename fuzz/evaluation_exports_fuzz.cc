// Any bytes as exports of Fairlearn and Evidently, and as answers of Prometheus, a chat endpoint
// and a guard model: refused, or figures that are in range.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "evaluate/chat_exchange.h"
#include "evaluate/evidently.h"
#include "evaluate/fairlearn.h"
#include "evaluate/latency.h"
#include "fixtures/evaluation.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_figures(const gs::evaluate::Artifact& artifact) {
  for (const auto& [name, value] : artifact.metrics()) check(value.to_number<double>() >= 0);
  check(gs::parse_json(artifact.to_json()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gs::evaluate::Document document("t");
  if (gs::evaluate::read_all(document, text, size + 1)) {
    gs::evaluate::Artifact fairness("fairness"), drift("drift");
    if (gs::evaluate::add_fairlearn(document, "accuracy", fairness)) check_figures(fairness);
    if (gs::evaluate::add_evidently(document, drift)) check_figures(drift);
  }
  if (const auto value = gs::evaluate::read_prometheus_answer(text, "t")) check(*value >= 0);
  (void)gs::evaluate::read_chat_answer(200, text);
  (void)gs::evaluate::read_chat_answer(400, text);
  (void)gs::evaluate::read_guard_verdict(text);
  return 0;
}
