#include "res/risk/metadata_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "base/utf8.h"

namespace gs::res {
namespace {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view name) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

// Where a figure may stand, most explicit shape first.
std::array<const json::value*, 6> places_of(const json::value& metadata, const MetricName& name) {
  const json::value* metrics = member(&metadata, "metrics");
  return {member(member(&metadata, name.area), name.metric),
          member(&metadata, name.qualified),
          member(&metadata, name.metric),
          member(member(metrics, name.area), name.metric),
          member(metrics, name.qualified),
          member(metrics, name.metric)};
}

bool in_range(double number, Metric metric) {
  if (!std::isfinite(number) || number < 0) return false;
  return metric == Metric::kPsi || number <= 1;
}

std::string text_of(const json::value& metadata, std::string_view name) {
  const json::value* value = member(&metadata, name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::string_view known_tier(std::string_view text) {
  constexpr std::array<std::string_view, 5> kTiers = {"Prohibited", "High", "GPAI", "Limited",
                                                      "Minimal"};
  const auto found = std::find_if(kTiers.begin(), kTiers.end(),
                                  [text](std::string_view tier) { return same_word(tier, text); });
  return found == kTiers.end() ? std::string_view() : *found;
}

// The first moment at which it no longer holds.
std::optional<WallTime> end_of(const std::string& expires) {
  if (expires.size() != 10) return from_rfc3339(expires);
  const auto day = from_rfc3339(expires + "T00:00:00Z");
  if (!day) return std::nullopt;
  return *day + std::chrono::hours(24);
}

}  // namespace

MetadataValue figure_in(const json::value& metadata, Metric metric) {
  const MetricName& name = name_of(metric);
  MetadataValue result;
  for (const json::value* place : places_of(metadata, name)) {
    if (place == nullptr || place->is_null()) continue;
    if (place->is_number() && in_range(place->to_number<double>(), metric)) {
      result.value = place->to_number<double>();
      return result;
    }
    result.problem =
        std::string(name.qualified) +
        (metric == Metric::kPsi ? " is no number from 0 up" : " is no number from 0 to 1");
  }
  return result;
}

std::variant<Classification, std::string> classification_in(const json::value& metadata) {
  const std::string written = text_of(metadata, "tier");
  Classification result;
  result.tier = known_tier(written);
  if (result.tier.empty()) {
    return "its tier \"" + escape_for_display(written, 40) +
           "\" is none of Prohibited, High, GPAI, Limited and Minimal";
  }
  result.assessor = text_of(metadata, "assessor");
  result.date = text_of(metadata, "date");
  result.expires = text_of(metadata, "expires");
  const json::value* expires = member(&metadata, "expires");
  if (expires == nullptr || expires->is_null()) return result;
  const auto end = end_of(result.expires);
  if (!end) return "its `expires` is no date, so that it is not known whether it holds";
  result.valid_until = *end;
  return result;
}

}  // namespace gs::res
