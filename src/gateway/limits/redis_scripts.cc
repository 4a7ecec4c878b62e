#include "gateway/limits/redis_scripts.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace gs::gateway {
namespace {

// Numbers are written with whole(): Lua's own way keeps 14 digits, and these times have 16.
constexpr std::string_view kAdmit = R"lua(
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local day = math.floor(tonumber(time[1]) / 86400)
local minute, hour = 60000000, 3600000000
local estimate, slot, lease = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])

local function whole(number) return string.format('%.0f', number) end
local function cost(amount, limit)
  if limit == 0 then return 0 end
  return math.ceil(math.min(amount, limit) * minute / limit)
end
local function ahead(done_at)
  return math.min(math.max((tonumber(done_at or '0') or 0) - now, 0), hour)
end

local subjects, admitted = {}, true
for i = 1, #KEYS / 2 do
  local at = 4 * i
  local s = {use = KEYS[2 * i - 1], slots = KEYS[2 * i], under_way = 0,
             requests = tonumber(ARGV[at]), tokens = tonumber(ARGV[at + 1]),
             concurrent = tonumber(ARGV[at + 2]), daily = tonumber(ARGV[at + 3])}
  local held = redis.call('HMGET', s.use, 'requests', 'tokens', 'day', 'used')
  s.requests_ahead, s.tokens_ahead = ahead(held[1]), ahead(held[2])
  s.used = tonumber(held[3] or '-1') == day and tonumber(held[4] or '0') or 0
  if s.concurrent > 0 then
    redis.call('ZREMRANGEBYSCORE', s.slots, '-inf', whole(now))
    s.under_way = redis.call('ZCARD', s.slots)
    if s.under_way >= s.concurrent then admitted = false end
  end
  if s.requests > 0 and s.requests_ahead + cost(1, s.requests) > minute then admitted = false end
  if s.tokens > 0 and s.tokens_ahead + cost(estimate, s.tokens) > minute then admitted = false end
  if s.daily > 0 and (s.used >= s.daily or s.used + math.min(estimate, s.daily) > s.daily) then
    admitted = false
  end
  subjects[i] = s
end

local function take(s)
  s.requests_ahead = s.requests_ahead + cost(1, s.requests)
  s.tokens_ahead = s.tokens_ahead + cost(estimate, s.tokens)
  s.used = s.used + math.min(estimate, s.daily)
  redis.call('HSET', s.use, 'requests', whole(now + s.requests_ahead),
             'tokens', whole(now + s.tokens_ahead), 'day', whole(day), 'used', whole(s.used))
  redis.call('EXPIRE', s.use, 90000)
  if s.concurrent > 0 then
    redis.call('ZADD', s.slots, whole(now + lease), slot)
    redis.call('PEXPIRE', s.slots, whole(math.ceil(lease / 1000)))
    s.under_way = s.under_way + 1
  end
end

local answer = {admitted and 1 or 0, day, (day + 1) * 86400000000 - now}
for _, s in ipairs(subjects) do
  if admitted then take(s) end
  for _, number in ipairs({s.requests_ahead, s.tokens_ahead, s.used, s.under_way}) do
    table.insert(answer, number)
  end
end
return answer
)lua";

constexpr std::string_view kSettle = R"lua(
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local hour = 3600000000
local function whole(number) return string.format('%.0f', number) end

for i = 1, #KEYS / 2 do
  local use, slots = KEYS[2 * i - 1], KEYS[2 * i]
  local by, tokens = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  redis.call('ZREM', slots, ARGV[1])
  local held = redis.call('HMGET', use, 'tokens', 'day', 'used')
  if by ~= 0 and held[1] then
    local ahead = math.min(math.max(tonumber(held[1]) - now, 0), hour)
    ahead = math.min(math.max(ahead + by, 0), hour)
    redis.call('HSET', use, 'tokens', whole(now + ahead))
  end
  if tokens ~= 0 and held[2] == ARGV[2] then
    redis.call('HSET', use, 'used', whole(math.max(tonumber(held[3]) + tokens, 0)))
  end
end
return 1
)lua";

// Redis names a script by its SHA-1; nothing here trusts it.
std::string sha1_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    return std::string(40, '0');  // without SHA-1 every call goes the longer way of EVAL
  }
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace

RedisScript admit_script() {
  return {kAdmit, sha1_hex(kAdmit)};
}

RedisScript settle_script() {
  return {kSettle, sha1_hex(kSettle)};
}

}  // namespace gs::gateway
