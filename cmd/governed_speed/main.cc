// governed-speed: one program, one subcommand a job. To add one, write add_<name>_command() in a
// file of its own and call it here. Started under the name pac_ci it is the gate alone.
#include <CLI/CLI.hpp>
#include <string_view>

#include "governed_speed/commands.h"
#include "governed_speed/gate_commands.h"

int main(int argc, char** argv) {
  const std::string_view path = argc > 0 ? argv[0] : "";
  if (path.substr(path.rfind('/') + 1) == "pac_ci") return gs::command::run_pac_ci(argc, argv);

  CLI::App app("Governed Speed: governance for generative AI, as part of the machinery");
  app.require_subcommand(1);
  app.fallthrough(false);

  int status = 0;
  gs::command::add_up_command(app, status);
  gs::command::add_gateway_command(app, status);
  gs::command::add_res_command(app, status);
  gs::command::add_card_command(app, status);
  gs::command::add_corpus_command(app, status);
  gs::command::add_keys_command(app, status);
  gs::command::add_policy_command(app, status);
  gs::command::add_scan_command(app, status);
  gs::command::add_eval_command(app, status);
  gs::command::add_gate_command(app, status);
  gs::command::add_pac_ci_command(app, status);
  gs::command::add_evidence_command(app, status);
  gs::command::add_health_command(app, status);
  gs::command::add_version_command(app, status);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    bool asked_for_help = error.get_exit_code() == 0;
    return asked_for_help ? app.exit(error) : gs::command::usage_error(error.what());
  }
  return status;
}
