#include "filter/detectors.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "fixtures/detect_fixture.h"

namespace gs::filter {
namespace {

using detect::Detectors;
using detect::Look;
using detect::look;

// However a text is cut, every detector says the same.
TEST(Detectors, AnyCutGivesTheSameSignals) {
  const text::SignalNumber base = text::kBuiltinSignalCount;
  Detectors detectors = all_detectors({{base, "", std::make_shared<const re2::RE2>("w.rld")}});
  const std::vector<std::string> texts = {"Hello, wörld! 12345 日本語\n\nline two", "", "😀 world"};
  for (const auto& detector : detectors) {
    Look whole = look(*detector, texts);
    for (size_t piece = 1; piece < 12; ++piece) {
      Look cut = look(*detector, texts, piece);
      for (text::SignalNumber number : detector->signals()) {
        EXPECT_EQ(cut.signals[number].value, whole.signals[number].value)
            << detector->name() << " in pieces of " << piece;
      }
    }
  }
}

TEST(Detectors, DeclareSignalsThatExist) {
  for (const auto& detector : all_detectors({})) {
    EXPECT_FALSE(detector->name().empty());
    for (text::SignalNumber number : detector->signals()) {
      EXPECT_LT(number, text::kBuiltinSignalCount);
    }
  }
}

}  // namespace
}  // namespace gs::filter
