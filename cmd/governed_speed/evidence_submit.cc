// governed-speed evidence submit.
#include <boost/json/object.hpp>

#include <iostream>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/evidence_filing.h"
#include "governed_speed/published_log.h"

namespace gs::command {
namespace {

namespace json = boost::json;

// JSON as it stands, or a file of it.
Result<json::value> metadata_from(const std::string& given, Files& files) {
  std::string text = given;
  if (given.find_first_not_of(" \t\r\n") != std::string::npos &&
      given[given.find_first_not_of(" \t\r\n")] != '{') {
    GS_TRY(text, files.read(given));
  }
  auto parsed = parse_json(text);
  if (!parsed) return fail(ErrorCode::kInvalidInput, parsed.error().to_string(), "--metadata");
  return *std::move(parsed);
}

Result<Filing> filing_of(const EvidenceSubmitOptions& options, Files& files) {
  Filing filing{.type = options.type,
                .model = options.model,
                .ref = options.ref,
                .metadata = {},
                .content = {},
                .content_type = options.content_type};
  if (!options.metadata.empty()) {
    GS_TRY(filing.metadata, metadata_from(options.metadata, files));
  }
  if (!options.content.empty()) {
    GS_TRY(filing.content, files.read(options.content));
  }
  return filing;
}

void print(const json::object& evidence, bool as_json) {
  if (as_json) {
    std::cout << to_json_text(evidence) << '\n';
    return;
  }
  for (const char* name : {"id", "evidence_hash", "stored_at", "leaf_index"}) {
    const auto* value = evidence.if_contains(name);
    if (value == nullptr) continue;
    std::cout << name << ' '
              << (value->is_string() ? std::string(value->as_string()) : to_json_text(*value))
              << '\n';
  }
}

// 0, or 1 when the service refuses.
Result<int> submit(const EvidenceSubmitOptions& options, Files& files) {
  GS_TRY(const Filing filing, filing_of(options, files));
  GS_TRY(const auto client, service_client(options.res, options.key_file, options.ca_file));
  GS_TRY(const Filed filed, file_evidence(*client, filing));
  if (!filed.refusal.empty()) {
    std::cerr << "error: " << filed.refusal << '\n';
    return 1;
  }
  print(filed.evidence, options.json);
  if (!options.wait_proof) return 0;
  GS_TRY(const std::string proof, wait_for_proof(*client, filed.id()));
  if (options.output.empty()) {
    std::cout << proof;
  } else {
    GS_CHECK_OK(files.replace(options.output, proof));
  }
  return 0;
}

}  // namespace

int evidence_submit(const EvidenceSubmitOptions& options) {
  PosixFiles files;
  const auto done = submit(options, files);
  return done ? *done : usage_error(done.error().to_string());
}

}  // namespace gs::command
