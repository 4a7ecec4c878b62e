#include "governed_speed/policy_input.h"

#include <ostream>
#include <utility>

#include "base/json.h"

namespace gs::command {
namespace {

namespace json = boost::json;

std::optional<json::object> parse_object(const PolicyShell& shell, const std::string& text,
                                         const std::string& option) {
  auto value = parse_json(text);
  if (!value) {
    report_unusable(
        shell, {value.error().code, option + ": " + value.error().message, value.error().where});
    return std::nullopt;
  }
  if (!value->is_object()) {
    report_unusable(shell, {ErrorCode::kInvalidInput, "must be a JSON object", option});
    return std::nullopt;
  }
  return std::move(value->get_object());
}

}  // namespace

int report_unusable(const PolicyShell& shell, const Error& error) {
  shell.err << "error: " << error.to_string() << '\n';
  return kExitUnusable;
}

std::optional<std::string> read_text(const PolicyShell& shell, const std::string& path) {
  auto text = shell.files.read(path);
  if (!text) {
    report_unusable(shell, text.error());
    return std::nullopt;
  }
  return *std::move(text);
}

std::shared_ptr<const policy::CompiledPolicy> compile_file(const PolicyShell& shell,
                                                           const std::string& path,
                                                           const std::vector<std::string>& guards) {
  if (path.empty()) return policy::CompiledPolicy::baseline_only({guards});
  const auto text = read_text(shell, path);
  if (!text) return nullptr;
  auto compiled = policy::CompiledPolicy::compile(*text, {guards});
  if (!compiled.policy) {
    shell.err << render(compiled.issues, path, *text);
    report_unusable(shell, {ErrorCode::kInvalidInput, "the policy does not compile", path});
  }
  return compiled.policy;
}

bool prepare_input(const PolicyShell& shell, const PolicyInputOptions& options,
                   PreparedInput& prepared) {
  if (options.phase != "prompt" && options.phase != "output") {
    report_unusable(shell, {ErrorCode::kInvalidInput,
                            "'" + options.phase + "' is neither prompt nor output", "--phase"});
    return false;
  }
  if (!(options.canary_bucket >= 0 && options.canary_bucket < 100)) {
    report_unusable(shell, {ErrorCode::kInvalidInput, "must be at least 0 and less than 100",
                            "--canary-bucket"});
    return false;
  }
  auto context = parse_object(shell, options.context, "--context");
  auto request = parse_object(shell, options.request, "--request");
  if (!context || !request) return false;
  prepared.policy = compile_file(shell, options.policy, options.guards);
  if (prepared.policy == nullptr) return false;
  const bool is_prompt = options.phase == "prompt";
  (is_prompt ? prepared.given.prompt : prepared.given.output) = options.text;
  prepared.given.context = *std::move(context);
  prepared.request = policy::request_facts(*request);
  policy::Inputs& inputs = prepared.inputs;
  inputs.phase = is_prompt ? policy::Phase::kPrompt : policy::Phase::kOutput;
  prepared.signals = shell.signals(*prepared.policy, inputs.phase, prepared.given);
  (is_prompt ? inputs.prompt : inputs.output) = &prepared.signals.signals;
  inputs.context = &prepared.given.context;
  inputs.request = &prepared.request;
  inputs.canary_bucket = options.canary_bucket;
  return true;
}

json::object to_json(const Issue& issue) {
  json::object object{{"severity", to_string(issue.severity)},
                      {"line", issue.position.line},
                      {"column", issue.position.column},
                      {"message", issue.message}};
  if (!issue.suggestion.empty()) object["suggestion"] = issue.suggestion;
  if (!issue.path.empty()) object["path"] = issue.path;
  if (!issue.check.empty()) object["check"] = issue.check;
  return object;
}

}  // namespace gs::command
