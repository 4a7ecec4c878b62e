#include "governed_speed/gate_inputs.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "base/digest.h"
#include "base/json.h"
#include "gate/artifact_fields.h"
#include "gate/metric_artifact.h"
#include "governed_speed/release_files.h"

namespace gs::command {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// The same error with the file in front of its field.
tl::unexpected<Error> in_file(Error error, const std::string& path) {
  error.where = error.where.empty() || error.where == path ? path : path + ": " + error.where;
  return tl::unexpected(std::move(error));
}

class InputReader {
 public:
  InputReader(const GateCheckOptions& options, const policy::PolicyModel& policy, Files& files,
              WallTime now)
      : options_(options), policy_(policy), files_(files) {
    inputs_.evidence.now = now;
    inputs_.model = options.model;
  }

  Result<GateInputs> read() {
    GS_CHECK_OK(read_areas());
    GS_CHECK_OK(read_card());
    GS_CHECK_OK(read_required());
    GS_CHECK_OK(read_last_release());
    GS_CHECK_OK(read_sign_offs());
    GS_CHECK_OK(read_keys());
    return std::move(inputs_);
  }

 private:
  Status read_areas();
  Result<std::map<std::string, std::string>> area_files() const;
  Status read_area(const std::string& area, const std::string& path);
  Status take_model(const std::string& model, const std::string& path);
  Status read_card();
  Status read_required();
  Status read_artifact(const std::string& name);
  Status read_artifact_file(const std::string& name, const std::string& path);
  Status read_last_release();
  Status read_sign_offs();
  Status read_keys();

  bool is_known(const std::string& name, const std::string& path) const {
    const auto& known = inputs_.evidence.files;
    return std::any_of(known.begin(), known.end(), [&](const gate::EvidenceFile& file) {
      return file.name == name && file.path == path;
    });
  }
  void note_file(const std::string& name, const std::string& path, const std::string& bytes) {
    if (is_known(name, path)) return;
    inputs_.evidence.files.push_back({name, path, sha256_hex(bytes), bytes.size()});
  }

  const GateCheckOptions& options_;
  const policy::PolicyModel& policy_;
  Files& files_;
  GateInputs inputs_;
  std::string model_from_;  // the file that named the model first
};

std::vector<std::string> limited_metrics(const policy::PolicyModel& policy,
                                         const std::string& area) {
  std::vector<std::string> names;
  for (const policy::Threshold& threshold : policy.thresholds) {
    if (threshold.area != area) continue;
    names.push_back(threshold.metric.empty() ? threshold.area : threshold.metric);
  }
  return names;
}

// The files that options name, then those of the folder for areas that the policy limits.
Result<std::map<std::string, std::string>> InputReader::area_files() const {
  std::map<std::string, std::string> paths;
  for (const auto& [area, path] : options_.areas) {
    if (!path.empty()) paths.emplace(area, path);
  }
  for (const std::string& given : options_.more_areas) {
    const size_t equals = given.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == given.size()) {
      return fail(ErrorCode::kInvalidInput, "must be AREA=FILE, not " + given, "--metrics");
    }
    if (!paths.emplace(given.substr(0, equals), given.substr(equals + 1)).second) {
      return fail(ErrorCode::kInvalidInput, "names an area twice: " + given, "--metrics");
    }
  }
  if (options_.artifacts.empty()) return paths;
  for (const policy::Threshold& threshold : policy_.thresholds) {
    const std::string path = options_.artifacts + "/" + threshold.area + ".json";
    if (files_.exists(path)) paths.emplace(threshold.area, path);
  }
  return paths;
}

Status InputReader::read_areas() {
  std::error_code ignored;
  if (!options_.artifacts.empty() && !fs::is_directory(options_.artifacts, ignored)) {
    return fail(ErrorCode::kNotFound, "is no folder", options_.artifacts);
  }
  GS_TRY(const auto paths, area_files());
  for (const auto& [area, path] : paths) GS_CHECK_OK(read_area(area, path));
  return Ok{};
}

Status InputReader::read_area(const std::string& area, const std::string& path) {
  const auto text = files_.read(path);
  if (!text) return in_file(text.error(), path);
  auto artifact = gate::parse_metric_artifact(*text, area, limited_metrics(policy_, area));
  if (!artifact) return in_file(artifact.error(), path);
  note_file(area, path, *text);
  inputs_.metrics[area] = std::move(artifact->metrics);
  for (std::string& warning : artifact->warnings) {
    inputs_.warnings.push_back({area, path, std::move(warning)});
  }
  return take_model(artifact->model, path);
}

Status InputReader::take_model(const std::string& model, const std::string& path) {
  if (model.empty()) return Ok{};
  if (inputs_.model.empty()) {
    inputs_.model = model;
    model_from_ = path;
  }
  if (model == inputs_.model) return Ok{};
  const std::string other = model_from_.empty() ? "--model" : model_from_;
  return fail(ErrorCode::kInvalidInput,
              "is of " + model + ", and " + other + " is of " + inputs_.model, path + ": model");
}

Status InputReader::read_card() {
  std::string path = options_.model_card;
  if (path.empty() && !options_.artifacts.empty()) {
    const std::string found = options_.artifacts + "/model_card.json";
    if (files_.exists(found)) path = found;
  }
  if (path.empty()) return Ok{};
  const auto text = files_.read(path);
  if (!text) return in_file(text.error(), path);
  auto card = gate::parse_object(*text);
  if (!card) return in_file(card.error(), path);
  note_file("model_card", path, *text);
  std::string model;
  if (const json::value* named = card->if_contains("model"); named != nullptr) {
    auto name = gate::read_text(*named, "model");
    if (!name) return in_file(name.error(), path);
    model = *std::move(name);
  }
  inputs_.evidence.model_card = *std::move(card);
  return take_model(model, path);
}

Status InputReader::read_required() {
  for (const policy::ReleaseGate& gate : policy_.gates) {
    if (gate.stage != options_.stage) continue;
    for (const std::string& name : gate.require_artifacts) GS_CHECK_OK(read_artifact(name));
    for (const std::string& name : gate.require_updated) GS_CHECK_OK(read_artifact(name));
    for (const std::string& name : gate.sign_off_covers) GS_CHECK_OK(read_artifact(name));
  }
  return Ok{};
}

Status InputReader::read_artifact(const std::string& name) {
  GS_TRY(const auto paths, artifact_files(name, options_.artifacts, policy_, files_));
  for (const std::string& path : paths) GS_CHECK_OK(read_artifact_file(name, path));
  return Ok{};
}

Status InputReader::read_artifact_file(const std::string& name, const std::string& path) {
  const auto text = files_.read(path);
  if (!text) return in_file(text.error(), path);
  if (path.ends_with(".json") && !text->empty()) {
    const auto parsed = parse_json(*text);
    if (!parsed && parsed.error().code != ErrorCode::kTooLarge) {
      return in_file({ErrorCode::kInvalidInput, "is not JSON: " + parsed.error().message,
                      parsed.error().where},
                     path);
    }
  }
  note_file(name, path, *text);
  inputs_.evidence.dated.emplace(name, *text);
  return Ok{};
}

// Of the option, or of the record of the model that is in production.
Status InputReader::read_last_release() {
  if (!options_.last_release.empty()) {
    inputs_.evidence.last_release = gate::time_or_date(options_.last_release);
    if (inputs_.evidence.last_release) return Ok{};
    return fail(ErrorCode::kInvalidInput, "is no time and no date: " + options_.last_release,
                "--last-release");
  }
  GS_TRY(const auto paths, artifact_files("incident_response.rollback.last_known_good",
                                          options_.artifacts, policy_, files_));
  if (paths.empty()) return Ok{};
  const auto text = files_.read(paths.front());
  if (!text) return in_file(text.error(), paths.front());
  const auto record = gate::parse_object(*text);
  if (!record) return in_file(record.error(), paths.front());
  const json::value* released = record->if_contains("released_at");
  if (released == nullptr) return Ok{};
  if (released->is_string()) {
    inputs_.evidence.last_release = gate::time_or_date(released->get_string());
  }
  if (inputs_.evidence.last_release) return Ok{};
  return fail(ErrorCode::kInvalidInput, "is no time and no date", paths.front() + ": released_at");
}

Status InputReader::read_sign_offs() {
  GS_TRY(std::vector<std::string> paths, sign_off_files(options_.artifacts, files_));
  paths.insert(paths.end(), options_.sign_offs.begin(), options_.sign_offs.end());
  for (const std::string& path : paths) {
    auto text = files_.read(path);
    if (!text) return in_file(text.error(), path);
    inputs_.evidence.sign_offs.push_back({path, *std::move(text)});
  }
  return Ok{};
}

Status InputReader::read_keys() {
  if (options_.trusted_keys.empty()) {
    auto keys = gate::trusted_keys_of(policy_.signing_keys);
    if (!keys) return in_file(keys.error(), options_.config);
    inputs_.evidence.trusted_keys = *std::move(keys);
    return Ok{};
  }
  const auto text = files_.read(options_.trusted_keys);
  if (!text) return in_file(text.error(), options_.trusted_keys);
  auto keys = gate::parse_trusted_keys(*text);
  if (!keys) return in_file(keys.error(), options_.trusted_keys);
  inputs_.evidence.trusted_keys = *std::move(keys);
  return Ok{};
}

}  // namespace

Result<GateInputs> read_gate_inputs(const GateCheckOptions& options,
                                    const policy::PolicyModel& policy, Files& files, WallTime now) {
  return InputReader(options, policy, files, now).read();
}

std::shared_ptr<const policy::CompiledPolicy> read_policy(const std::string& path, Files& files) {
  if (path.empty()) return policy::CompiledPolicy::baseline_only({});
  const auto text = files.read(path);
  if (!text) {
    std::cerr << "error: " << text.error().to_string() << '\n';
    return nullptr;
  }
  auto compiled = policy::CompiledPolicy::compile(*text, {});
  if (!compiled.policy) {
    std::cerr << render(compiled.issues, path, *text) << "error: the policy does not compile ("
              << path << ")\n";
  }
  return compiled.policy;
}

}  // namespace gs::command
