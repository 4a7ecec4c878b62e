// What the policy commands share: reading a policy file, and making the inputs of one decision.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "governed_speed/policy_commands.h"
#include "policy/decide.h"

namespace gs::command {

constexpr int kExitFine = 0;
constexpr int kExitFound = 1;     // lint errors, failing tests, unformatted files
constexpr int kExitUnusable = 2;  // input that cannot be worked with

// "error: <what> (<where>)"; returns kExitUnusable.
int report_unusable(const PolicyShell& shell, const Error& error);

// The text of the file, or nothing after the problem was reported.
std::optional<std::string> read_text(const PolicyShell& shell, const std::string& path);

// The compiled policy (the baseline alone for an empty path), or null after its issues were
// reported.
std::shared_ptr<const policy::CompiledPolicy> compile_file(const PolicyShell& shell,
                                                           const std::string& path,
                                                           const std::vector<std::string>& guards);

// A policy and everything that one decision of it needs; not movable once filled, as inputs point
// into it.
struct PreparedInput {
  std::shared_ptr<const policy::CompiledPolicy> policy;
  policy::TestGiven given;
  policy::RequestFacts request;
  policy::GivenSignals signals;
  policy::Inputs inputs;
};
// False after the problem was reported.
bool prepare_input(const PolicyShell& shell, const PolicyInputOptions& options,
                   PreparedInput& prepared);

boost::json::object to_json(const Issue& issue);

}  // namespace gs::command
