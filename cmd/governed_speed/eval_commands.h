// The `eval` commands, a file each. Each describes its options; run, it leaves its exit status: 0
// done, 2 unusable input.
#pragma once

namespace CLI {
class App;
}

namespace gs::command {

void add_eval_quality(CLI::App& eval, int& status);
void add_eval_fairness(CLI::App& eval, int& status);
void add_eval_safety(CLI::App& eval, int& status);
void add_eval_drift(CLI::App& eval, int& status);
void add_eval_privacy(CLI::App& eval, int& status);
void add_eval_latency(CLI::App& eval, int& status);

}  // namespace gs::command
