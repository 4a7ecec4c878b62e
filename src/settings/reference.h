// What the table of settings says, for editors and for readers.
#pragma once

#include "settings/setting.h"

#include <string>

namespace gs::settings {

// A JSON Schema (draft 2020-12) of the settings file, indented, ending in a newline.
std::string json_schema(Table table);

// The page docs/reference/configuration.md: one Markdown table a section.
std::string reference_markdown(Table table);

}  // namespace gs::settings
