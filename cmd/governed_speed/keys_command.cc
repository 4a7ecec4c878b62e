// governed-speed keys create | list | revoke: the callers of the gateway.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/key_record.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "governed_speed/commands.h"
#include "governed_speed/keys_file.h"

namespace gs::command {
namespace {

namespace json = boost::json;

using Strings = std::vector<std::string>;

struct KeysOptions {
  std::string file;
  std::string data;
  std::string format = "text";
  std::string id;

  std::string path() const { return file.empty() ? data + "/keys.json" : file; }
};

struct CreateOptions : KeysOptions {
  Strings roles;
  std::string name;
  std::string tenant;
  Strings models;
  Strings lawful_bases;
  Strings labels;
  std::string trust_context = "raise_only";
  std::string expires;
  auth::LimitSet limits;
};

struct RevokeOptions : KeysOptions {
  bool remove = false;
};

int unusable(const Error& error) {
  return usage_error(error.to_string());
}

tl::unexpected<Error> wrong(std::string message, std::string where) {
  return fail(ErrorCode::kInvalidInput, std::move(message), std::move(where));
}

// "90d", or the time itself. At most 100 years of days.
Result<WallTime> expiry_from(const std::string& text, WallTime now) {
  WallTime time;
  unsigned days = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, days);
  if (error == std::errc() && stop + 1 == end && *stop == 'd' && days >= 1 && days <= 36500) {
    time = now + std::chrono::days(days);
  } else if (const auto given = from_rfc3339(text)) {
    time = *given;
  } else {
    return wrong("must be a number of days such as 90d, or a time such as 2027-01-01T00:00:00Z",
                 "--expires");
  }
  if (time <= now) return wrong("must be in the future", "--expires");
  return time;
}

Result<auth::RoleSet> roles_from(const Strings& names) {
  auth::RoleSet roles;
  for (const std::string& name : names) {
    const auto role = auth::role_from(name);
    if (!role) {
      return wrong(fmt::format("unknown role '{}'; roles are {}", escape_for_display(name, 64),
                               fmt::join(auth::role_names(), ", ")),
                   "--role");
    }
    roles.insert(*role);
  }
  return roles;
}

Result<std::vector<std::pair<std::string, std::string>>> labels_from(const Strings& texts) {
  std::vector<std::pair<std::string, std::string>> labels;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) return wrong("must be NAME=VALUE", "--label");
    std::string name = text.substr(0, equals);
    for (const auto& [earlier, value] : labels) {
      if (earlier == name) {
        return wrong(fmt::format("'{}' is given twice", escape_for_display(name, 64)), "--label");
      }
    }
    labels.emplace_back(std::move(name), text.substr(equals + 1));
  }
  return labels;
}

// JSON texts are UTF-8; what the shell hands over may be anything.
Status check_utf8(const CreateOptions& options) {
  Strings all = {options.name, options.tenant};
  for (const Strings* list : {&options.models, &options.lawful_bases, &options.labels}) {
    all.insert(all.end(), list->begin(), list->end());
  }
  for (const std::string& text : all) {
    if (!is_valid_utf8(text)) return wrong("is not UTF-8", escape_for_display(options.id, 64));
  }
  return Ok{};
}

Result<auth::KeyRecord> record_from(const CreateOptions& options, WallTime now) {
  GS_CHECK_OK(check_utf8(options));
  auth::KeyRecord record;
  auth::Principal& principal = record.principal;
  principal.id = options.id;
  principal.name = options.name;
  principal.tenant = options.tenant;
  GS_TRY(principal.roles, roles_from(options.roles));
  GS_TRY(principal.labels, labels_from(options.labels));
  if (!options.models.empty()) principal.models = options.models;
  if (!options.lawful_bases.empty()) principal.lawful_bases = options.lawful_bases;
  if (options.trust_context == "full") principal.trust_context = auth::ContextTrust::kFull;
  principal.limits = options.limits;
  if (!options.expires.empty()) {
    GS_TRY(record.expires, expiry_from(options.expires, now));
  }
  return record;
}

// Adds the key to the file and returns its text.
Result<std::string> create_key(const CreateOptions& options, auth::KeyRecord& record) {
  GS_TRY(record, record_from(options, SystemClock().now()));
  GS_TRY(std::string key, auth::new_key_text(options.id));
  record.digest = sha256(key);
  GS_TRY(const auto file, KeysFile::open(options.path(), KeysFile::Missing::kIsEmpty));
  if (file->find(options.id) != nullptr) {
    return fail(ErrorCode::kAlreadyExists, fmt::format("there is a key '{}' already", options.id),
                file->path());
  }
  file->records().push_back(record);
  GS_CHECK_OK(file->save());
  return key;
}

int keys_create(const CreateOptions& options) {
  auth::KeyRecord record;
  const Result<std::string> key = create_key(options, record);
  if (!key) return unusable(key.error());
  if (options.format == "text") {
    std::cout << *key << '\n';
    std::cerr << "kept in " << options.path() << "; the key itself is not, and not shown again\n";
    return 0;
  }
  json::object report{{"id", options.id}, {"key", *key}};
  if (record.expires) report["expires"] = to_rfc3339(*record.expires);
  std::cout << to_json_text(report) << '\n';
  return 0;
}

std::string_view state_of(const auth::KeyRecord& record, WallTime now) {
  if (record.disabled) return "disabled";
  return record.expires && *record.expires <= now ? "expired" : "active";
}

Strings roles_of(const auth::KeyRecord& record) {
  Strings names;
  for (const std::string& name : auth::role_names()) {
    if (record.principal.roles.contains(*auth::role_from(name))) names.push_back(name);
  }
  return names;
}

json::object row_of(const auth::KeyRecord& record, WallTime now) {
  const Strings roles = roles_of(record);
  json::object row{{"id", record.principal.id},
                   {"name", record.principal.name},
                   {"roles", json::array(roles.begin(), roles.end())},
                   {"tenant", record.principal.tenant},
                   {"expires", nullptr},
                   {"state", state_of(record, now)}};
  if (record.expires) row["expires"] = to_rfc3339(*record.expires);
  return row;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : escape_for_display(text, 64);
}

int keys_list(const KeysOptions& options) {
  const auto file = KeysFile::open(options.path(), KeysFile::Missing::kIsAnError);
  if (!file) return unusable(file.error());
  const WallTime now = SystemClock().now();
  if (options.format == "json") {
    json::array rows;
    for (const auth::KeyRecord& record : (*file)->records()) rows.push_back(row_of(record, now));
    std::cout << to_json_text(json::object{{"keys", std::move(rows)}}) << '\n';
    return 0;
  }
  constexpr const char* kRow = "{:<20} {:<9} {:<24} {:<16} {:<26} {}\n";
  std::cout << fmt::format(kRow, "ID", "STATE", "EXPIRES", "TENANT", "ROLES", "NAME");
  for (const auth::KeyRecord& record : (*file)->records()) {
    std::cout << fmt::format(
        kRow, record.principal.id, state_of(record, now),
        record.expires ? to_rfc3339(*record.expires) : "-", or_dash(record.principal.tenant),
        fmt::format("{}", fmt::join(roles_of(record), ",")), or_dash(record.principal.name));
  }
  return 0;
}

Status revoke_key(const RevokeOptions& options) {
  GS_TRY(const auto file, KeysFile::open(options.path(), KeysFile::Missing::kIsAnError));
  auth::KeyRecord* record = file->find(options.id);
  if (record == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no key '{}'", escape_for_display(options.id, 64)),
                file->path());
  }
  if (options.remove) {
    file->records().erase(file->records().begin() + (record - file->records().data()));
  } else {
    record->disabled = true;
  }
  return file->save();
}

int keys_revoke(const RevokeOptions& options) {
  if (const Status done = revoke_key(options); !done) return unusable(done.error());
  const std::string_view state = options.remove ? "deleted" : "disabled";
  if (options.format == "json") {
    std::cout << to_json_text(json::object{{"id", options.id}, {"state", state}}) << '\n';
  } else {
    std::cout << options.id << ' ' << state << '\n';
  }
  return 0;
}

void add_common(CLI::App* command, KeysOptions& options) {
  CLI::Option_group* where = command->add_option_group("file", "Where the keys are kept");
  where->add_option("--file", options.file, "File of keys");
  where->add_option("--data", options.data, "Data folder; the file is keys.json in it");
  where->require_option(1);
  command->add_option("--format", options.format, "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
}

void add_limits(CLI::App* command, auth::LimitSet& limits) {
  const auto requests = CLI::Range(uint64_t{1}, auth::kMaxRequestLimit);
  const auto tokens = CLI::Range(uint64_t{1}, auth::kMaxTokenLimit);
  const auto add = [command](const char* name, auto& number, const auto& range, const char* what) {
    command->add_option(name, number, what)->check(range);
  };
  add("--requests-per-minute", limits.requests_per_minute, requests,
      "Requests a minute [as the settings say]");
  add("--tokens-per-minute", limits.tokens_per_minute, tokens,
      "Tokens a minute, prompt and answer [as the settings say]");
  add("--tokens-per-day", limits.tokens_per_day, tokens, "Tokens a UTC day [as the settings say]");
  add("--concurrent", limits.concurrent, requests,
      "Requests under way at once [as the settings say]");
}

void add_create(CLI::App* keys, int& status) {
  auto options = std::make_shared<CreateOptions>();
  CLI::App* create = keys->add_subcommand("create", "Make a key and print it, once");
  create->add_option("id", options->id, "Its name in logs and records: letters, digits, hyphens")
      ->required();
  add_common(create, *options);
  create
      ->add_option("--role", options->roles,
                   "What it may do: " + fmt::format("{}", fmt::join(auth::role_names(), ", ")))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->required();
  create->add_option("--name", options->name, "A description for people");
  create->add_option("--tenant", options->tenant, "Whom it belongs to");
  // One value each time it is given: what follows may be the id.
  const auto add_repeatable = [create](const char* name, Strings& values, const char* what) {
    create->add_option(name, values, what)->allow_extra_args(false);
  };
  add_repeatable("--model", options->models, "A model it may ask for; repeatable [all]");
  add_repeatable("--lawful-basis", options->lawful_bases,
                 "A lawful basis it may claim; repeatable [all]");
  add_repeatable("--label", options->labels, "NAME=VALUE for rules (request.labels); repeatable");
  create
      ->add_option("--trust-context", options->trust_context,
                   "Whether risk signals in its context can only raise what was found, or replace "
                   "it: raise_only or full [raise_only]")
      ->check(CLI::IsMember({"raise_only", "full"}));
  create->add_option(
      "--expires", options->expires,
      "From when on it is refused: days (90d) or a time (2027-01-01T00:00:00Z) [never]");
  add_limits(create, options->limits);
  create->callback([options, &status] { status = keys_create(*options); });
}

}  // namespace

void add_keys_command(CLI::App& app, int& status) {
  CLI::App* keys = app.add_subcommand("keys", "Make, list and revoke the keys of callers");
  keys->require_subcommand(1);
  add_create(keys, status);

  auto list_options = std::make_shared<KeysOptions>();
  CLI::App* list = keys->add_subcommand("list", "Show the keys, without anything secret");
  add_common(list, *list_options);
  list->callback([list_options, &status] { status = keys_list(*list_options); });

  auto revoke_options = std::make_shared<RevokeOptions>();
  CLI::App* revoke = keys->add_subcommand("revoke", "Disable a key");
  revoke->add_option("id", revoke_options->id, "Which")->required();
  add_common(revoke, *revoke_options);
  revoke->add_flag("--delete", revoke_options->remove, "Take it out of the file instead");
  revoke->callback([revoke_options, &status] { status = keys_revoke(*revoke_options); });
}

}  // namespace gs::command
