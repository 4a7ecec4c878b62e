// governed-speed eval quality: pass@k and accuracy from what evaluation tools write.
#include <CLI/CLI.hpp>
#include <memory>

#include "evaluate/human_eval.h"
#include "evaluate/lm_eval.h"
#include "evaluate/promptfoo.h"
#include "governed_speed/eval_artifact.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_input.h"

namespace gs::command {
namespace {

using evaluate::Artifact;

struct Options {
  std::string file;
  std::string input = "auto";
  evaluate::QualityOptions quality;
  ArtifactOptions artifact;
};

constexpr char kFooter[] =
    "Inputs: humaneval (JSON Lines of task_id, passed, completion_id?), lm-eval (results JSON),\n"
    "lm-eval-samples (samples JSON Lines), promptfoo (JSON, version 3). By itself a .json file is\n"
    "lm-eval or promptfoo, whichever it looks like, and lines with a doc_id are lm-eval-samples.\n"
    "pass@k is the unbiased estimate; a k for which a task has too few samples is left out, and\n"
    "refused where --k asks for it.";

// Of samples in lines; `Reader` is HumanEval or LmEvalSamples.
template <typename Reader>
Status read_samples(const Options& options, Artifact& artifact) {
  Reader reader(options.file, options.quality, artifact);
  GS_TRY(std::string digest, read_into(options.file, reader));
  artifact.add_input(base_name(options.file), std::move(digest), reader.rows());
  return Ok{};
}

Status read_document(const Options& options, Artifact& artifact) {
  evaluate::Document document(options.file);
  GS_TRY(std::string digest, read_into(options.file, document));
  artifact.add_input(base_name(options.file), std::move(digest), {});
  if (options.input == "promptfoo") return add_promptfoo(document, options.quality, artifact);
  if (options.input == "lm-eval") return add_lm_eval_results(document, options.quality, artifact);
  if (evaluate::is_promptfoo(document.object()))
    return add_promptfoo(document, options.quality, artifact);
  if (evaluate::is_lm_eval_results(document.object())) {
    return add_lm_eval_results(document, options.quality, artifact);
  }
  return fail(ErrorCode::kInvalidInput,
              "this is neither lm-eval's nor promptfoo's results (--input says which it is)",
              options.file);
}

Result<Artifact> evaluate_quality(const Options& options) {
  GS_TRY(Artifact artifact, new_artifact("quality", options.artifact));
  const bool automatic = options.input == "auto";
  const bool document = options.input == "lm-eval" || options.input == "promptfoo" ||
                        (automatic && has_ending(options.file, ".json"));
  if (document) {
    GS_CHECK_OK(read_document(options, artifact));
    return artifact;
  }
  const bool samples =
      options.input == "lm-eval-samples" ||
      (automatic && first_line(options.file).find("\"doc_id\"") != std::string::npos);
  GS_CHECK_OK(samples ? read_samples<evaluate::LmEvalSamples>(options, artifact)
                      : read_samples<evaluate::HumanEval>(options, artifact));
  return artifact;
}

}  // namespace

void add_eval_quality(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand("quality", "pass@k and accuracy with intervals");
  command->add_option("file", options->file, "Results of an evaluation; - is standard input")
      ->required();
  command->add_option("--input", options->input, "What the file is [by its name and first line]")
      ->check(CLI::IsMember({"auto", "humaneval", "lm-eval", "lm-eval-samples", "promptfoo"}));
  evaluate::QualityOptions& quality = options->quality;
  CLI::Option* k =
      command->add_option("--k", quality.ks, "k of pass@k, repeatable [1, 5 and 10 where possible]")
          ->check(CLI::Range(1, 10'000))
          ->allow_extra_args(false);
  command->add_flag("--allow-repeats", quality.repeats_allowed,
                    "Count rows of one task that cannot be told apart");
  command->add_option("--task", quality.task, "Task of an lm-eval file that has several");
  command->add_option("--metric", quality.metric, "Metric of lm-eval samples, 0 or 1 a sample");
  command->add_option("--filter", quality.filter, "Filter of an lm-eval file that has several");
  command->add_option("--provider", quality.provider,
                      "Provider, id or label, of a promptfoo file with several");
  add_bootstrap_options(*command, quality.bootstrap);
  add_artifact_options(*command, options->artifact);
  command->footer(kFooter);
  command->callback([options, k, &status] {
    options->quality.ks_required = k->count() > 0;
    status = finish_artifact(evaluate_quality(*options), options->artifact);
  });
}

}  // namespace gs::command
