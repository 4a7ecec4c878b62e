// governed-speed eval privacy: how easily records of a table can be told apart.
#include <CLI/CLI.hpp>
#include <memory>

#include "evaluate/privacy.h"
#include "governed_speed/eval_artifact.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_input.h"

namespace gs::command {
namespace {

using evaluate::Artifact;
using evaluate::Cell;
using evaluate::Place;
using evaluate::Table;

struct Options {
  std::string file;
  std::vector<std::string> quasi_identifiers;
  std::string sensitive;
  ArtifactOptions artifact;
};

Result<Artifact> evaluate_privacy(const Options& options) {
  GS_TRY(Artifact artifact, new_artifact("privacy", options.artifact));
  evaluate::Privacy privacy(options.quasi_identifiers, options.sensitive);
  const bool lines = has_ending(options.file, ".jsonl") || has_ending(options.file, ".ndjson");
  Table table(lines ? Table::Format::kJsonLines : Table::Format::kCsv, options.file,
              privacy.columns(), [&privacy](std::span<const Cell> cells, const Place& place) {
                return privacy.take(cells, place);
              });
  GS_TRY(std::string digest, read_into(options.file, table));
  artifact.add_input(base_name(options.file), std::move(digest), table.rows());
  GS_CHECK_OK(privacy.finish(options.file, artifact));
  return artifact;
}

}  // namespace

void add_eval_privacy(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand(
      "privacy", "k-anonymity, re-identification risk and l-diversity of a table");
  command->add_option("file", options->file, "Table, CSV or .jsonl; - is standard input, CSV")
      ->required();
  command
      ->add_option("--quasi-identifier", options->quasi_identifiers,
                   "Column that an attacker may know, repeatable")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--sensitive", options->sensitive,
                      "Column that must not be learnt, for l-diversity");
  add_artifact_options(*command, options->artifact);
  command->callback([options, &status] {
    status = finish_artifact(evaluate_privacy(*options), options->artifact);
  });
}

}  // namespace gs::command
