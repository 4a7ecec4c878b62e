-- wrk script: sends one prompt over and over, the first argument; prints as filter.lua does.

local text

function init(arguments)
  local body = string.format('{"prompt": "%s"}', arguments[1])
  text = wrk.format("POST", nil, { ["content-type"] = "application/json" }, body)
end

function request()
  return text
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
