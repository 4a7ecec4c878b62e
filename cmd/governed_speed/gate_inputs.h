// Reads what the gate decides on: metric artifacts, the card, the artifacts of a release,
// sign-offs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "gate/measurement.h"
#include "gate/release_evidence.h"
#include "gate/report.h"
#include "governed_speed/gate_commands.h"
#include "policy/program.h"

namespace gs::command {

struct GateInputs {
  gate::Metrics metrics;
  std::vector<gate::ToolWarning> warnings;
  gate::ReleaseEvidence evidence;
  std::string model;  // of the options or of the artifacts; empty: none says
};

// Errors name file and field in `where`, "eval.json: counts.pass_at_1.samples".
Result<GateInputs> read_gate_inputs(const GateCheckOptions& options,
                                    const policy::PolicyModel& policy, Files& files, WallTime now);

// The policy, or null after its issues were printed. Empty path: the built-in one.
std::shared_ptr<const policy::CompiledPolicy> read_policy(const std::string& path, Files& files);

}  // namespace gs::command
