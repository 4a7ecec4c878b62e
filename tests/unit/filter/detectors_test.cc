#include "filter/detectors.h"

#include <gtest/gtest.h>

#include "fixtures/detect_fixture.h"

namespace gs::filter {
namespace {

using detect::Detectors;
using detect::Look;
using detect::look;

// However a text is cut, every detector says the same.
TEST(Detectors, AnyCutGivesTheSameSignals) {
  const auto policy = policy::CompiledPolicy::compile(
      "policy_as_code:\n  patterns: {w: {regex: w.rld}}\n  rules: []\n", {});
  const Detectors detectors = *detectors_for(*policy.policy, *shared_detectors({}));
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
  const Detectors detectors = *shared_detectors({});
  for (const auto& detector : detectors) {
    EXPECT_FALSE(detector->name().empty());
    for (text::SignalNumber number : detector->signals()) {
      EXPECT_LT(number, text::kBuiltinSignalCount);
    }
  }
}

}  // namespace
}  // namespace gs::filter
