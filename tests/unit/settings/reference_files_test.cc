// The two files in docs/reference that are made from the table of settings are what the table says.
// After a change of the table: GS_REGENERATE=1 build/dev/bin/unit_settings
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "settings/reference.h"
#include "settings/settings_table.h"

namespace gs::settings {
namespace {

void expect_file(const std::string& name, const std::string& made) {
  const std::string path = std::string(GS_POLICIES) + "/../docs/reference/" + name;
  if (std::getenv("GS_REGENERATE") != nullptr) std::ofstream(path) << made;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), made) << path << " is stale; run with GS_REGENERATE=1 to write it again";
}

TEST(ReferenceFiles, ConfigurationPage) {
  expect_file("configuration.md", reference_markdown(settings_table()));
}

TEST(ReferenceFiles, SettingsSchema) {
  expect_file("settings.schema.json", json_schema(settings_table()));
}

}  // namespace
}  // namespace gs::settings
