// The metric artifact: what an evaluation writes and the gate reads,
// docs/formats/metric_artifact.md.
//
//   Artifact artifact("safety");
//   artifact.rate("harmful_rate", 3, 1000);
//   artifact.metric("psi", 0.08);
//   std::string json = artifact.to_json();
//
// A metric that has no value is not written; why is a warning or stands in the detail.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "evaluate/interval.h"

namespace gs::evaluate {

inline constexpr std::string_view kArtifactFormat = "governed-speed.metrics/1";

class Artifact {
 public:
  explicit Artifact(std::string area) : area_(std::move(area)) {}

  // What the figures are of; the first that is known stays, and another is refused: figures of two
  // models in one artifact would be of neither. An empty name says nothing.
  Status set_model(std::string_view name, const std::string& where);
  void set_tool(std::string name, std::string version);
  void set_created_at(std::string rfc3339) { created_at_ = std::move(rfc3339); }
  void add_input(std::string name, std::string sha256, std::optional<uint64_t> rows);
  void add_warning(std::string text) { warnings_.push_back(std::move(text)); }

  // `value` is finite.
  void metric(std::string_view name, double value);
  void metric(std::string_view name, double value, const std::optional<Interval>& interval,
              std::string_view method);
  // A proportion of independent samples; `samples` is not 0.
  void rate(std::string_view name, uint64_t events, uint64_t samples);

  boost::json::object& settings() { return settings_; }
  boost::json::object& detail() { return detail_; }
  void set_tasks(boost::json::array tasks) { tasks_ = std::move(tasks); }

  const std::string& area() const { return area_; }
  const std::string& model() const { return model_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const boost::json::object& metrics() const { return metrics_; }
  const boost::json::object& counts() const { return counts_; }
  const boost::json::object& intervals() const { return intervals_; }

  boost::json::object to_object() const;
  std::string to_json() const;  // a line a member, ends with a newline
  // A table for a terminal: metric, value, interval, samples; then the warnings.
  std::string to_text() const;

 private:
  std::string area_;
  std::string model_;
  std::string created_at_;
  boost::json::object tool_;
  boost::json::array inputs_;
  boost::json::object metrics_, counts_, intervals_, settings_, detail_;
  boost::json::array tasks_;
  std::vector<std::string> warnings_;
};

// {"low", "high"} with level and method, as artifacts have it.
boost::json::object interval_json(const Interval& interval, std::string_view method);

}  // namespace gs::evaluate
