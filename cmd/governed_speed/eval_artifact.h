// What the `eval` commands that write a metric artifact share: options and the way out.
#pragma once

#include <string>

#include "evaluate/artifact.h"
#include "evaluate/bootstrap.h"
#include "governed_speed/policy_commands.h"

namespace CLI {
class App;
}

namespace gs::command {

struct ArtifactOptions {
  std::string output;  // file for the artifact; empty: none
  std::string model;   // empty: what the input says
  OutputFormat format = OutputFormat::kText;
};
void add_artifact_options(CLI::App& command, ArtifactOptions& options);
void add_bootstrap_options(CLI::App& command, evaluate::BootstrapOptions& options);

// An artifact with the model of --model, which the input must not contradict.
Result<evaluate::Artifact> new_artifact(const std::string& area, const ArtifactOptions& options);

// Writes the file, prints the figures. Returns the exit status.
int finish_artifact(evaluate::Artifact& artifact, const ArtifactOptions& options);

// The status of `done`: finish_artifact(), or the error and 2.
int finish_artifact(const Result<evaluate::Artifact>& done, const ArtifactOptions& options);

}  // namespace gs::command
