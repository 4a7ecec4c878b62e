// Any bytes as a garak report: refused, or an artifact with rates from 0 to 1, however it is cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "evaluate/garak.h"
#include "fixtures/evaluation.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gs::evaluate::Artifact whole("safety"), cut("safety");
  gs::evaluate::Garak reader("t", whole), other("t", cut);
  const bool good = gs::evaluate::read_all(reader, text, size + 1).has_value();
  check(gs::evaluate::read_all(other, text, 3).has_value() == good);
  if (!good) return 0;
  check(whole.to_json() == cut.to_json());
  const double rate = whole.metrics().at("harmful_rate").to_number<double>();
  check(rate >= 0 && rate <= 1);
  check(gs::parse_json(whole.to_json()).has_value());
  return 0;
}
