-- wrk script: files evidence, each piece new; prints as filter.lua does.

local thread_number = 0

function setup(thread)
  thread:set("name", thread_number)
  thread_number = thread_number + 1
end

local sent = 0
local began = os.time()

function request()
  sent = sent + 1
  local body = string.format(
    '{"artifactType": "eval_pack", "modelVersion": "model-%d", "contentRef": "s3://evaluations/%d/%d/%d.json", ' ..
    '"metadata": {"quality": {"pass_at_5": 0.87}, "suite": "nightly", "samples": 1000}}',
    sent % 10, began, name, sent)
  return wrk.format("POST", nil, { ["content-type"] = "application/json" }, body)
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
