// governed-speed eval ...: measurements of labelled data.
#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "governed_speed/commands.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_detectors.h"

namespace gs::command {
namespace {

constexpr char kDetectorsFooter[] =
    "Rows are JSON Lines of {text, role?, source?} with label (0 or 1: measures a score) or\n"
    "spans [{start, end, entity_type}] in code points (measures entities; with checks, of that\n"
    "type alone). Without --signal the beginning of the file's name says which score the labels\n"
    "speak of: injection jailbreak_score, harm harm_score, secret contains_secret, pii\n"
    "contains_pii, verbatim verbatim_ratio. Recall at 1% false positives is that of the lowest\n"
    "cut that flags at most 1% of the file's negative rows. Status 1 when rows were left out.";

void add_detectors(CLI::App& eval, int& status) {
  auto options = std::make_shared<EvalDetectorsOptions>();
  CLI::App* command = eval.add_subcommand(
      "detectors", "Measure the detectors on labelled rows, by file and source");
  command->add_option("files", options->files, "Files of labelled rows; - is standard input")
      ->required();
  add_detection_options(*command, options->detection);
  command->add_option("--signal", options->signal,
                      "Signal that the labels speak of [by the file's name]");
  command->add_option("--threshold", options->threshold,
                      "A score above it counts as flagged [the policy's with --config, else 0.8]");
  const std::map<std::string, OutputFormat> names = {{"text", OutputFormat::kText},
                                                     {"json", OutputFormat::kJson}};
  command->add_option("--format", options->format, "text or json [text]")
      ->transform(CLI::CheckedTransformer(names));
  command->footer(kDetectorsFooter);
  command->callback([options, &status] { status = eval_detectors(*options); });
}

}  // namespace

void add_eval_command(CLI::App& app, int& status) {
  CLI::App* eval =
      app.add_subcommand("eval", "Measure on labelled data, or from what tools have written");
  eval->require_subcommand(1);
  add_eval_quality(*eval, status);
  add_eval_fairness(*eval, status);
  add_eval_safety(*eval, status);
  add_eval_drift(*eval, status);
  add_eval_privacy(*eval, status);
  add_eval_latency(*eval, status);
  add_detectors(*eval, status);
}

}  // namespace gs::command
