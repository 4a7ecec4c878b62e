// The process_* families that every Prometheus client offers, read from /proc. Internal to
// src/telemetry.
#pragma once

#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace gs::telemetry {

// Start time, processor time, memory, open and allowed files. What cannot be read is left out.
void append_process_metrics(std::vector<prometheus::MetricFamily>& families);

}  // namespace gs::telemetry
