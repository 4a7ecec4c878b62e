// Families of instruments by name and labels, and their text for Prometheus.
//
// A family hands out instruments by their label values; that takes a lock and may allocate, so it
// is done ahead of time and the reference kept. Instruments live as long as their registry. Series
// are never removed: keep label values bounded.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/instruments.h"

namespace prometheus {
struct MetricFamily;
}

namespace gs::telemetry {

// Names as Prometheus wants them: counters end in _total, times in _seconds.
struct FamilyName {
  std::string name;
  std::string help;
  std::vector<std::string> labels;
};

// Safe from any thread. `Instrument`: Counter, Gauge, Histogram or CountHistogram.
template <typename Instrument>
class Family {
 public:
  using Make = std::function<std::unique_ptr<Instrument>()>;

  Family(FamilyName name, Make make) : name_(std::move(name)), make_(std::move(make)) {}

  // The instrument for these label values, one for each label of the family, made when it is new.
  Instrument& with(std::initializer_list<std::string_view> values);

  const FamilyName& name() const { return name_; }
  // Calls f(label values, instrument) for each series, in order of their values.
  void for_each(
      const std::function<void(const std::vector<std::string>&, const Instrument&)>& f) const;

 private:
  const FamilyName name_;
  const Make make_;
  mutable std::mutex mutex_;
  std::map<std::vector<std::string>, std::unique_ptr<Instrument>> series_;
};

using CounterFamily = Family<Counter>;
using GaugeFamily = Family<Gauge>;
using HistogramFamily = Family<Histogram>;
using CountHistogramFamily = Family<CountHistogram>;

// Families are made while the program is put together, by one thread; the rest from any thread.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  CounterFamily& counters(FamilyName name);
  GaugeFamily& gauges(FamilyName name);
  HistogramFamily& histograms(FamilyName name, std::span<const std::chrono::nanoseconds> bounds);
  CountHistogramFamily& count_histograms(FamilyName name, std::span<const uint64_t> bounds);

  // The text exposition format 0.0.4; content type "text/plain; version=0.0.4; charset=utf-8".
  // Holds the registry's families in order of their making, then those of the process itself.
  std::string expose() const;

 private:
  using Collect = std::function<prometheus::MetricFamily()>;

  std::vector<std::unique_ptr<CounterFamily>> counters_;
  std::vector<std::unique_ptr<GaugeFamily>> gauges_;
  std::vector<std::unique_ptr<HistogramFamily>> histograms_;
  std::vector<std::unique_ptr<CountHistogramFamily>> count_histograms_;
  std::vector<Collect> collects_;
};

}  // namespace gs::telemetry
