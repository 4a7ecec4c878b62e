-- wrk script: sends the bodies of bench/filter_requests.jsonl in turn and prints, beside wrk's own
-- report, one line "json {...}" with latencies in microseconds.

local requests = {}
local next_request = 0

function init()
  local headers = { ["content-type"] = "application/json" }
  for body in io.lines("bench/filter_requests.jsonl") do
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'json {"requests": %d, "microseconds": %d, "p50_us": %d, "p99_us": %d, "max_us": %d, ' ..
    '"socket_errors": %d, "status_errors": %d}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
