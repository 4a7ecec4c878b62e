// governed-speed up: gateway and evidence service in one process, on one data folder.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "gateway/application.h"
#include "governed_speed/commands.h"
#include "governed_speed/service_options.h"
#include "res/application.h"
#include "service/process.h"
#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"
#include "settings/res_settings.h"
#include "settings/res_table.h"

namespace gs::command {
namespace {

constexpr const char* kDataFolder = "governed-speed-data";

// Both services' flags; those that both have go to both.
struct UpOptions {
  ServiceOptions gateway;
  ServiceOptions res;
};

// The evidence service first, since the gateway's journal goes there; it ends last.
int serve(const settings::GatewaySettings& gateway, const settings::ResSettings& res) {
  const service::Signals signals;  // first: threads inherit the mask
  service::keep_freed_memory();
  PosixFiles files;
  auto evidence = res::Application::start(res, files, GS_VERSION);
  if (!evidence) return service::refuse_to_start(evidence.error());

  const gateway::Surroundings around{
      .wait_for_stop = [&] { return fmt::format("signal {}", signals.wait()); },
      .receiver = &(*evidence)->receiver()};
  const Status served = gateway::serve_gateway(gateway, files, GS_VERSION, around);
  (*evidence)->stop();
  return served ? 0 : service::refuse_to_start(served.error());
}

int run(UpOptions options) {
  options.res.settings_file = options.gateway.settings_file;
  for (const settings::Setting& setting : settings::res_table()) {
    if (setting.flag == "--listen" || setting.flag == "--workers") continue;  // each has its own
    const auto both = options.gateway.flags.find(setting.flag);
    if (both != options.gateway.flags.end()) options.res.flags.emplace(both->first, both->second);
  }
  const auto file = read_settings_file(options.gateway);
  if (!file) return kUnusableInput;

  auto gateway = resolve(settings::gateway_table(), *file, options.gateway);
  if (!gateway) return file->refuse(gateway.error());
  if (gateway->find("data.dir").source == settings::Source::kDefault) {
    options.gateway.flags["--data"] = kDataFolder;
    options.res.flags["--data"] = kDataFolder;
    gateway = resolve(settings::gateway_table(), *file, options.gateway);
    if (!gateway) return file->refuse(gateway.error());
  }
  auto res = resolve(settings::res_table(), *file, options.res);
  if (!res) return file->refuse(res.error());
  auto typed_gateway = settings::GatewaySettings::create(*gateway, cores());
  if (!typed_gateway) return file->refuse(typed_gateway.error());
  auto typed_res = settings::ResSettings::create(*res, cores());
  if (!typed_res) return file->refuse(typed_res.error());
  return serve(*typed_gateway, *typed_res);
}

}  // namespace

void add_up_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "up", "Run the Policy Gateway and the Risk & Evidence Service in one process");
  auto options = std::make_shared<UpOptions>();
  add_settings_file(*command, options->gateway);
  // The gateway's journal goes to the service beside it, so that its address is not asked for.
  add_flags(*command, settings::gateway_table(),
            {{"--listen", "--gateway-listen"}, {"--workers", "--gateway-workers"}, {"--res", ""}},
            options->gateway);
  FlagNames names{{"--listen", "--res-listen"}, {"--workers", "--res-workers"}};
  for (const settings::Setting& setting : settings::gateway_table()) {
    if (!setting.flag.empty()) names.emplace(setting.flag, "");  // is there already
  }
  add_flags(*command, settings::res_table(), names, options->res);
  command->footer(fmt::format("Without --data everything is kept in ./{}.\n\n{}", kDataFolder,
                              "Settings: see `governed-speed gateway --help` and "
                              "`governed-speed res --help`."));
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace gs::command
