// thresholds.<area>.<metric>, and thresholds.<area> where the area is itself the metric.
#include <algorithm>
#include <string_view>

#include "policy/load_sections.h"

namespace gs::policy {
namespace {

constexpr std::string_view kLimitKeys[] = {"target", "target_min", "target_max", "warn_at",
                                           "retrain_at"};

// An area that holds limits (availability: {target: "99.5%"}) is a threshold without a metric name.
bool has_limits(const boost::json::object& object) {
  return std::any_of(std::begin(kLimitKeys), std::end(kLimitKeys), [&](std::string_view key) {
    const boost::json::value* value = object.if_contains(key);
    return value != nullptr && !value->is_object();
  });
}

void load_minimum(FieldReader& reader, const Node& node, Threshold& threshold) {
  const Node target = reader.field(node, "target");
  const Node target_min = reader.field(node, "target_min");
  if (target && target_min) {
    reader.error(target_min, "`target` and `target_min` are the same limit; give one");
    return;
  }
  threshold.minimum = reader.fraction(target ? target : target_min);
  threshold.minimum_key = target ? "target" : "target_min";
}

void check_order(FieldReader& reader, const Node& node, const Threshold& threshold) {
  if (threshold.minimum && threshold.maximum && *threshold.minimum > *threshold.maximum) {
    reader.error(node, "the lower limit is above the upper one");
  }
  if (threshold.warn_at && threshold.retrain_at && *threshold.warn_at > *threshold.retrain_at) {
    reader.error(node, "`warn_at` is above `retrain_at`");
  }
}

void load_threshold(FieldReader& reader, const Node& node, Threshold threshold,
                    PolicyModel& model) {
  reader.check_keys(node, {"target", "target_min", "target_max", "warn_at", "retrain_at",
                           "block_below", "block_above", "compare"});
  threshold.position = reader.place(node).key;
  load_minimum(reader, node, threshold);
  threshold.maximum = reader.fraction(reader.field(node, "target_max"));
  threshold.warn_at = reader.fraction(reader.field(node, "warn_at"));
  threshold.retrain_at = reader.fraction(reader.field(node, "retrain_at"));
  threshold.minimum_blocks = reader.boolean(reader.field(node, "block_below")).value_or(true);
  const auto block_above = reader.boolean(reader.field(node, "block_above"));
  threshold.maximum_blocks = block_above.value_or(true);
  threshold.retrain_blocks = block_above.value_or(false);
  const auto compare = reader.choice(reader.field(node, "compare"), {"point", "upper_bound"});
  threshold.compare_upper_bound = compare && *compare == 1;
  check_order(reader, node, threshold);
  const bool is_check =
      threshold.minimum || threshold.maximum || threshold.warn_at || threshold.retrain_at;
  if (is_check) {
    model.thresholds.push_back(std::move(threshold));
  } else if (!has_limits(node.value->get_object())) {
    reader.error(node, "a threshold has target, target_min, target_max, warn_at or retrain_at");
  }
}

}  // namespace

void load_thresholds(FieldReader& reader, const Node& root, PolicyModel& model) {
  const Node section = reader.field(root, "thresholds");
  if (!reader.is_object(section)) return;
  for (const auto& area : section.value->get_object()) {
    const std::string area_name(area.key());
    const Node area_node{&area.value(), child_path(section.path, area_name)};
    if (!reader.is_object(area_node)) continue;
    const auto& metrics = area.value().get_object();
    if (has_limits(metrics)) {
      Threshold threshold;
      threshold.area = area_name;
      load_threshold(reader, area_node, std::move(threshold), model);
      continue;
    }
    for (const auto& metric : metrics) {
      Threshold threshold;
      threshold.area = area_name;
      threshold.metric = std::string(metric.key());
      const Node node{&metric.value(), child_path(area_node.path, threshold.metric)};
      if (reader.is_object(node)) load_threshold(reader, node, std::move(threshold), model);
    }
  }
}

}  // namespace gs::policy
