// governed-speed gateway: settings from file, environment and flags, then the application.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "gateway/application.h"
#include "governed_speed/commands.h"
#include "governed_speed/service_options.h"
#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"

namespace gs::command {
namespace {

int run(const ServiceOptions& options) {
  const auto file = read_settings_file(options);
  if (!file) return kUnusableInput;
  auto resolved = resolve(settings::gateway_table(), *file, options);
  if (!resolved) return file->refuse(resolved.error());
  auto typed = settings::GatewaySettings::create(*resolved, cores());
  if (!typed) return file->refuse(typed.error());
  PosixFiles files;
  return gateway::run_gateway(*typed, files, GS_VERSION);
}

}  // namespace

void add_gateway_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("gateway", "Run the Policy Gateway");
  auto options = std::make_shared<ServiceOptions>();
  add_settings_file(*command, *options);
  add_flags(*command, settings::gateway_table(), {}, *options);
  command->footer(settings_help(settings::gateway_table()));
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace gs::command
