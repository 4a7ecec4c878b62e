// governed-speed res: settings from file, environment and flags, then the application.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "governed_speed/commands.h"
#include "governed_speed/service_options.h"
#include "res/application.h"
#include "settings/res_settings.h"
#include "settings/res_table.h"

namespace gs::command {
namespace {

int run(const ServiceOptions& options) {
  const auto file = read_settings_file(options);
  if (!file) return kUnusableInput;
  auto resolved = resolve(settings::res_table(), *file, options);
  if (!resolved) return file->refuse(resolved.error());
  auto typed = settings::ResSettings::create(*resolved, cores());
  if (!typed) return file->refuse(typed.error());
  PosixFiles files;
  return res::run_res(*typed, files, GS_VERSION);
}

}  // namespace

void add_res_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("res", "Run the Risk & Evidence Service");
  auto options = std::make_shared<ServiceOptions>();
  add_settings_file(*command, *options);
  add_flags(*command, settings::res_table(), {}, *options);
  command->footer(settings_help(settings::res_table()));
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace gs::command
