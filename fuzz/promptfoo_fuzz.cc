// Any bytes as promptfoo's output: refused, or an artifact that is JSON, with pass@1 from 0 to 1.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "evaluate/promptfoo.h"
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
  if (!gs::evaluate::read_all(document, text, size + 1)) return 0;
  gs::evaluate::Artifact artifact("quality");
  if (!gs::evaluate::add_promptfoo(document, options, artifact)) return 0;
  const double share = artifact.metrics().at("pass_at_1").to_number<double>();
  check(share >= 0 && share <= 1);
  check(gs::parse_json(artifact.to_json()).has_value());
  return 0;
}
