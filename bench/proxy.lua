-- wrk script: posts one body over and over and prints, beside wrk's own report, one line
-- "json {...}" with latencies in microseconds.
--
--   wrk ... -s bench/proxy.lua URL -- BODY_FILE [NAME:VALUE...]     further headers

function init(arguments)
  local file = assert(io.open(arguments[1]))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["content-type"] = "application/json"
  for i = 2, #arguments do
    local name, value = arguments[i]:match("^([^:]+):(.*)$")
    wrk.headers[name] = value
  end
  request_bytes = wrk.format()
end

function request()
  return request_bytes
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
