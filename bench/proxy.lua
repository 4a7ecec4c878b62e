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

dofile("bench/report.lua")
