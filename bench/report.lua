-- What every wrk script of the benchmarks prints beside wrk's own report: one line "json {...}" with
-- latencies in microseconds. For dofile(), from the repository's root.

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'json {"requests": %d, "microseconds": %d, "p50_us": %d, "p99_us": %d, "max_us": %d, ' ..
    '"socket_errors": %d, "status_errors": %d}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
