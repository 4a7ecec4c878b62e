// governed-speed gate synth.
#include <iostream>

#include "base/clock.h"
#include "base/files.h"
#include "gate/synthetic.h"
#include "governed_speed/commands.h"
#include "governed_speed/gate_inputs.h"

namespace gs::command {
namespace {

// The limits that a policy has had from the beginning.
constexpr char kHistoricalCore[] = R"(
thresholds:
  quality: { pass_at_5: { target: 0.82 } }
  fairness: { subgroup_delta: { target_max: 0.05 } }
  safety: { harmful_rate: { target_max: 0.005 } }
  privacy: { reid_risk: { target_max: 0.001 } }
  drift: { psi: { warn_at: 0.1, retrain_at: 0.2 } }
)";

Status write_all(const GateSynthOptions& options, const policy::PolicyModel& policy) {
  const SystemClock clock;
  GS_TRY(const auto artifacts,
         gate::synthetic_artifacts(
             policy, {.violate = options.violate, .model = options.model, .now = clock.now()}));
  PosixFiles files(0644);
  GS_CHECK_OK(files.make_folder(options.folder));
  for (const auto& [name, text] : artifacts) {
    const std::string path = options.folder + "/" + name;
    GS_CHECK_OK(files.replace(path, text));
    std::cout << path << '\n';
  }
  return Ok{};
}

}  // namespace

int gate_synth(const GateSynthOptions& options) {
  PosixFiles files;
  const auto policy = options.config.empty()
                          ? policy::CompiledPolicy::compile(kHistoricalCore, {}).policy
                          : read_policy(options.config, files);
  if (policy == nullptr) return kUnusableInput;
  const Status done = write_all(options, policy->model());
  return done ? 0 : usage_error(done.error().to_string());
}

}  // namespace gs::command
