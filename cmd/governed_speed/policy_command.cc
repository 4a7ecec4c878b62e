// governed-speed policy ...: the tools for people who write rules.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>

#include "filter/detectors.h"
#include "filter/given_signals.h"
#include "governed_speed/commands.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_conformance.h"

namespace gs::command {
namespace {

// Building the detectors takes a moment, and most tools need none: they are built when a text is
// first to be judged.
policy::SignalSource signals_when_asked() {
  auto source = std::make_shared<policy::SignalSource>();
  return [source](const policy::CompiledPolicy& policy, text::Phase phase,
                  const policy::TestGiven& given) {
    if (!*source) {
      auto shared = filter::shared_detectors({});
      if (!shared) return policy::GivenSignals{{}, shared.error().to_string()};
      *source = filter::detected_signals(*std::move(shared));
    }
    return (*source)(policy, phase, given);
  };
}

// Adds a tool whose options live as long as the command, and runs it when it is chosen.
template <typename Options>
CLI::App* add_tool(CLI::App& policy, const char* name, const char* about, int& status,
                   int (*tool)(const Options&, const PolicyShell&),
                   std::shared_ptr<Options> options) {
  CLI::App* command = policy.add_subcommand(name, about);
  command->callback([options, tool, &status] {
    PosixFiles files;
    status =
        tool(*options,
             {.files = files, .out = std::cout, .err = std::cerr, .signals = signals_when_asked()});
  });
  return command;
}

void add_format(CLI::App* command, OutputFormat& format) {
  const std::map<std::string, OutputFormat> names = {{"text", OutputFormat::kText},
                                                     {"json", OutputFormat::kJson}};
  command->add_option("--format", format, "text or json [text]")
      ->transform(CLI::CheckedTransformer(names));
}

void add_guards(CLI::App* command, std::vector<std::string>& guards) {
  command->add_option("--guard", guards, "Name of an external guard that rules may read");
}

void add_input(CLI::App* command, PolicyInputOptions& input) {
  command->add_option("policy", input.policy, "Policy file; without it the built-in rules alone");
  command->add_option_function<std::string>(
      "--prompt",
      [&input](const std::string& text) {
        input.phase = "prompt";
        input.text = text;
      },
      "Decide this prompt");
  command->add_option_function<std::string>(
      "--output",
      [&input](const std::string& text) {
        input.phase = "output";
        input.text = text;
      },
      "Decide this output");
  command->add_option("--phase", input.phase, "prompt or output, where no text is given [prompt]");
  command->add_option("--context", input.context, "The caller's context, a JSON object [{}]");
  command->add_option("--request", input.request, "Facts of the request, a JSON object [{}]");
  command->add_option("--canary-bucket", input.canary_bucket, "0 to 100 [0]");
  add_guards(command, input.guards);
}

void add_lint(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyLintOptions>();
  CLI::App* lint =
      add_tool(policy, "lint", "Find mistakes in a policy file", status, &policy_lint, options);
  lint->add_option("policy", options->policy, "Policy file")->required();
  lint->add_flag("--strict", options->strict, "Count warnings as errors");
  add_guards(lint, options->guards);
  add_format(lint, options->format);
}

void add_test(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyTestOptions>();
  CLI::App* test = add_tool(policy, "test", "Run the rules' own tests and test files", status,
                            &policy_test, options);
  test->add_option("policy", options->policy, "Policy file")->required();
  test->add_option("tests", options->test_files, "More test files");
  test->add_option("--min-branch-coverage", options->min_branch_coverage,
                   "Fail below this percentage of branches [0]");
  add_guards(test, options->guards);
  add_format(test, options->format);
}

void add_eval(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyEvalOptions>();
  CLI::App* eval = add_tool(policy, "eval", "Decide one input; prints the decision as JSON", status,
                            &policy_eval, options);
  add_input(eval, options->input);
  eval->add_option("--format")->check(CLI::IsMember({"json"}))->description("json, the only one");
}

void add_explain(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyExplainOptions>();
  CLI::App* explain = add_tool(policy, "explain", "Show each sub-expression with its value", status,
                               &policy_explain, options);
  add_input(explain, options->input);
  explain->add_option("--rule", options->rule, "Only this rule");
  add_format(explain, options->format);
}

void add_diff(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyDiffOptions>();
  CLI::App* diff = add_tool(policy, "diff", "Compare two policy files by meaning", status,
                            &policy_diff, options);
  diff->add_option("old", options->before, "Policy file before")->required();
  diff->add_option("new", options->after, "Policy file after")->required();
  add_format(diff, options->format);
}

void add_fmt(CLI::App& policy, int& status) {
  auto options = std::make_shared<PolicyFmtOptions>();
  CLI::App* fmt =
      add_tool(policy, "fmt", "Print a policy file with its conditions in canonical form", status,
               &policy_fmt, options);
  fmt->add_option("policies", options->policies, "Policy files")->required();
  fmt->add_flag("--write", options->write, "Replace the files");
  fmt->add_flag("--check", options->check, "Write nothing; exit 1 if a file would change");
}

void add_conformance(CLI::App& policy, int& status) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* conformance =
      policy.add_subcommand("conformance", "Run expression conformance cases (JSON Lines)");
  conformance->add_option("files", *files, "Files of cases")->required();
  conformance->callback([files, &status] { status = policy_conformance(*files); });
}

}  // namespace

void add_policy_command(CLI::App& app, int& status) {
  CLI::App* policy = app.add_subcommand("policy", "Check, test and explain policy files");
  policy->require_subcommand(1);
  add_lint(*policy, status);
  add_test(*policy, status);
  add_eval(*policy, status);
  add_explain(*policy, status);
  add_diff(*policy, status);
  add_fmt(*policy, status);
  add_conformance(*policy, status);
}

}  // namespace gs::command
