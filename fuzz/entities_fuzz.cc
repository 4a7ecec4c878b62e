// Any text, whole and cut in pieces that the input itself chooses: findings and signals must be the
// same, spans must lie in the text and not overlap, and no validator may crash.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "detect/entities/entities.h"
#include "fixtures/detect_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gs::detect;
  static const std::shared_ptr<const Entities> entities = *Entities::create();
  if (size < 2) return 0;
  const size_t piece = 1 + data[0] % 40;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (!gs::is_valid_utf8(text)) return 0;
  const Look whole = look(*entities, {text});
  const Look cut = look(*entities, {text}, piece);
  if (whole.findings.size() != cut.findings.size()) std::abort();
  size_t last_end = 0;
  for (size_t i = 0; i < whole.findings.size(); ++i) {
    const Finding& a = whole.findings[i];
    const Finding& b = cut.findings[i];
    if (a.type != b.type || a.span.begin != b.span.begin || a.span.end != b.span.end) std::abort();
    if (a.span.begin < last_end || a.span.end > text.size()) std::abort();
    last_end = a.span.end;
  }
  for (size_t i = 0; i < whole.signals.size(); ++i) {
    if (whole.signals[i].value != cut.signals[i].value) std::abort();
  }
  return 0;
}
