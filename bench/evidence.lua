-- wrk script: files evidence, each piece new; reports as report.lua says.

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

dofile("bench/report.lua")
