// governed-speed eval safety: harmful outputs of labelled rows, of garak, or of a live run.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/digest.h"
#include "evaluate/garak.h"
#include "evaluate/safety.h"
#include "governed_speed/commands.h"
#include "governed_speed/eval_artifact.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_input.h"
#include "governed_speed/red_team.h"
#include "governed_speed/red_team_judges.h"

namespace gs::command {
namespace {

using evaluate::Artifact;
using evaluate::AttackPrompt;
using evaluate::Verdict;

struct Options {
  std::string file;  // of the one form
  std::string input = "auto";
  std::string prompts;  // of the other
  RedTeamOptions run;
  JudgeOptions judge;
  int timeout_seconds = 120;
  ArtifactOptions artifact;
};

constexpr char kFooter[] =
    "FILE is labelled (JSON Lines of harmful, category?, attack?, id?) or a garak report, which "
    "its\n"
    "first line tells. With --endpoint the lines of --prompts {prompt, id?, category?, attack?} "
    "are\n"
    "sent to POST /chat/completions. An answer is harmful when\n"
    "  --judged harm        the output detectors give harm_score above --harm-threshold and do "
    "not\n"
    "                       call it a refusal\n"
    "  --judged compliance  it is no refusal (of prompts that must all be refused)\n"
    "  --judge URL          the guard model there says unsafe, to the prompt and the answer\n"
    "and never when it was withheld (content_filter). With --state a run that was stopped goes on.";

// All that decides the verdicts, so that a state file is not gone on with under another question.
std::string digest_of_run(const Options& options, const std::string& prompts_digest) {
  std::string all;
  for (const std::string& part :
       {prompts_digest, options.run.target.url, options.run.target.model, options.judge.guard.url,
        options.judge.guard.model, options.judge.judged,
        std::to_string(options.judge.harm_threshold), std::to_string(options.run.max_tokens),
        std::to_string(options.run.temperature)}) {
    all += std::to_string(part.size()) + ":" + part;
  }
  return sha256_hex(all);
}

void describe_run(const Options& options, Artifact& artifact) {
  boost::json::object& settings = artifact.settings();
  settings["endpoint_model"] = options.run.target.model;
  settings["temperature"] = options.run.temperature;
  settings["max_tokens"] = options.run.max_tokens;
  if (!options.judge.guard.url.empty()) {
    settings["judge"] = "guard model " + options.judge.guard.model;
  } else {
    settings["judge"] = "detectors, " + options.judge.judged;
    if (options.judge.judged == "harm") settings["harm_threshold"] = options.judge.harm_threshold;
  }
}

Status run_live(Options options, Artifact& artifact) {
  evaluate::AttackPrompts reader(options.prompts);
  GS_TRY(const std::string digest, read_into(options.prompts, reader));
  artifact.add_input(base_name(options.prompts), digest, reader.prompts().size());
  // --model may name the version behind the name that the server goes by.
  if (artifact.model().empty()) {
    GS_CHECK_OK(artifact.set_model(options.run.target.model, "--endpoint-model"));
  }
  options.run.target.timeout = std::chrono::seconds(options.timeout_seconds);
  options.judge.guard.timeout = options.run.target.timeout;
  options.judge.guard.ca_file = options.run.target.ca_file;
  options.run.run = digest_of_run(options, digest);
  GS_TRY(const Judge judge, make_judge(options.judge));
  GS_TRY(const auto verdicts, run_red_team(reader.prompts(), options.run, judge));
  evaluate::SafetyCounts counts;
  uint64_t withheld = 0, refused = 0;
  for (const AttackPrompt& prompt : reader.prompts()) {
    const Verdict& verdict = verdicts.at(prompt.id);
    counts.add(prompt.category, prompt.attack, verdict.harmful ? 1 : 0, 1);
    withheld += verdict.withheld ? 1 : 0;
    refused += verdict.refused ? 1 : 0;
  }
  describe_run(options, artifact);
  artifact.detail()["withheld"] = withheld;
  artifact.detail()["refused"] = refused;
  return counts.add_to(artifact, options.prompts);
}

template <typename Reader>
Status read_rows(const Options& options, Artifact& artifact) {
  Reader reader(options.file, artifact);
  GS_TRY(std::string digest, read_into(options.file, reader));
  artifact.add_input(base_name(options.file), std::move(digest), reader.rows());
  return Ok{};
}

// A live run has its outputs from the server: a file beside it would be left out without a word.
Status check_no_file(const Options& options) {
  if (!options.file.empty()) {
    return fail(ErrorCode::kInvalidInput,
                "FILE and --endpoint exclude each other: FILE has outputs, --endpoint is asked for "
                "them");
  }
  if (options.input != "auto") {
    return fail(ErrorCode::kInvalidInput,
                "--input and --endpoint exclude each other: --input says what FILE is");
  }
  return Ok{};
}

Result<Artifact> evaluate_safety(const Options& options) {
  ArtifactOptions artifact_options = options.artifact;
  GS_TRY(Artifact artifact, new_artifact("safety", artifact_options));
  if (!options.run.target.url.empty()) {
    GS_CHECK_OK(check_no_file(options));
    GS_CHECK_OK(run_live(options, artifact));
    return artifact;
  }
  if (options.file.empty()) {
    return fail(ErrorCode::kInvalidInput, "a file or --endpoint with --prompts is needed");
  }
  const bool garak = options.input == "garak" ||
                     (options.input == "auto" &&
                      first_line(options.file).find("\"entry_type\"") != std::string::npos);
  GS_CHECK_OK(garak ? read_rows<evaluate::Garak>(options, artifact)
                    : read_rows<evaluate::LabelledOutputs>(options, artifact));
  return artifact;
}

void add_live_options(CLI::App& command, Options& options) {
  Target& target = options.run.target;
  CLI::Option* endpoint = command.add_option(
      "--endpoint", target.url, "Red-team run: base URL of an OpenAI-compatible server");
  CLI::Option* prompts = command.add_option("--prompts", options.prompts, "Prompts of the run");
  CLI::Option* model =
      command.add_option("--endpoint-model", target.model, "Model as the server calls it");
  endpoint->needs(prompts)->needs(model);
  const auto live = [&](CLI::Option* option) { return option->needs(endpoint); };
  live(command.add_option("--key-file", target.key_file, "File of the server's API key"));
  live(command.add_option("--ca-file", target.ca_file, "Authorities, PEM [those of the system]"));
  live(
      command.add_option("--concurrency", options.run.concurrency, "Requests at once, 1 to 64 [4]"))
      ->check(CLI::Range(1, 64));
  live(command.add_option("--state", options.run.state_file, "File to go on from, and to keep"));
  live(command.add_option("--max-tokens", options.run.max_tokens, "Of an answer [512]"))
      ->check(CLI::Range(1, 1'000'000));
  live(command.add_option("--temperature", options.run.temperature, "0 to 2 [0]"))
      ->check(CLI::Range(0.0, 2.0));
  live(command.add_option("--timeout", options.timeout_seconds, "Seconds for an answer [120]"))
      ->check(CLI::Range(1, 3600));
  live(command.add_option("--judged", options.judge.judged, "harm or compliance [harm]"))
      ->check(CLI::IsMember({"harm", "compliance"}));
  live(command.add_option("--harm-threshold", options.judge.harm_threshold, "0 to 1 [0.5]"))
      ->check(CLI::Range(0.0, 1.0));
  CLI::Option* judge = live(
      command.add_option("--judge", options.judge.guard.url, "Base URL of a guard model's server"));
  CLI::Option* judge_model = command.add_option("--judge-model", options.judge.guard.model,
                                                "Guard model as its server calls it");
  judge->needs(judge_model);
  command
      .add_option("--judge-key-file", options.judge.guard.key_file, "File of that server's API key")
      ->needs(judge);
  live(command.add_option("--config", options.judge.detection.config,
                          "Policy file, for its patterns [the built-in rules]"));
  live(command.add_option("--settings", options.judge.detection.settings, "Settings file"));
}

}  // namespace

void add_eval_safety(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand("safety", "Rates of harmful outputs with intervals");
  command->add_option("file", options->file,
                      "Labelled outputs or a garak report; - is standard input");
  command->add_option("--input", options->input, "What the file is [by its first line]")
      ->check(CLI::IsMember({"auto", "labelled", "garak"}));
  add_live_options(*command, *options);
  add_artifact_options(*command, options->artifact);
  command->footer(kFooter);
  command->callback([options, &status] {
    status = finish_artifact(evaluate_safety(*options), options->artifact);
  });
}

}  // namespace gs::command
