#include "res/incidents/delivery.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/blocking_post.h"

namespace gs::res {
namespace {

constexpr size_t kMaxAnswer = 64 * 1024;
constexpr size_t kMaxError = 300;

}  // namespace

WallTime never() {
  return *from_rfc3339("2200-01-01T00:00:00Z");
}

Result<std::optional<Delivery>> next_due(store::Connection& connection, const std::string& sink,
                                         WallTime now) {
  GS_TRY(const auto rows, connection.query("SELECT id, body, created_at, next_at, attempts FROM "
                                           "outbox WHERE next_at <= $1 AND sink = $2 "
                                           "ORDER BY next_at, id LIMIT 1",
                                           {log::to_micros(now), sink}));
  if (rows.empty()) return std::nullopt;
  Delivery delivery;
  delivery.id = rows[0][0].text();
  delivery.body = rows[0][1].text();
  delivery.created_at = log::from_micros(rows[0][2].integer());
  delivery.next_at = log::from_micros(rows[0][3].integer());
  delivery.attempts = rows[0][4].integer();
  return delivery;
}

std::chrono::milliseconds retry_after(int64_t attempts, const OutboxOptions& options) {
  const int64_t doublings = std::clamp<int64_t>(attempts - 1, 0, 30);
  return std::min(options.first_retry * (int64_t{1} << doublings), options.longest_retry);
}

Status post_delivery(const SinkSettings& sink, const Delivery& delivery,
                     const OutboxOptions& options) {
  http::PostOptions post_options;
  post_options.connect_timeout = options.connect_timeout;
  post_options.total_timeout = options.total_timeout;
  post_options.max_answer = kMaxAnswer;
  post_options.ca_file = sink.ca_file;
  post_options.public_only = !sink.allow_private;
  post_options.headers = {{"User-Agent", "governed-speed"}, {"Idempotency-Key", delivery.id}};
  if (!sink.secret.empty()) {
    post_options.headers.emplace_back("X-Governed-Speed-Signature",
                                      sink_signature(sink.secret, delivery.body));
  }
  GS_TRY(const auto post, http::BlockingPost::create(sink.url, std::move(post_options)));
  GS_TRY(const http::PostAnswer answer, post->send("application/json", delivery.body));
  if (answer.status >= 200 && answer.status < 300) return Ok{};
  return fail(ErrorCode::kUnavailable, "it answered with status " + std::to_string(answer.status),
              sink.name);
}

Result<bool> claim(log::Log& log, const Delivery& delivery, WallTime until) {
  uint64_t changed = 0;
  GS_CHECK_OK(log.run([&](log::Batch& batch) -> Status {
    GS_TRY(changed, batch.sql().execute(
                        "UPDATE outbox SET next_at = $2 WHERE id = $1 AND next_at = $3",
                        {delivery.id, log::to_micros(until), log::to_micros(delivery.next_at)}));
    return Ok{};
  }));
  return changed == 1;
}

Status settle_accepted(log::Log& log, const Delivery& delivery) {
  return log.run([&](log::Batch& batch) -> Status {
    GS_CHECK_OK(batch.sql().execute("DELETE FROM outbox WHERE id = $1", {delivery.id}));
    return Ok{};
  });
}

Result<bool> settle_failed(log::Log& log, const Delivery& delivery, const std::string& error,
                           WallTime now, const OutboxOptions& options) {
  const int64_t attempts = delivery.attempts + 1;
  const bool given_up = now - delivery.created_at >= options.give_up;
  const WallTime next = given_up ? never() : now + retry_after(attempts, options);
  const std::string shown = escape_for_display(error, kMaxError);
  const Status written = log.run([&](log::Batch& batch) -> Status {
    GS_CHECK_OK(batch.sql().execute(
        "UPDATE outbox SET next_at = $2, attempts = $3, last_error = $4 WHERE id = $1",
        {delivery.id, log::to_micros(next), attempts, shown}));
    return Ok{};
  });
  if (!written) return tl::unexpected(written.error());
  return given_up;
}

Status forget_given_up(log::Log& log, const std::string& sink, WallTime created_before) {
  return log.run([&](log::Batch& batch) -> Status {
    GS_CHECK_OK(batch.sql().execute(
        "DELETE FROM outbox WHERE sink = $1 AND next_at = $2 AND created_at < $3",
        {sink, log::to_micros(never()), log::to_micros(created_before)}));
    return Ok{};
  });
}

}  // namespace gs::res
