// The options of commands that run services: a flag for each setting that has one, and the settings
// file under them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "settings/settings.h"

namespace CLI {
class App;
}

namespace gs::command {

struct ServiceOptions {
  std::string settings_file;
  std::map<std::string, std::string, std::less<>> flags;  // by the table's name, "--listen"
};

// What a command calls the flags of a table where it runs two services: "--listen" may become
// "--res-listen"; an empty name leaves the flag out.
using FlagNames = std::map<std::string_view, std::string, std::less<>>;

// `options` lives as long as `command`.
void add_settings_file(CLI::App& command, ServiceOptions& options);
void add_flags(CLI::App& command, settings::Table table, const FlagNames& names,
               ServiceOptions& options);
// What every setting is, for the text below the flags.
std::string settings_help(settings::Table table);

// A settings file, read once.
struct SettingsText {
  std::string name;  // for messages
  std::string text;

  // Prints the issues on stderr; returns kUnusableInput.
  int refuse(const Issues& issues) const;
};
// Nothing, and the error printed, when the file cannot be read.
std::optional<SettingsText> read_settings_file(const ServiceOptions& options);

tl::expected<settings::Settings, Issues> resolve(settings::Table table, const SettingsText& file,
                                                 const ServiceOptions& options);

// Processors of this machine, at least 1.
unsigned cores();

}  // namespace gs::command
