// governed-speed gate ...: the options of the governance gate.
#include <CLI/CLI.hpp>
#include <memory>

#include "governed_speed/commands.h"
#include "governed_speed/gate_commands.h"

namespace gs::command {
namespace {

constexpr char kCheckFooter[] =
    "Status 0: pass or warn. 1: a violation, or the evidence service refuses. 2: unusable input,\n"
    "named with file and field. Without a stage the thresholds alone are checked.";

struct AreaOption {
  const char* flag;
  const char* area;
};
constexpr AreaOption kAreas[] = {{"--eval", "quality"},    {"--fairness", "fairness"},
                                 {"--safety", "safety"},   {"--drift", "drift"},
                                 {"--privacy", "privacy"}, {"--latency", "latency"}};

void add_areas(CLI::App& command, GateCheckOptions& options) {
  for (const AreaOption& each : kAreas) {
    command.add_option(each.flag, options.areas[each.area],
                       std::string("Metric artifact (JSON) of ") + each.area);
  }
}

void add_config(CLI::App& command, std::string& config) {
  command.add_option("--config", config, "Policy file [PAC_CONFIG, else the built-in policy]")
      ->envname("PAC_CONFIG");
}

void add_submit(CLI::App& command, SubmitOptions& submit) {
  command.add_option("--submit", submit.res, "URL of the evidence service to file it with");
  command
      .add_option("--key-file", submit.key_file,
                  "File of the API key for the service [GOVERNED_SPEED_KEY_FILE]")
      ->envname("GOVERNED_SPEED_KEY_FILE");
  command.add_option("--ca-file", submit.ca_file,
                     "PEM of the authorities for https [those of the system]");
}

void add_check(CLI::App& gate, int& status) {
  auto options = std::make_shared<GateCheckOptions>();
  CLI::App* check = gate.add_subcommand("check", "Check metrics and evidence against the policy");
  add_config(*check, options->config);
  check
      ->add_option("--stage", options->stage,
                   "Run the named gates of it: pre_merge, pre_prod, prod")
      ->check(CLI::IsMember({"pre_merge", "pre_prod", "prod"}));
  add_areas(*check, *options);
  check->add_option("--metrics", options->more_areas, "AREA=FILE: of any other area; repeatable")
      ->allow_extra_args(false);
  check->add_option("--model-card", options->model_card, "Model card (JSON)");
  check->add_option("--artifacts", options->artifacts,
                    "Folder: <area>.json, model_card.json, what gates require, *.signoff.json");
  check->add_option("--sign-off", options->sign_offs, "A sign-off; repeatable")
      ->allow_extra_args(false);
  check->add_option("--trusted-keys", options->trusted_keys,
                    "File of lines \"role vkey\" [ownership.<role>.signing_keys of the policy]");
  check->add_option("--last-release", options->last_release,
                    "Time or date of it [released_at of the rollback record]");
  check->add_option("--model", options->model, "Model version [what the artifacts say]");
  check->add_flag("--strict", options->strict,
                  "Warnings, and limits that nothing was given for, are violations");
  check->add_option("--format", options->format, "text, json, markdown, sarif, junit [text]")
      ->check(CLI::IsMember({"text", "json", "markdown", "sarif", "junit"}));
  check->add_option("-o,--output", options->output, "File for the report [standard output]");
  add_submit(*check, options->submit);
  check->add_option("--signing-key", options->signing_key,
                    "File of a key: what is submitted is signed as an in-toto test-result");
  check->footer(kCheckFooter);
  check->callback([options, &status] { status = gate_check(*options); });
}

void add_sign(CLI::App& gate, int& status) {
  auto options = std::make_shared<GateSignOptions>();
  CLI::App* sign = gate.add_subcommand("sign", "Sign artifacts off, as they are now");
  sign->add_option("--role", options->role,
                   "The role that signs, as gates name it: governance_lead")
      ->required();
  sign->add_option("--key", options->key, "File of the signing key (gate keygen)")->required();
  sign->add_option("--artifact", options->artifacts,
                   "Files and folders that are signed; repeatable")
      ->required();
  sign->add_option("--model", options->model, "Model version that they are of");
  sign->add_option("--comment", options->comment, "Words that are signed too");
  sign->add_option("-o,--output", options->output, "File for the sign-off [<role>.signoff.json]");
  add_submit(*sign, options->submit);
  sign->callback([options, &status] { status = gate_sign(*options); });
}

void add_keygen(CLI::App& gate, int& status) {
  auto options = std::make_shared<GateKeygenOptions>();
  CLI::App* keygen = gate.add_subcommand("keygen", "Make a signing key; prints its public key");
  keygen->add_option("--key", options->key, "File for it; must not exist")->required();
  keygen->add_option("--name", options->name, "Name of the signer, without spaces and '+'")
      ->required();
  keygen->callback([options, &status] { status = gate_keygen(*options); });
}

void add_synth(CLI::App& gate, int& status) {
  auto options = std::make_shared<GateSynthOptions>();
  CLI::App* synth = gate.add_subcommand(
      "synth", "Write synthetic artifacts that pass, or fail, for trying a pipeline");
  synth->add_option("folder", options->folder, "Folder for them; made where missing")->required();
  synth
      ->add_option("--config", options->config,
                   "Policy file [PAC_CONFIG, else the limits of the historical core]")
      ->envname("PAC_CONFIG");
  synth->add_option("--violate", options->violate,
                    "Metric that misses its limit: quality.pass_at_5");
  synth->add_option("--model", options->model, "Model version [synthetic]");
  synth->callback([options, &status] { status = gate_synth(*options); });
}

// The arguments of the first gate, a Python script, and its JSON.
void add_pac_ci_options(CLI::App& command, int& status) {
  auto options = std::make_shared<GateCheckOptions>();
  options->format = "historical";
  add_config(command, options->config);
  add_areas(command, *options);
  command.callback([options, &status] { status = gate_check(*options); });
}

}  // namespace

void add_gate_command(CLI::App& app, int& status) {
  CLI::App* gate = app.add_subcommand("gate", "Decide whether a change may go on");
  gate->require_subcommand(1);
  add_check(*gate, status);
  add_sign(*gate, status);
  add_keygen(*gate, status);
  add_synth(*gate, status);
}

void add_pac_ci_command(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("pac_ci", "The gate with its historical arguments and JSON");
  add_pac_ci_options(*command, status);
}

int run_pac_ci(int argc, const char* const* argv) {
  CLI::App app("The governance gate with its historical arguments and JSON", "pac_ci");
  int status = 0;
  add_pac_ci_options(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    return asked_for_help ? app.exit(error) : usage_error(error.what());
  }
  return status;
}

}  // namespace gs::command
