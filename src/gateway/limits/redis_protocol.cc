#include "gateway/limits/redis_protocol.h"

#include <hiredis/hiredis.h>

namespace gs::gateway {
namespace {

RedisReply integers_of(const redisReply& array) {
  RedisReply reply;
  for (size_t i = 0; i < array.elements; ++i) {
    if (array.element[i]->type != REDIS_REPLY_INTEGER) return reply;
    reply.integers.push_back(array.element[i]->integer);
  }
  reply.kind = RedisReply::Kind::kIntegers;
  return reply;
}

RedisReply reply_from(const redisReply& reply) {
  using Kind = RedisReply::Kind;
  switch (reply.type) {
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_STRING:
      return {Kind::kText, std::string(reply.str, reply.len), {}};
    case REDIS_REPLY_ERROR:
      return {Kind::kError, std::string(reply.str, reply.len), {}};
    case REDIS_REPLY_INTEGER:
      return {Kind::kIntegers, "", {reply.integer}};
    case REDIS_REPLY_ARRAY:
      return integers_of(reply);
    default:
      return {};
  }
}

}  // namespace

std::string format_redis_command(std::span<const std::string> words) {
  std::vector<const char*> starts;
  std::vector<size_t> sizes;
  for (const std::string& word : words) {
    starts.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* target = nullptr;
  const auto size =
      redisFormatCommandArgv(&target, static_cast<int>(words.size()), starts.data(), sizes.data());
  if (size < 0) return "";  // out of memory; nothing is sent and the call runs into its deadline
  std::string command(target, static_cast<size_t>(size));
  redisFreeCommand(target);
  return command;
}

void RedisReplyReader::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

RedisReplyReader::RedisReplyReader() : reader_(redisReaderCreate()) {}
RedisReplyReader::~RedisReplyReader() = default;

void RedisReplyReader::feed(std::string_view bytes) {
  unread_ += bytes.size();
  if (reader_) redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<std::optional<RedisReply>> RedisReplyReader::next() {
  void* parsed = nullptr;
  if (!reader_ || redisReaderGetReply(reader_.get(), &parsed) != REDIS_OK) {
    return fail(ErrorCode::kUnavailable, "what came back is no reply of Redis");
  }
  if (parsed == nullptr) {
    if (unread_ > kMaxReply) return fail(ErrorCode::kUnavailable, "the reply is too long");
    return std::nullopt;
  }
  RedisReply reply = reply_from(*static_cast<redisReply*>(parsed));
  freeReplyObject(parsed);
  unread_ = 0;
  return std::optional<RedisReply>(std::move(reply));
}

}  // namespace gs::gateway
