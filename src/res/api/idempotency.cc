#include "res/api/idempotency.h"

#include <algorithm>

#include "base/digest.h"

namespace gs::res {
namespace {

constexpr char kHeader[] = "Idempotency-Key";
constexpr size_t kMaxKey = 256;

}  // namespace

Result<std::optional<IdempotencyKey>> IdempotencyKey::of(const http::Request& request,
                                                         std::string_view caller) {
  if (!request.has_header(kHeader)) return std::nullopt;
  const std::string_view key = request.header(kHeader);
  const bool visible =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (key.empty() || key.size() > kMaxKey || !visible) {
    return fail(ErrorCode::kInvalidInput, "must be 1 to 256 visible ASCII characters", kHeader);
  }
  std::string whole(caller);
  whole.append("\n").append(request.path).append("\n").append(key);
  return IdempotencyKey("idempotency/" + sha256_hex(whole), sha256_hex(request.body));
}

Result<std::optional<std::string>> IdempotencyKey::made_before(store::Connection& sql) const {
  GS_TRY(const auto rows, sql.query("SELECT value FROM facts WHERE name = $1", {name_}));
  if (rows.empty()) return std::nullopt;
  const std::string& value = rows[0][0].text();  // "<digest of the body> <id>"
  if (!value.starts_with(body_)) {
    return fail(ErrorCode::kInvalidInput, "was used for another body", kHeader);
  }
  return value.substr(std::min(body_.size() + 1, value.size()));
}

Status IdempotencyKey::remember(store::Connection& sql, std::string_view id) const {
  GS_CHECK_OK(sql.execute("INSERT INTO facts (name, value) VALUES ($1, $2)",
                          {name_, body_ + " " + std::string(id)}));
  return Ok{};
}

}  // namespace gs::res
