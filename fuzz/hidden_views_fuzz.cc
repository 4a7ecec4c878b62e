// Any text in hidden views: they are valid UTF-8, bounded, and every character of them maps to a
// stretch of the text between code points.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "text/hidden_views.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

bool is_border(std::string_view text, size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

void check_view(const gs::text::HiddenView& view, std::string_view block) {
  check(gs::is_valid_utf8(view.text));
  check(view.map.view_size() == view.text.size());
  for (size_t at = 0; at < view.text.size();) {
    const size_t begin = at;
    gs::next_code_point(view.text, at);
    for (const size_t end : {at, view.text.size()}) {
      const gs::text::Span span = view.map.original({begin, end});
      check(span.begin <= span.end && span.end <= block.size());
      check(is_border(block, span.begin) && is_border(block, span.end));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static gs::text::HiddenViews hidden;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view block = bytes.substr(0, gs::find_invalid_utf8(bytes));
  hidden.read(block);
  check(!hidden.views().empty());
  size_t total = 0;
  for (const auto& view : hidden.views()) {
    check_view(view, block);
    total += view.text.size();
  }
  // The longest expansion of one character is eleven fold; derived views have a budget of their
  // own, by their sources.
  check(total <= 100 * block.size() + 8192);
  const double score = gs::text::obfuscation_score(hidden.found());
  check(score >= 0 && score <= 1);
  return 0;
}
