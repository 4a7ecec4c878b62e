#include "gate/metric_artifact.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "gate/artifact_fields.h"
#include "gate/metric_range.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 11> kReserved = {"format",     "area",     "model",  "tool",
                                                        "created_at", "inputs",   "counts", "tasks",
                                                        "settings",   "warnings", "detail"};
constexpr std::string_view kIntervals = "intervals";
constexpr double kRounding = 0.00005;  // a value may be written with four decimals

tl::unexpected<Error> wrong(std::string what, std::string field) {
  return fail(ErrorCode::kInvalidInput, std::move(what), std::move(field));
}

bool is_reserved(std::string_view name) {
  return name == kIntervals ||
         std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

class Reader {
 public:
  Reader(const json::object& root, std::string_view area, std::span<const std::string> limited)
      : root_(root), area_(area), limited_(limited) {}

  Result<MetricArtifact> read() {
    GS_CHECK_OK(read_header());
    GS_CHECK_OK(read_metrics(root_, ""));
    // Bare files of some tools hold their metrics one level down.
    for (const std::string& nested : {std::string(area_), std::string("metrics")}) {
      const json::value* metrics = root_.if_contains(nested);
      if (metrics == nullptr || !metrics->is_object()) continue;
      GS_CHECK_OK(read_metrics(metrics->get_object(), nested + "."));
    }
    GS_CHECK_OK(read_counts());
    GS_CHECK_OK(read_intervals());
    GS_CHECK_OK(read_tasks());
    GS_CHECK_OK(read_warnings());
    return std::move(artifact_);
  }

 private:
  gs::Status read_header();
  gs::Status read_metrics(const json::object& from, const std::string& prefix);
  gs::Status read_counts();
  gs::Status read_intervals();
  gs::Status read_tasks();
  gs::Status read_warnings();

  bool must_be_number(std::string_view name) const {
    return kind_of_metric(name) != MetricKind::kUnknown ||
           std::find(limited_.begin(), limited_.end(), name) != limited_.end();
  }
  // The metric that a member of counts or intervals speaks of.
  Result<Measurement*> metric_of(std::string_view name, const std::string& field) {
    const auto found = artifact_.metrics.find(std::string(name));
    if (found == artifact_.metrics.end())
      return wrong("speaks of a metric that is not here", field);
    return &found->second;
  }
  // The member as an object; null where it is absent.
  Result<const json::object*> object_at(std::string_view name) const {
    const json::value* value = root_.if_contains(name);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) {
      return wrong("must be an object, not " + std::string(type_of(*value)), std::string(name));
    }
    return &value->get_object();
  }

  const json::object& root_;
  const std::string_view area_;
  const std::span<const std::string> limited_;
  MetricArtifact artifact_;
};

gs::Status Reader::read_header() {
  if (const json::value* format = root_.if_contains("format")) {
    GS_TRY(const std::string text, read_text(*format, "format"));
    if (text != kMetricsFormat) {
      return wrong(fmt::format("must be {}, not {}", kMetricsFormat, text), "format");
    }
  }
  if (const json::value* area = root_.if_contains("area")) {
    GS_TRY(const std::string text, read_text(*area, "area"));
    if (text != area_) return wrong(fmt::format("must be {}, not {}", area_, text), "area");
  }
  if (const json::value* model = root_.if_contains("model")) {
    GS_TRY(artifact_.model, read_text(*model, "model"));
    if (artifact_.model.empty()) return wrong("must not be empty", "model");
  }
  if (const json::value* created = root_.if_contains("created_at")) {
    GS_TRY(artifact_.created_at, read_time(*created, "created_at"));
  }
  return Ok{};
}

gs::Status Reader::read_metrics(const json::object& from, const std::string& prefix) {
  for (const auto& member : from) {
    const std::string name(member.key());
    if (is_reserved(name)) continue;
    if (!member.value().is_number() && !must_be_number(name)) continue;
    const std::string field = prefix + name;
    GS_TRY(const double value, read_number(member.value(), field));
    if (auto problem = out_of_range(name, value)) return wrong(*std::move(problem), field);
    if (!artifact_.metrics.emplace(name, value).second) return wrong("stands here twice", field);
  }
  return Ok{};
}

gs::Status Reader::read_counts() {
  GS_TRY(const json::object* all, object_at("counts"));
  if (all == nullptr) return Ok{};
  for (const auto& member : *all) {
    const std::string field = "counts." + std::string(member.key());
    GS_TRY(Measurement * measured, metric_of(member.key(), field));
    if (!member.value().is_object()) return wrong("must be an object", field);
    const json::object& given = member.value().get_object();
    GS_TRY(const json::value* events, require_member(given, "events", field + ".events"));
    GS_TRY(const json::value* samples, require_member(given, "samples", field + ".samples"));
    Counts counts;
    GS_TRY(counts.events, read_count(*events, field + ".events"));
    GS_TRY(counts.samples, read_count(*samples, field + ".samples"));
    if (counts.samples == 0) return wrong("must not be 0", field + ".samples");
    if (counts.events > counts.samples) return wrong("is more than the samples", field + ".events");
    const double rate = static_cast<double>(counts.events) / static_cast<double>(counts.samples);
    if (std::abs(rate - measured->value) > kRounding) {
      return wrong(fmt::format("{} of {} is {:.6g}, not {}", counts.events, counts.samples, rate,
                               ecmascript_number(measured->value)),
                   field);
    }
    measured->counts = counts;
  }
  return Ok{};
}

gs::Status Reader::read_intervals() {
  GS_TRY(const json::object* all, object_at(kIntervals));
  if (all == nullptr) return Ok{};
  for (const auto& member : *all) {
    const std::string field = "intervals." + std::string(member.key());
    GS_TRY(Measurement * measured, metric_of(member.key(), field));
    if (!member.value().is_object()) return wrong("must be an object", field);
    const json::object& given = member.value().get_object();
    GS_TRY(const json::value* low, require_member(given, "low", field + ".low"));
    GS_TRY(const json::value* high, require_member(given, "high", field + ".high"));
    Interval interval;
    GS_TRY(interval.low, read_number(*low, field + ".low"));
    GS_TRY(interval.high, read_number(*high, field + ".high"));
    if (interval.low > interval.high) return wrong("is above the high end", field + ".low");
    if (const json::value* level = given.if_contains("level")) {
      GS_TRY(interval.level, read_number(*level, field + ".level"));
      if (!(interval.level > 0 && interval.level < 1)) {
        return wrong("must be between 0 and 1", field + ".level");
      }
    }
    if (const json::value* method = given.if_contains("method")) {
      GS_TRY(interval.method, read_text(*method, field + ".method"));
    }
    measured->given = std::move(interval);
  }
  return Ok{};
}

gs::Status check_task(const json::value& value, const std::string& field,
                      std::set<std::string>& ids) {
  if (!value.is_object()) return wrong("must be an object", field);
  const json::object& task = value.get_object();
  GS_TRY(const json::value* id_member, require_member(task, "task_id", field + ".task_id"));
  GS_TRY(std::string id, read_text(*id_member, field + ".task_id"));
  GS_TRY(const json::value* n_member, require_member(task, "n", field + ".n"));
  GS_TRY(const json::value* c_member, require_member(task, "c", field + ".c"));
  GS_TRY(const uint64_t n, read_count(*n_member, field + ".n"));
  GS_TRY(const uint64_t c, read_count(*c_member, field + ".c"));
  if (n == 0) return wrong("must not be 0", field + ".n");
  if (c > n) return wrong("is more than n", field + ".c");
  if (ids.contains(id)) return wrong("stands here twice: " + id, field + ".task_id");
  ids.insert(std::move(id));
  return Ok{};
}

gs::Status Reader::read_tasks() {
  const json::value* tasks = root_.if_contains("tasks");
  if (tasks == nullptr) return Ok{};
  if (!tasks->is_array()) return wrong("must be a list", "tasks");
  if (tasks->get_array().size() > kMaxArtifactTasks) {
    return fail(ErrorCode::kTooLarge, fmt::format("has more than {} tasks", kMaxArtifactTasks),
                "tasks");
  }
  std::set<std::string> ids;
  for (const json::value& task : tasks->get_array()) {
    GS_CHECK_OK(check_task(task, fmt::format("tasks[{}]", ids.size()), ids));
  }
  return Ok{};
}

gs::Status Reader::read_warnings() {
  const json::value* warnings = root_.if_contains("warnings");
  if (warnings == nullptr) return Ok{};
  if (!warnings->is_array()) return wrong("must be a list", "warnings");
  if (warnings->get_array().size() > kMaxArtifactWarnings) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("has more than {} warnings", kMaxArtifactWarnings), "warnings");
  }
  for (const json::value& warning : warnings->get_array()) {
    GS_TRY(std::string text,
           read_text(warning, fmt::format("warnings[{}]", artifact_.warnings.size())));
    artifact_.warnings.push_back(std::move(text));
  }
  return Ok{};
}

}  // namespace

Result<MetricArtifact> parse_metric_artifact(std::string_view text, std::string_view area,
                                             std::span<const std::string> limited) {
  GS_TRY(const json::object root, parse_object(text));
  return Reader(root, area, limited).read();
}

}  // namespace gs::gate
