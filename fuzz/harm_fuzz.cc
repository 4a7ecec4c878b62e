// Any valid text: judged for harm without fault, with a score in range, and the same however it is
// cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "detect/harm/harm.h"
#include "detect/learned/models_folder.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

// In pieces of `piece` bytes, each made longer until it ends between code points.
gs::text::Signals judge(const gs::detect::Harm& detector, std::string_view text, size_t piece) {
  gs::text::Signals signals(gs::text::kBuiltinSignalCount);
  std::vector<gs::detect::Finding> findings;
  const auto scan = detector.start({});
  scan->begin_segment(gs::text::Role::kUser);
  while (!text.empty()) {
    size_t size = piece < text.size() ? piece : text.size();
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
    scan->feed(text.substr(0, size), findings);
    text.remove_prefix(size);
  }
  scan->end_segment(findings);
  gs::detect::SignalBoard board(signals);
  scan->report(board);
  check(findings.empty());
  return signals;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto model = gs::detect::HarmModel::open(*gs::detect::models_folder(""));
  check(model.has_value());
  static const gs::detect::Harm detector(*model);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!gs::is_valid_utf8(text)) return 0;
  const gs::text::Signals whole = judge(detector, text, text.size() + 1);
  const double score = std::get<double>(whole[gs::text::kHarmScore].value);
  check(score >= 0 && score <= 1);
  const gs::text::Signals cut = judge(detector, text, 7);
  for (const auto number : detector.signals()) check(cut[number].value == whole[number].value);
  return 0;
}
