// The official conformance cases as the checker needs them: expressions with their declared names.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "policy/cel/environment.h"
#include "policy/cel/signatures.h"

namespace gs::cel {

struct DeclaredRow {
  std::string id;
  std::string expression;
  std::string container;
  bool check = true;
  bool expects_value = false;
  std::vector<std::pair<std::string, Type>> variables;

  Environment environment(bool cross_type) const {
    LanguageOptions options;
    options.check = check;
    options.container = container;
    options.cross_type_numeric_comparison = cross_type;
    Environment environment(options);
    // Some rows bind true, false and null, to show that literals win; that is no declaration here.
    for (const auto& [name, type] : variables) (void)environment.declare(name, type);
    return environment;
  }
};

inline Type type_from_text(std::string text) {
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"null_type", "null"},
                                 {"google.protobuf.Timestamp", "timestamp"},
                                 {"google.protobuf.Duration", "duration"}}) {
    const size_t at = text.find(from);
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  const auto signatures = parse_signatures("() -> " + text);
  return signatures ? signatures->front().result : Type();
}

inline DeclaredRow declared_row(const boost::json::object& json) {
  DeclaredRow row;
  row.id = json.at("id").as_string();
  row.expression = json.at("expr").as_string();
  row.container = json.at("container").as_string();
  row.check = !json.at("disable_check").as_bool();
  row.expects_value = json.at("expect").as_object().contains("value");
  if (const auto* declarations = json.if_contains("type_env")) {
    for (const auto& entry : declarations->as_array()) {
      const auto& declaration = entry.as_object();
      if (!declaration.contains("type")) continue;
      row.variables.emplace_back(declaration.at("name").as_string(),
                                 type_from_text(std::string(declaration.at("type").as_string())));
    }
  }
  for (const auto& binding : json.at("bindings").as_object()) {
    const bool declared =
        std::any_of(row.variables.begin(), row.variables.end(),
                    [&](const auto& variable) { return variable.first == binding.key(); });
    if (!declared) row.variables.emplace_back(binding.key(), Type());
  }
  return row;
}

// Empty where the cases are not there.
inline std::vector<DeclaredRow> declared_rows() {
  std::vector<DeclaredRow> rows;
  const std::filesystem::path folder = std::filesystem::path(GS_SHARED) / "cel/conformance";
  if (!std::filesystem::exists(folder)) return rows;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".jsonl") continue;
    std::ifstream stream(file.path());
    for (std::string line; std::getline(stream, line);) {
      const auto json = boost::json::parse(line).as_object();
      if (json.at("proto_free").as_bool()) rows.push_back(declared_row(json));
    }
  }
  return rows;
}

}  // namespace gs::cel
