#include "governed_speed/service_options.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <thread>
#include <vector>

#include "base/files.h"
#include "governed_speed/commands.h"
#include "settings/settings_table.h"

namespace gs::command {
namespace {

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void add_flag(CLI::App& command, const settings::Setting& setting, const std::string& name,
              ServiceOptions& options) {
  const std::string flag(setting.flag);
  const std::string about = fmt::format("{} [{}]", setting.description, setting.default_text);
  if (setting.type == settings::SettingType::kBool) {
    command.add_flag_callback(name, [&options, flag] { options.flags[flag] = "on"; }, about);
  } else if (setting.type == settings::SettingType::kList) {
    // Given several times, or once with commas.
    command.add_option_function<std::vector<std::string>>(
        name,
        [&options, flag](const std::vector<std::string>& values) {
          options.flags[flag] = fmt::format("{}", fmt::join(values, ","));
        },
        about);
  } else {
    command.add_option_function<std::string>(
        name, [&options, flag](const std::string& value) { options.flags[flag] = value; }, about);
  }
}

}  // namespace

void add_settings_file(CLI::App& command, ServiceOptions& options) {
  command.add_option("--settings", options.settings_file,
                     "Settings file, governed-speed.yaml; flags and environment win over it");
}

void add_flags(CLI::App& command, settings::Table table, const FlagNames& names,
               ServiceOptions& options) {
  for (const settings::Setting& setting : table) {
    if (setting.flag.empty()) continue;
    const auto renamed = names.find(setting.flag);
    const std::string name = renamed == names.end() ? std::string(setting.flag) : renamed->second;
    if (!name.empty()) add_flag(command, setting, name, options);
  }
}

std::string settings_help(settings::Table table) {
  std::string help = "Settings of the file given by --settings, with their defaults:\n";
  for (const settings::Setting& setting : table) {
    help += fmt::format("  {:<28} {:<16} {}\n", settings::shown_key(setting.key),
                        setting.default_text, setting.description);
  }
  return help;
}

int SettingsText::refuse(const Issues& issues) const {
  fmt::print(stderr, "{}", render(issues, name, text));
  return kUnusableInput;
}

std::optional<SettingsText> read_settings_file(const ServiceOptions& options) {
  if (options.settings_file.empty()) return SettingsText{"settings", ""};
  PosixFiles files;
  auto text = files.read(options.settings_file);
  if (!text) {
    usage_error(text.error().to_string());
    return std::nullopt;
  }
  return SettingsText{options.settings_file, *std::move(text)};
}

tl::expected<settings::Settings, Issues> resolve(settings::Table table, const SettingsText& file,
                                                 const ServiceOptions& options) {
  return settings::Settings::resolve(table, {.file_text = file.text,
                                             .also_known = settings::settings_table(),
                                             .environment = environment,
                                             .flags = options.flags});
}

unsigned cores() {
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace gs::command
