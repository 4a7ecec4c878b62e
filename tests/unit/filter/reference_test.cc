// The reference names everything that can be found.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "filter/mask_entities.h"

namespace gs::filter {
namespace {

TEST(Reference, NamesEveryEntity) {
  std::ifstream file(std::string(GS_POLICIES) + "/../docs/reference/signals.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const std::string& entity : findable_entities()) {
    EXPECT_NE(page.str().find("`" + entity + "`"), std::string::npos) << entity;
  }
}

}  // namespace
}  // namespace gs::filter
