// governed-speed eval fairness: differences between groups.
#include <CLI/CLI.hpp>
#include <memory>

#include "evaluate/fairlearn.h"
#include "evaluate/fairness.h"
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
  std::string input = "auto";
  std::string metric = "accuracy";
  evaluate::FairnessOptions fairness;
  ArtifactOptions artifact;
};

constexpr char kFooter[] =
    "Inputs: csv (with a header) and jsonl, a row a prediction, and fairlearn (by_group of a\n"
    "MetricFrame, .csv or .json). By itself a .json file is fairlearn, a .csv file csv, any other\n"
    "jsonl.";

Status read_predictions(const Options& options, Table::Format format, Artifact& artifact) {
  evaluate::Fairness fairness(options.fairness, artifact);
  Table table(format, options.file, fairness.columns(),
              [&fairness](std::span<const Cell> cells, const Place& place) {
                return fairness.take(cells, place);
              });
  GS_TRY(std::string digest, read_into(options.file, table));
  artifact.add_input(base_name(options.file), std::move(digest), table.rows());
  return fairness.finish(options.file);
}

Status read_fairlearn(const Options& options, Artifact& artifact) {
  if (has_ending(options.file, ".json")) {
    evaluate::Document document(options.file);
    GS_TRY(std::string digest, read_into(options.file, document));
    artifact.add_input(base_name(options.file), std::move(digest), {});
    return add_fairlearn(document, options.metric, artifact);
  }
  evaluate::FairlearnCsv reader;
  Table table(Table::Format::kCsv, options.file, {},
              [&](std::span<const Cell> cells, const Place& place) {
                return reader.take(cells, table.columns(), place);
              });
  GS_TRY(std::string digest, read_into(options.file, table));
  artifact.add_input(base_name(options.file), std::move(digest), table.rows());
  return reader.finish(options.metric, options.file, artifact);
}

Result<Artifact> evaluate_fairness(const Options& options) {
  GS_TRY(Artifact artifact, new_artifact("fairness", options.artifact));
  const bool automatic = options.input == "auto";
  if (options.input == "fairlearn" || (automatic && has_ending(options.file, ".json"))) {
    GS_CHECK_OK(read_fairlearn(options, artifact));
    return artifact;
  }
  const bool csv = options.input == "csv" || (automatic && has_ending(options.file, ".csv"));
  const Table::Format format = csv ? Table::Format::kCsv : Table::Format::kJsonLines;
  GS_CHECK_OK(read_predictions(options, format, artifact));
  return artifact;
}

}  // namespace

void add_eval_fairness(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand("fairness", "Differences between groups with intervals");
  command
      ->add_option("file", options->file, "Predictions, or a Fairlearn export; - is standard input")
      ->required();
  command->add_option("--input", options->input, "What the file is [by its name]")
      ->check(CLI::IsMember({"auto", "csv", "jsonl", "fairlearn"}));
  evaluate::FairnessOptions& fairness = options->fairness;
  command->add_option("--group", fairness.group, "Column of the group [group]");
  command->add_option("--label", fairness.label, "Column of the true label [label]");
  command->add_option("--prediction", fairness.prediction, "Column of the prediction [prediction]");
  command->add_option("--positive", fairness.positive,
                      "The positive value [1 or true, others 0 or false]");
  command->add_option("--threshold", fairness.threshold,
                      "Predictions are scores, and positive from here on");
  command
      ->add_option("--metric", options->metric,
                   "What subgroup_delta and subgroup_range compare [accuracy]")
      ->check(CLI::IsMember(
          {"accuracy", "selection_rate", "true_positive_rate", "false_positive_rate"}));
  add_bootstrap_options(*command, fairness.bootstrap);
  add_artifact_options(*command, options->artifact);
  command->footer(kFooter);
  command->callback([options, &status] {
    options->fairness.metric =
        evaluate::group_metric(options->metric).value_or(evaluate::GroupMetric::kAccuracy);
    status = finish_artifact(evaluate_fairness(*options), options->artifact);
  });
}

}  // namespace gs::command
