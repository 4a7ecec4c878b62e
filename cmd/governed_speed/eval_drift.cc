// governed-speed eval drift: how far one sample has moved from another.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json_writer.h"
#include "evaluate/drift.h"
#include "evaluate/evidently.h"
#include "governed_speed/commands.h"
#include "governed_speed/eval_artifact.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_input.h"
#include "governed_speed/journal_records.h"

namespace gs::command {
namespace {

namespace json = boost::json;
using evaluate::Artifact;
using evaluate::Cell;
using evaluate::Place;
using evaluate::Sample;
using evaluate::Table;

struct Options {
  std::string reference, current;  // without `current` an Evidently export
  std::vector<std::string> features;
  std::vector<std::string> categorical;
  std::string binning = "width";
  ArtifactOptions artifact;
};

constexpr char kFooter[] =
    "A sample is a table (.csv with a header, else JSON Lines) or a folder: a gateway's journal "
    "or\n"
    "data folder, whose decisions have the features <phase>.action, <phase>.model and\n"
    "<phase>.<signal>. One file alone is an Evidently export (JSON). psi, kl and js_distance are\n"
    "those of the feature that moved most; the others are in the artifact's detail.";

bool is_folder(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A signal or member of a record as a cell; lists and objects are no feature.
std::optional<Cell> cell_of(const json::value& value, std::string& room) {
  if (value.is_string()) {
    room = std::string(value.get_string());
    if (room.empty()) room = "(none)";  // which a signal says, where a table's cell says nothing
    return Cell{Cell::Kind::kText, room};
  }
  if (!value.is_bool() && !value.is_number()) return {};
  room = to_json_text(value);
  return Cell{value.is_bool() ? Cell::Kind::kBoolean : Cell::Kind::kNumber, room};
}

Status add_decision(Sample& sample, const json::object& decision, const std::string& where) {
  const json::value* phase = decision.if_contains("phase");
  if (phase == nullptr || !phase->is_string()) {
    return fail(ErrorCode::kInvalidInput, "phase: must be a string", where);
  }
  const std::string prefix = std::string(phase->get_string()) + ".";
  std::string room;
  const auto add = [&](std::string_view name, const json::value& value) -> Status {
    const auto cell = cell_of(value, room);
    return cell ? sample.add(prefix + std::string(name), *cell, {where, 0}) : Ok{};
  };
  for (const std::string_view name : {"action", "model"}) {
    if (const json::value* value = decision.if_contains(name)) GS_CHECK_OK(add(name, *value));
  }
  const json::value* signals = decision.if_contains("signals");
  if (signals != nullptr && signals->is_object()) {
    for (const auto& [name, value] : signals->get_object()) GS_CHECK_OK(add(name, value));
  }
  sample.end_row();
  return Ok{};
}

Status read_sample(const std::string& path, Sample& sample, Artifact& artifact) {
  if (is_folder(path)) {
    PosixFiles files;
    return for_each_decision(files, path,
                             [&sample](const json::object& decision, const std::string& where) {
                               return add_decision(sample, decision, where);
                             });
  }
  const bool csv = has_ending(path, ".csv");
  Table table(csv ? Table::Format::kCsv : Table::Format::kJsonLines, path, {},
              [&](std::span<const Cell> cells, const Place& place) {
                return sample.take(cells, table.columns(), place);
              });
  GS_TRY(std::string digest, read_into(path, table));
  artifact.add_input(base_name(path), std::move(digest), table.rows());
  return Ok{};
}

Status compare_samples(const Options& options, Artifact& artifact) {
  const std::set<std::string> categorical(options.categorical.begin(), options.categorical.end());
  Sample reference(categorical), current(categorical);
  GS_CHECK_OK(read_sample(options.reference, reference, artifact));
  GS_CHECK_OK(read_sample(options.current, current, artifact));
  const auto binning =
      options.binning == "width" ? evaluate::Binning::kWidth : evaluate::Binning::kQuantiles;
  Status done = evaluate::add_drift(reference, current, options.features, binning, artifact);
  if (!done && done.error().where.empty()) {
    return fail(done.error().code, done.error().message,
                options.reference + ", " + options.current);
  }
  return done;
}

Result<Artifact> evaluate_drift(const Options& options) {
  GS_TRY(Artifact artifact, new_artifact("drift", options.artifact));
  if (!options.current.empty()) {
    GS_CHECK_OK(compare_samples(options, artifact));
    return artifact;
  }
  evaluate::Document document(options.reference);
  GS_TRY(std::string digest, read_into(options.reference, document));
  artifact.add_input(base_name(options.reference), std::move(digest), {});
  if (!evaluate::is_evidently(document.object())) {
    return fail(ErrorCode::kInvalidInput,
                "one file alone must be an Evidently export; two are compared", options.reference);
  }
  GS_CHECK_OK(evaluate::add_evidently(document, artifact));
  return artifact;
}

}  // namespace

void add_eval_drift(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand("drift", "PSI, KL and JS of two samples, by feature");
  command->add_option("reference", options->reference, "The earlier sample, or an Evidently export")
      ->required();
  command->add_option("current", options->current, "The later sample");
  command
      ->add_option("--feature", options->features, "Column to compare, repeatable [all in common]")
      ->allow_extra_args(false);
  command
      ->add_option("--categorical", options->categorical,
                   "Column whose numbers are names, repeatable")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--binning", options->binning,
          "Bins of numbers: width (equal width by Sturges, as Evidently) or quantiles (ten "
          "of the reference) [width]")
      ->check(CLI::IsMember({"width", "quantiles"}));
  add_artifact_options(*command, options->artifact);
  command->footer(kFooter);
  command->callback([options, &status] {
    status = finish_artifact(evaluate_drift(*options), options->artifact);
  });
}

}  // namespace gs::command
