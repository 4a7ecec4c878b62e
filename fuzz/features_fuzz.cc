// Any bytes: cut into tokens within bounds, with the same features every time.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "detect/learned/features.h"
#include "detect/learned/windows.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static gs::detect::Features features;  // used again: what came before leaves nothing behind
  features.read(text);
  const size_t tokens = features.tokens();
  check(tokens <= size);
  for (size_t i = 0; i < tokens; ++i) {
    check(features.begin(i) < size && (i == 0 || features.begin(i) > features.begin(i - 1)));
    check(features.hashes(i, i + 1).size() <= 6);
    check(features.repeated(i) <= i);
  }
  gs::detect::for_each_window(
      tokens, [tokens](size_t first, size_t last) { check(first <= last && last <= tokens); });
  gs::detect::Features fresh;
  fresh.read(text);
  const auto a = features.hashes(0, tokens), b = fresh.hashes(0, fresh.tokens());
  check(std::vector<uint32_t>(a.begin(), a.end()) == std::vector<uint32_t>(b.begin(), b.end()));
  return 0;
}
