#include "telemetry/registry.h"

#include "telemetry/process_metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <sstream>

namespace gs::telemetry {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Times are exposed in seconds, counts as they are.
double exposed(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

double exposed(uint64_t count) {
  return static_cast<double>(count);
}

void fill(ClientMetric& metric, const Counter& counter) {
  metric.counter.value = static_cast<double>(counter.value());
}

void fill(ClientMetric& metric, const Gauge& gauge) {
  metric.gauge.value = gauge.value();
}

template <typename AnyHistogram>
void fill(ClientMetric& metric, const AnyHistogram& histogram) {
  const typename AnyHistogram::Snapshot snapshot = histogram.snapshot();
  const auto bounds = histogram.bounds();
  uint64_t cumulative = 0;
  for (size_t i = 0; i < snapshot.counts.size(); ++i) {
    cumulative += snapshot.counts[i];
    const double bound =
        i < bounds.size() ? exposed(bounds[i]) : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({cumulative, bound});
  }
  metric.histogram.sample_count = cumulative;
  metric.histogram.sample_sum = exposed(snapshot.sum);
}

template <typename Instrument>
MetricFamily collect(const Family<Instrument>& family, MetricType type) {
  const FamilyName& name = family.name();
  MetricFamily result{name.name, name.help, type, {}};
  family.for_each([&](const std::vector<std::string>& values, const Instrument& instrument) {
    ClientMetric& metric = result.metric.emplace_back();
    for (size_t i = 0; i < values.size(); ++i) metric.label.push_back({name.labels[i], values[i]});
    fill(metric, instrument);
  });
  return result;
}

}  // namespace

template <typename Instrument>
Instrument& Family<Instrument>::with(std::initializer_list<std::string_view> values) {
  std::vector<std::string> key(values.begin(), values.end());
  key.resize(name_.labels.size());
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Instrument>& slot = series_[std::move(key)];
  if (!slot) slot = make_();
  return *slot;
}

template <typename Instrument>
void Family<Instrument>::for_each(
    const std::function<void(const std::vector<std::string>&, const Instrument&)>& f) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [values, instrument] : series_) f(values, *instrument);
}

template class Family<Counter>;
template class Family<Gauge>;
template class Family<Histogram>;
template class Family<CountHistogram>;

Registry::Registry() = default;
Registry::~Registry() = default;

CounterFamily& Registry::counters(FamilyName name) {
  auto& family = *counters_.emplace_back(
      std::make_unique<CounterFamily>(std::move(name), [] { return std::make_unique<Counter>(); }));
  collects_.push_back([&family] { return collect(family, MetricType::Counter); });
  return family;
}

GaugeFamily& Registry::gauges(FamilyName name) {
  auto& family = *gauges_.emplace_back(
      std::make_unique<GaugeFamily>(std::move(name), [] { return std::make_unique<Gauge>(); }));
  collects_.push_back([&family] { return collect(family, MetricType::Gauge); });
  return family;
}

HistogramFamily& Registry::histograms(FamilyName name,
                                      std::span<const std::chrono::nanoseconds> bounds) {
  const std::vector<std::chrono::nanoseconds> kept(bounds.begin(), bounds.end());
  auto& family = *histograms_.emplace_back(std::make_unique<HistogramFamily>(
      std::move(name), [kept] { return std::make_unique<Histogram>(kept); }));
  collects_.push_back([&family] { return collect(family, MetricType::Histogram); });
  return family;
}

CountHistogramFamily& Registry::count_histograms(FamilyName name,
                                                 std::span<const uint64_t> bounds) {
  const std::vector<uint64_t> kept(bounds.begin(), bounds.end());
  auto& family = *count_histograms_.emplace_back(std::make_unique<CountHistogramFamily>(
      std::move(name), [kept] { return std::make_unique<CountHistogram>(kept); }));
  collects_.push_back([&family] { return collect(family, MetricType::Histogram); });
  return family;
}

std::string Registry::expose() const {
  std::vector<MetricFamily> families;
  for (const Collect& collect_family : collects_) {
    MetricFamily family = collect_family();
    if (!family.metric.empty()) families.push_back(std::move(family));
  }
  append_process_metrics(families);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace gs::telemetry
