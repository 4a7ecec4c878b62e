#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "governed_speed/commands.h"

namespace gs::command {

void add_version_command(CLI::App& app, int& status) {
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->callback([&status] {
    fmt::print("governed-speed {}\n", GS_VERSION);
    status = 0;
  });
}

int usage_error(const std::string& what) {
  fmt::print(stderr, "error: {}\n", what);
  return kUnusableInput;
}

}  // namespace gs::command
