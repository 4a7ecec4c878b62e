// Any bytes as lm-eval's results and as its samples: refused, or an artifact that is JSON.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "evaluate/lm_eval.h"
#include "fixtures/evaluation.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gs::evaluate::QualityOptions options;
  options.bootstrap.resamples = 10;
  gs::evaluate::Document document("t");
  if (gs::evaluate::read_all(document, text, size + 1)) {
    gs::evaluate::Artifact artifact("quality");
    if (gs::evaluate::add_lm_eval_results(document, options, artifact)) {
      check(!artifact.metrics().empty());
      check(gs::parse_json(artifact.to_json()).has_value());
    }
  }
  gs::evaluate::Artifact artifact("quality");
  gs::evaluate::LmEvalSamples samples("t", options, artifact);
  if (gs::evaluate::read_all(samples, text)) check(gs::parse_json(artifact.to_json()).has_value());
  return 0;
}
