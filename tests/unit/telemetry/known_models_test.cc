#include "telemetry/known_models.h"

#include <gtest/gtest.h>

namespace gs::telemetry {
namespace {

TEST(KnownModels, ConfiguredNamesAreTheirOwnLabel) {
  const KnownModels models({"llama", "gpt-4o", "", "llama"});
  struct Row {
    const char* model;
    const char* label;
  };
  for (const Row& row : {Row{"llama", "llama"}, Row{"gpt-4o", "gpt-4o"}, Row{"gpt-4", "other"},
                         Row{"gpt-4o2", "other"}, Row{"LLAMA", "other"}, Row{"other", "other"},
                         Row{"none", "other"}, Row{"zz", "other"}, Row{"", "none"}}) {
    EXPECT_EQ(models.label(row.model), row.label) << row.model;
    EXPECT_EQ(models.labels()[models.find(row.model)], row.label) << row.model;
  }
  EXPECT_EQ(models.labels().size(), 4U);
}

TEST(KnownModels, NoneConfigured) {
  const KnownModels models({});
  EXPECT_EQ(models.label("llama"), "other");
  EXPECT_EQ(models.label(""), "none");
}

}  // namespace
}  // namespace gs::telemetry
