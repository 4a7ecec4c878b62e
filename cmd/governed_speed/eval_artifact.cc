#include "governed_speed/eval_artifact.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <map>

#include "base/clock.h"
#include "base/files.h"
#include "governed_speed/commands.h"

namespace gs::command {
namespace {

constexpr uint32_t kMostResamples = 100'000;
constexpr uint32_t kPublicFile = 0644;  // figures hold no secret

}  // namespace

void add_artifact_options(CLI::App& command, ArtifactOptions& options) {
  command.add_option("-o,--output", options.output, "File for the metric artifact, JSON");
  command.add_option("--model", options.model,
                     "Model that the figures are of [what the input says]");
  const std::map<std::string, OutputFormat> names = {{"text", OutputFormat::kText},
                                                     {"json", OutputFormat::kJson}};
  command.add_option("--format", options.format, "What to print: text or json [text]")
      ->transform(CLI::CheckedTransformer(names));
}

void add_bootstrap_options(CLI::App& command, evaluate::BootstrapOptions& options) {
  command.add_option("--seed", options.seed, "Seed of the bootstrap [1]");
  command
      .add_option("--resamples", options.resamples,
                  "Resamples of the bootstrap, 100 to 100000 [1000]")
      ->check(CLI::Range(uint32_t{100}, kMostResamples));
}

Result<evaluate::Artifact> new_artifact(const std::string& area, const ArtifactOptions& options) {
  evaluate::Artifact artifact(area);
  GS_CHECK_OK(artifact.set_model(options.model, "--model"));
  return artifact;
}

int finish_artifact(evaluate::Artifact& artifact, const ArtifactOptions& options) {
  artifact.set_tool("governed-speed eval " + artifact.area(), GS_VERSION);
  artifact.set_created_at(to_rfc3339(SystemClock().now()));
  const std::string json = artifact.to_json();
  if (!options.output.empty()) {
    PosixFiles files(kPublicFile);
    const Status written = files.replace(options.output, json);
    if (!written) return usage_error(written.error().to_string());
  }
  const bool as_json = options.format == OutputFormat::kJson;
  fmt::print("{}", as_json ? json : artifact.to_text());
  return 0;
}

int finish_artifact(const Result<evaluate::Artifact>& done, const ArtifactOptions& options) {
  if (!done) return usage_error(done.error().to_string());
  evaluate::Artifact artifact = *done;
  return finish_artifact(artifact, options);
}

}  // namespace gs::command
