#include "telemetry/sampler.h"

namespace gs::telemetry {
namespace {

constexpr uint64_t kWhole = uint64_t{1} << 63;

uint64_t share_of(double ratio) {
  if (ratio >= 1) return kWhole;
  return ratio > 0 ? static_cast<uint64_t>(ratio * static_cast<double>(kWhole)) : 0;
}

}  // namespace

Sampler::Sampler(double ratio) : below_(share_of(ratio)) {}

bool Sampler::in_ratio(const TraceId& id) const {
  uint64_t number = 0;
  for (size_t i = 8; i < id.size(); ++i) number = number << 8 | id[i];
  return number >> 1 < below_;
}

}  // namespace gs::telemetry
