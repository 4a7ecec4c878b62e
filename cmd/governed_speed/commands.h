// The subcommands. Each add_ function describes its options; when the command is chosen it runs and
// leaves its exit status: 0 success, 1 "no" (a failing test, a violation), 2 unusable input.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace gs::command {

inline constexpr int kUnusableInput = 2;

void add_eval_command(CLI::App& app, int& status);
void add_card_command(CLI::App& app, int& status);
void add_corpus_command(CLI::App& app, int& status);
void add_evidence_command(CLI::App& app, int& status);
void add_gate_command(CLI::App& app, int& status);
void add_gateway_command(CLI::App& app, int& status);
void add_health_command(CLI::App& app, int& status);
void add_keys_command(CLI::App& app, int& status);
void add_pac_ci_command(CLI::App& app, int& status);
void add_policy_command(CLI::App& app, int& status);
void add_res_command(CLI::App& app, int& status);
void add_scan_command(CLI::App& app, int& status);
void add_up_command(CLI::App& app, int& status);
void add_version_command(CLI::App& app, int& status);

// Prints "error: <what>" on stderr; returns kUnusableInput.
int usage_error(const std::string& what);

}  // namespace gs::command
