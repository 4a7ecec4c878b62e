// governed-speed gate check, and the same under its historical name, pac_ci.
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "gate/report_junit.h"
#include "gate/report_sarif.h"
#include "gate/submission.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_filing.h"
#include "governed_speed/gate_inputs.h"
#include "governed_speed/published_log.h"
#include "ledger/private_key.h"

namespace gs::command {
namespace {

namespace json = boost::json;

constexpr int kNo = 1;

// https://no-color.org
bool wants_colour(const GateCheckOptions& options) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return options.output.empty() && isatty(STDOUT_FILENO) == 1 &&
         (no_colour == nullptr || *no_colour == '\0') &&
         !(terminal != nullptr && std::string_view(terminal) == "dumb");
}

std::string pretty(const json::object& object) {
  return to_json_text(object) + "\n";
}

std::string render(const gate::Report& report, const GateCheckOptions& options,
                   const std::string& evidence_id) {
  if (options.format == "markdown") return gate::to_markdown(report);
  if (options.format == "sarif") return pretty(gate::to_sarif(report));
  if (options.format == "junit") return gate::to_junit(report);
  if (options.format == "historical") return gate::to_historical_json(report);
  if (options.format == "json") {
    json::object object = gate::to_json(report);
    if (!evidence_id.empty()) object["evidence_id"] = evidence_id;
    return pretty(object);
  }
  std::string text = gate::to_text(report, {.colour = wants_colour(options)});
  if (!evidence_id.empty()) text += "evidence " + evidence_id + "\n";
  return text;
}

// Plainly written, not by rename: the file may be a pipe or a device.
Status write_report(const std::string& path, const std::string& text) {
  if (path.empty() || path == "-") {
    std::cout << text << std::flush;
    if (std::cout) return Ok{};
    return fail(ErrorCode::kIo, "the report cannot be written", "standard output");
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return Ok{};
  return fail(ErrorCode::kIo, "the report cannot be written", path);
}

// Signed by the pipeline's key where there is one; the service signs its own statement either way.
Result<Filing> filing_of(const gate::Report& report, const GateCheckOptions& options,
                         Files& files) {
  Filing filing;
  filing.type = "ci_evidence";
  filing.model = report.facts.model;
  filing.metadata = gate::evidence_metadata(report);
  filing.content = pretty(gate::to_json(report));
  filing.content_type = "application/json";
  if (!options.signing_key.empty()) {
    GS_TRY(const std::string text, files.read(options.signing_key));
    auto signer = ledger::parse_private_key(text);
    if (!signer) return fail(signer.error().code, signer.error().message, options.signing_key);
    GS_TRY(std::string statement, gate::test_result(report).to_json());
    const auto envelope =
        ledger::sign_dsse(std::string(ledger::kInTotoPayloadType), std::move(statement),
                          signer->key(), gate::key_hint(signer->verifier()));
    filing.content = envelope.to_json();
    filing.content_type = "application/vnd.dsse.envelope.v1+json";
  }
  filing.ref = "urn:sha256:" + sha256_hex(*filing.content);
  return filing;
}

// The id of the evidence; empty after the refusal was printed.
Result<std::string> submit(const gate::Report& report, const GateCheckOptions& options,
                           Files& files) {
  if (report.facts.model.empty()) {
    return fail(ErrorCode::kInvalidInput, "no artifact names the model that the evidence is of",
                "--model");
  }
  GS_TRY(const Filing filing, filing_of(report, options, files));
  const SubmitOptions& to = options.submit;
  GS_TRY(const auto client, service_client(to.res, to.key_file, to.ca_file));
  GS_TRY(const Filed filed, file_evidence(*client, filing));
  if (filed.refusal.empty()) return filed.id();
  std::cerr << "error: " << filed.refusal << '\n';
  return std::string();
}

gate::RunFacts facts_of(const GateCheckOptions& options, const policy::CompiledPolicy& policy,
                        const std::string& model) {
  return {.tool_version = GS_VERSION,
          .policy_file = options.config,
          .policy_digest = policy.digest(),
          .stage = options.stage,
          .model = model,
          .strict = options.strict};
}

Result<int> run(const GateCheckOptions& options, const policy::CompiledPolicy& policy,
                Files& files) {
  const SystemClock clock;
  GS_TRY(const GateInputs inputs, read_gate_inputs(options, policy.model(), files, clock.now()));
  const gate::Report report =
      gate::make_report(policy.model(), inputs.metrics, inputs.warnings, inputs.evidence,
                        facts_of(options, policy, inputs.model));
  std::string evidence_id;
  bool refused = false;
  if (!options.submit.res.empty()) {
    GS_TRY(evidence_id, submit(report, options, files));
    refused = evidence_id.empty();
  }
  GS_CHECK_OK(write_report(options.output, render(report, options, evidence_id)));
  const bool is_told = options.format == "text" || options.format == "json";
  if (!evidence_id.empty() && (!is_told || !options.output.empty())) {
    std::cerr << "evidence " << evidence_id << '\n';
  }
  return report.status == gate::Status::kFail || refused ? kNo : 0;
}

}  // namespace

int gate_check(const GateCheckOptions& options) {
  PosixFiles files;
  const auto policy = read_policy(options.config, files);
  if (policy == nullptr) return kUnusableInput;
  const auto status = run(options, *policy, files);
  return status ? *status : usage_error(status.error().to_string());
}

}  // namespace gs::command
