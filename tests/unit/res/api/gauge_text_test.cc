#include "res/api/gauge_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace gs::res {
namespace {

TEST(GaugeText, AFamilyWithoutASampleIsNotThere) {
  GaugeText out;
  out.family("a", "nothing").family("b", "something").sample({{"model", "m"}}, 0.5);
  out.sample({{"model", "n"}}, 3).family("c", "one").sample({}, -1e21);
  EXPECT_EQ(out.take(),
            "# HELP b something\n# TYPE b gauge\nb{model=\"m\"} 0.5\nb{model=\"n\"} 3\n"
            "# HELP c one\n# TYPE c gauge\nc -1e+21\n");
}

TEST(GaugeText, LabelsAreEscaped) {
  GaugeText out;
  out.family("a", "h").sample({{"x", "q\"b\\n\n"}, {"y", ""}}, 1);
  EXPECT_EQ(out.take(), "# HELP a h\n# TYPE a gauge\na{x=\"q\\\"b\\\\n\\n\",y=\"\"} 1\n");
}

TEST(GaugeText, WhatIsNoNumberIsNotShown) {
  GaugeText out;
  out.family("a", "h").sample({}, std::numeric_limits<double>::quiet_NaN());
  out.sample({}, std::numeric_limits<double>::infinity());
  EXPECT_EQ(out.take(), "");
}

}  // namespace
}  // namespace gs::res
