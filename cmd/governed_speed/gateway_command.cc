// governed-speed gateway: settings from file, environment and flags, then the application.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

#include "base/files.h"
#include "gateway/application.h"
#include "governed_speed/commands.h"
#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"

namespace gs::command {
namespace {

struct GatewayOptions {
  std::string settings_file;
  std::map<std::string, std::string, std::less<>> flags;  // by flag name, "--listen"
};

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int run(const GatewayOptions& options) {
  PosixFiles files;
  std::string text;
  if (!options.settings_file.empty()) {
    auto read = files.read(options.settings_file);
    if (!read) return usage_error(read.error().to_string());
    text = *std::move(read);
  }
  std::string file_name = options.settings_file.empty() ? "settings" : options.settings_file;
  auto refuse = [&](const Issues& issues) {
    fmt::print(stderr, "{}", render(issues, file_name, text));
    return kUnusableInput;
  };
  auto resolved = settings::Settings::resolve(
      settings::gateway_table(),
      {.file_text = text, .environment = environment, .flags = options.flags});
  if (!resolved) return refuse(resolved.error());
  unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  auto typed = settings::GatewaySettings::create(*resolved, cores);
  if (!typed) return refuse(typed.error());
  return gateway::run_gateway(*typed, files, GS_VERSION);
}

// What every setting is, below the flags.
std::string settings_help() {
  std::string help = "Settings of the file given by --settings, with their defaults:\n";
  for (const settings::Setting& setting : settings::gateway_table()) {
    help += fmt::format("  {:<28} {:<16} {}\n", settings::shown_key(setting.key),
                        setting.default_text, setting.description);
  }
  return help;
}

void add_flags(CLI::App& command, GatewayOptions& options) {
  for (const settings::Setting& setting : settings::gateway_table()) {
    if (setting.flag.empty()) continue;
    std::string flag(setting.flag);
    std::string about = fmt::format("{} [{}]", setting.description, setting.default_text);
    if (setting.type == settings::SettingType::kBool) {
      command.add_flag_callback(flag, [&options, flag] { options.flags[flag] = "on"; }, about);
    } else if (setting.type == settings::SettingType::kList) {
      // Given several times, or once with commas.
      command.add_option_function<std::vector<std::string>>(
          flag,
          [&options, flag](const std::vector<std::string>& values) {
            options.flags[flag] = fmt::format("{}", fmt::join(values, ","));
          },
          about);
    } else {
      command.add_option_function<std::string>(
          flag, [&options, flag](const std::string& value) { options.flags[flag] = value; }, about);
    }
  }
}

}  // namespace

void add_gateway_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("gateway", "Run the Policy Gateway");
  auto options = std::make_shared<GatewayOptions>();
  command->add_option("--settings", options->settings_file,
                      "Settings file, governed-speed.yaml; flags and environment win over it");
  add_flags(*command, *options);
  command->footer(settings_help());
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace gs::command
