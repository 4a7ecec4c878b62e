// Commands and replies of Redis (RESP 2) as bytes. hiredis formats and parses; nothing here knows
// of sockets, and nothing else knows of hiredis.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct redisReader;

namespace gs::gateway {

struct RedisReply {
  enum class Kind : uint8_t { kText, kIntegers, kError, kOther };
  Kind kind = Kind::kOther;
  std::string text;               // of a status, a string or an error
  std::vector<int64_t> integers;  // one number, or an array of nothing but numbers
};

// Words may hold any bytes.
std::string format_redis_command(std::span<const std::string> words);

// Takes bytes as they come and gives whole replies. After an error it is of no more use.
class RedisReplyReader {
 public:
  RedisReplyReader();
  ~RedisReplyReader();

  void feed(std::string_view bytes);

  // Nothing while the reply is not complete. Errors (kUnavailable): bytes that are no RESP, and a
  // reply of more than kMaxReply bytes.
  Result<std::optional<RedisReply>> next();

  static constexpr size_t kMaxReply = 256 * 1024;

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
  size_t unread_ = 0;  // bytes since the last whole reply
};

}  // namespace gs::gateway
