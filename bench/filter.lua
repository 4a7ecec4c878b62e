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

dofile("bench/report.lua")
