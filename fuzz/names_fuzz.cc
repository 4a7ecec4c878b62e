// Any text, whole and cut in pieces that the input itself chooses: the tagger must find the same
// names, which lie in the text, in order, at the borders of characters. The model is made of the
// text's own features with weights that the input chooses, so that names are found at all.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "unit/detect/names/name_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gs::detect;
  if (size < 3 || size > 4096) return 0;
  const size_t piece = 1 + data[0] % 40;
  const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
  if (!gs::is_valid_utf8(text)) return 0;
  const auto bytes = build_name_model(random_content(text, data[1]), 0.5);
  if (!bytes) return 0;
  const auto model = NameModel::from_bytes(*bytes, "fuzz");
  if (!model) std::abort();
  NameScan scan(**model);
  std::vector<Finding> findings;
  scan.feed(text, findings);
  scan.end_segment(findings);
  size_t last_end = 0;
  for (const Finding& finding : findings) {
    if (finding.span.begin < last_end || finding.span.end <= finding.span.begin) std::abort();
    if (finding.span.end > text.size()) std::abort();
    const std::string_view name =
        std::string_view(text).substr(finding.span.begin, finding.span.end - finding.span.begin);
    if (!gs::is_valid_utf8(name)) std::abort();
    last_end = finding.span.end;
  }
  if (names_in(**model, text, piece) != names_in(**model, text)) std::abort();
  return 0;
}
