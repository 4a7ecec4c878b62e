// A place for an instrument that is looked up with its first use and then found without a lock.
// Internal to src/telemetry.
#pragma once

#include <atomic>

namespace gs::telemetry {

// Two threads may resolve the same cell at once; the family gives both the same instrument.
template <typename Instrument, typename Resolve>
Instrument& resolve_once(std::atomic<Instrument*>& cell, Resolve resolve) {
  Instrument* instrument = cell.load(std::memory_order_acquire);
  if (instrument == nullptr) {
    instrument = &resolve();
    cell.store(instrument, std::memory_order_release);
  }
  return *instrument;
}

}  // namespace gs::telemetry
