// Any valid text: judged without fault, with scores in range, and the same however it is cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "detect/injection/injection.h"
#include "detect/learned/models_folder.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

struct Judged {
  gs::text::Signals signals;
  std::vector<gs::detect::Finding> findings;
};

// In pieces of `piece` bytes, each made longer until it ends between code points.
Judged judge(const gs::detect::Injection& detector, std::string_view text, size_t piece) {
  Judged judged;
  judged.signals.resize(gs::text::kBuiltinSignalCount);
  const auto scan = detector.start({});
  scan->begin_segment(gs::text::Role::kTool);
  while (!text.empty()) {
    size_t size = piece < text.size() ? piece : text.size();
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
    scan->feed(text.substr(0, size), judged.findings);
    text.remove_prefix(size);
  }
  scan->end_segment(judged.findings);
  gs::detect::SignalBoard board(judged.signals);
  scan->report(board);
  return judged;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using gs::detect::Injection, gs::detect::InjectionModel;
  static const auto model = InjectionModel::open(*gs::detect::models_folder(""));
  check(model.has_value());
  static const auto detector = Injection::create(Injection::usual_roles(), *model);
  check(detector.has_value());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!gs::is_valid_utf8(text)) return 0;
  const Judged whole = judge(**detector, text, text.size() + 1);
  const double score = std::get<double>(whole.signals[gs::text::kJailbreakScore].value);
  check(score >= 0 && score <= 1);
  for (const auto& finding : whole.findings) {
    check(finding.span.begin < finding.span.end && finding.span.end <= text.size());
  }
  const Judged cut = judge(**detector, text, 7);
  check(cut.findings.size() == whole.findings.size());
  for (const auto number : (*detector)->signals()) {
    check(cut.signals[number].value == whole.signals[number].value);
  }
  return 0;
}
