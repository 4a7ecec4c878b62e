#include "res/log/runtime_figures.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "base/json.h"

namespace gs::res::log {
namespace {

namespace json = boost::json;

constexpr size_t kMaxBuckets = 128;
constexpr size_t kMaxActions = 32;

constexpr std::array<double, 23> kBounds = {1,    2,    5,    10,     20,     35,     50,    75,
                                            100,  150,  200,  300,    500,    750,    1000,  1500,
                                            2000, 3000, 5000, 10'000, 20'000, 30'000, 60'000};

bool before(const std::optional<double>& a, const std::optional<double>& b) {
  return a && (!b || *a < *b);
}

void add_count(std::vector<RuntimeFigures::Bucket>& buckets, std::optional<double> bound,
               uint64_t count) {
  const auto place = std::find_if(buckets.begin(), buckets.end(), [&](const auto& bucket) {
    return !before(bucket.upper_ms, bound);
  });
  if (place != buckets.end() && place->upper_ms == bound) {
    place->count += count;
  } else {
    buckets.insert(place, {bound, count});
  }
}

void add_actions(RuntimeFigures::Actions& sum, const RuntimeFigures::Actions& more) {
  for (const auto& [action, count] : more) sum[action] += count;
}

json::object actions_to_json(const RuntimeFigures::Actions& actions) {
  json::object object;
  for (const auto& [action, count] : actions) object[action] = count;
  return object;
}

// Reads the tree with the path of each field at hand.
Status take_count(const json::object& object, std::string_view name, const std::string& path,
                  uint64_t& count) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return Ok{};
  const int64_t* number = value->if_int64();
  if (number == nullptr || *number < 0) {
    return fail(ErrorCode::kInvalidInput, "must be a count", path);
  }
  count = static_cast<uint64_t>(*number);
  return Ok{};
}

Status take_bucket(const json::value& value, std::vector<RuntimeFigures::Bucket>& buckets) {
  const auto wrong = [] {
    return fail(ErrorCode::kInvalidInput,
                "must be pairs of a bound (ascending, the last null) and a count", "latency_ms");
  };
  const json::array* pair = value.if_array();
  if (pair == nullptr || pair->size() != 2) return wrong();
  const int64_t* count = (*pair)[1].if_int64();
  const json::value& bound = (*pair)[0];
  if (count == nullptr || *count < 0 || (!bound.is_null() && !bound.is_number())) return wrong();
  RuntimeFigures::Bucket bucket;
  if (bound.is_number()) bucket.upper_ms = bound.to_number<double>();
  bucket.count = static_cast<uint64_t>(*count);
  if (!buckets.empty() && !before(buckets.back().upper_ms, bucket.upper_ms)) return wrong();
  buckets.push_back(bucket);
  return Ok{};
}

Status take_latency(const json::object& object, std::vector<RuntimeFigures::Bucket>& buckets) {
  const json::value* value = object.if_contains("latency_ms");
  if (value == nullptr) return Ok{};
  const json::array* list = value->if_array();
  if (list == nullptr) return fail(ErrorCode::kInvalidInput, "must be a list", "latency_ms");
  if (list->size() > kMaxBuckets) {
    return fail(ErrorCode::kTooLarge, "more than 128 buckets", "latency_ms");
  }
  for (const json::value& item : *list) GS_CHECK_OK(take_bucket(item, buckets));
  return Ok{};
}

Status take_actions(const json::object& phases, std::string_view phase,
                    RuntimeFigures::Actions& actions) {
  const json::value* value = phases.if_contains(phase);
  if (value == nullptr) return Ok{};
  const std::string path = "actions." + std::string(phase);
  const json::object* object = value->if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "must be an object", path);
  if (object->size() > kMaxActions) {
    return fail(ErrorCode::kTooLarge, "more than 32 actions", path);
  }
  for (const auto& entry : *object) {
    const std::string name(entry.key());
    GS_CHECK_OK(take_count(*object, name, path + "." + name, actions[name]));
  }
  return Ok{};
}

// The object under `name`; an empty one where it is absent.
Result<json::object> part(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return json::object{};
  if (const json::object* found = value->if_object()) return *found;
  return fail(ErrorCode::kInvalidInput, "must be an object", std::string(name));
}

}  // namespace

void RuntimeFigures::add_latency(double milliseconds) {
  if (!(milliseconds >= 0)) return;
  // All bounds, also those without a count: else the lower end of a bucket is not known.
  if (latency.empty()) {
    for (const double bound : kBounds) latency.push_back({bound, 0});
    latency.push_back({std::nullopt, 0});
  }
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), milliseconds);
  add_count(latency, bound == kBounds.end() ? std::nullopt : std::optional<double>(*bound), 1);
}

void RuntimeFigures::merge(const RuntimeFigures& other) {
  requests += other.requests;
  failures += other.failures;
  for (const Bucket& bucket : other.latency) add_count(latency, bucket.upper_ms, bucket.count);
  add_actions(prompt, other.prompt);
  add_actions(output, other.output);
  harm_judged += other.harm_judged;
  harm_above += other.harm_above;
}

std::optional<double> RuntimeFigures::latency_quantile_ms(double quantile) const {
  uint64_t total = 0;
  for (const Bucket& bucket : latency) total += bucket.count;
  if (total == 0) return std::nullopt;
  const double rank = quantile * static_cast<double>(total);
  double below = 0;
  double lower = 0;
  for (const Bucket& bucket : latency) {
    if (!bucket.upper_ms) break;
    const auto count = static_cast<double>(bucket.count);
    if (count > 0 && below + count >= rank) {
      return lower + (*bucket.upper_ms - lower) * std::max(0.0, rank - below) / count;
    }
    below += count;
    lower = *bucket.upper_ms;
  }
  return lower;
}

std::optional<double> RuntimeFigures::availability() const {
  if (requests == 0) return std::nullopt;
  const double failed = static_cast<double>(std::min(failures, requests));
  return 1.0 - failed / static_cast<double>(requests);
}

std::optional<double> RuntimeFigures::harmful_share() const {
  if (harm_judged == 0) return std::nullopt;
  const double above = static_cast<double>(std::min(harm_above, harm_judged));
  return above / static_cast<double>(harm_judged);
}

json::object to_json(const RuntimeFigures& figures) {
  json::array latency;
  for (const RuntimeFigures::Bucket& bucket : figures.latency) {
    json::value bound = nullptr;
    if (bucket.upper_ms) bound = *bucket.upper_ms;
    latency.push_back(json::array{bound, bucket.count});
  }
  return {
      {"requests", figures.requests},
      {"failures", figures.failures},
      {"latency_ms", std::move(latency)},
      {"actions",
       {{"prompt", actions_to_json(figures.prompt)}, {"output", actions_to_json(figures.output)}}},
      {"harm", {{"judged", figures.harm_judged}, {"above", figures.harm_above}}}};
}

Result<RuntimeFigures> parse_runtime_figures(std::string_view text) {
  GS_TRY(const json::value tree, parse_json(text));
  const json::object* object = tree.if_object();
  if (object == nullptr) return fail(ErrorCode::kInvalidInput, "must be an object", "figures");
  RuntimeFigures figures;
  GS_CHECK_OK(take_count(*object, "requests", "requests", figures.requests));
  GS_CHECK_OK(take_count(*object, "failures", "failures", figures.failures));
  GS_CHECK_OK(take_latency(*object, figures.latency));
  GS_TRY(const json::object actions, part(*object, "actions"));
  GS_CHECK_OK(take_actions(actions, "prompt", figures.prompt));
  GS_CHECK_OK(take_actions(actions, "output", figures.output));
  GS_TRY(const json::object harm, part(*object, "harm"));
  GS_CHECK_OK(take_count(harm, "judged", "harm.judged", figures.harm_judged));
  GS_CHECK_OK(take_count(harm, "above", "harm.above", figures.harm_above));
  return figures;
}

int64_t minute_of(WallTime time) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(time);
  return std::chrono::microseconds(minute.time_since_epoch()).count();
}

}  // namespace gs::res::log
