#include "evaluate/artifact.h"

#include <fmt/core.h>

#include <utility>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostModelName = 200;

std::string row_of(const Artifact& artifact, std::string_view name, double value) {
  std::string row = fmt::format("{:<32} {:>12.6g}", name, value);
  const json::value* interval = artifact.intervals().if_contains(name);
  if (interval != nullptr) {
    row += fmt::format("   [{:.6g}, {:.6g}] {}", interval->at("low").to_number<double>(),
                       interval->at("high").to_number<double>(),
                       std::string_view(interval->at("method").as_string()));
  }
  if (const json::value* count = artifact.counts().if_contains(name)) {
    row += fmt::format("   {} of {}", count->at("events").to_number<uint64_t>(),
                       count->at("samples").to_number<uint64_t>());
  }
  return row + '\n';
}

}  // namespace

Status Artifact::set_model(std::string_view name, const std::string& where) {
  if (name.empty() || name == model_) return Ok{};
  if (model_.empty()) {
    model_ = name;
    return Ok{};
  }
  return fail(ErrorCode::kInvalidInput,
              "model: the figures are of two models, '" +
                  escape_for_display(model_, kMostModelName) + "' and '" +
                  escape_for_display(name, kMostModelName) + "'",
              where);
}

void Artifact::set_tool(std::string name, std::string version) {
  tool_ = {{"name", std::move(name)}, {"version", std::move(version)}};
}

void Artifact::add_input(std::string name, std::string sha256, std::optional<uint64_t> rows) {
  json::object input{{"name", std::move(name)}, {"sha256", std::move(sha256)}};
  if (rows) input["rows"] = *rows;
  inputs_.push_back(std::move(input));
}

void Artifact::metric(std::string_view name, double value) {
  metrics_[name] = value;
}

void Artifact::metric(std::string_view name, double value, const std::optional<Interval>& interval,
                      std::string_view method) {
  metrics_[name] = value;
  if (interval) intervals_[name] = interval_json(*interval, method);
}

void Artifact::rate(std::string_view name, uint64_t events, uint64_t samples) {
  metric(name, static_cast<double>(events) / static_cast<double>(samples), wilson(events, samples),
         "wilson");
  counts_[name] = {{"events", events}, {"samples", samples}};
}

json::object Artifact::to_object() const {
  json::object out{{"format", kArtifactFormat}, {"area", area_}};
  if (!model_.empty()) out["model"] = model_;
  if (!tool_.empty()) out["tool"] = tool_;
  if (!created_at_.empty()) out["created_at"] = created_at_;
  if (!inputs_.empty()) out["inputs"] = inputs_;
  for (const auto& [name, value] : metrics_) out[name] = value;
  if (!counts_.empty()) out["counts"] = counts_;
  if (!intervals_.empty()) out["intervals"] = intervals_;
  if (!tasks_.empty()) out["tasks"] = tasks_;
  if (!settings_.empty()) out["settings"] = settings_;
  json::array warnings;
  for (const std::string& warning : warnings_) warnings.push_back(json::string(warning));
  out["warnings"] = std::move(warnings);
  if (!detail_.empty()) out["detail"] = detail_;
  return out;
}

std::string Artifact::to_json() const {
  std::string out = "{";
  const char* separator = "\n  ";
  for (const auto& [name, value] : to_object()) {
    out += separator + to_json_text(json::string(name)) + ": " + to_json_text(value);
    separator = ",\n  ";
  }
  return out + "\n}\n";
}

std::string Artifact::to_text() const {
  std::string out = area_ + (model_.empty() ? "" : " of " + model_) + "\n";
  for (const auto& [name, value] : metrics_) {
    out += row_of(*this, name, value.to_number<double>());
  }
  for (const std::string& warning : warnings_) out += "warning: " + warning + "\n";
  return out;
}

json::object interval_json(const Interval& interval, std::string_view method) {
  return {{"low", interval.low}, {"high", interval.high}, {"level", kLevel}, {"method", method}};
}

}  // namespace gs::evaluate
