#include "gateway/segment_post.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "settings/secret.h"

namespace gs::gateway {
namespace {

constexpr char kSegmentType[] = "application/vnd.governed-speed.segment";
constexpr std::chrono::seconds kTransferTime{60};
constexpr size_t kMaxAnswer = 64 * 1024;
constexpr size_t kShownAnswer = 200;

ErrorCode code_of(int status) {
  if (status == 409) return ErrorCode::kAlreadyExists;
  return status == 422 ? ErrorCode::kInvalidInput : ErrorCode::kUnavailable;
}

}  // namespace

Result<std::unique_ptr<SegmentPost>> SegmentPost::create(
    const settings::AuditSettings::Res& settings, Files& files) {
  http::PostOptions options;
  options.total_timeout = kTransferTime;
  options.max_answer = kMaxAnswer;
  options.ca_file = settings.ca;
  GS_TRY(const std::string key, settings::read_secret(settings.key, files));
  if (!key.empty()) options.headers.emplace_back("Authorization", "Bearer " + key);
  std::string url = settings.url->text("/decisions");
  // Once without a seal, so that what cannot be used shows at the start.
  GS_TRY(auto tried, http::BlockingPost::create(url, options));
  return std::unique_ptr<SegmentPost>(new SegmentPost(std::move(url), std::move(options)));
}

Status SegmentPost::receive(const journal::Seal& seal, std::string_view segment) {
  http::PostOptions options = options_;
  options.headers.emplace_back("x-segment-seal", base64_encode(seal.to_json()));
  GS_TRY(auto post, http::BlockingPost::create(url_, std::move(options)));
  auto answer = post->send(kSegmentType, segment);
  if (!answer) {
    return fail(ErrorCode::kUnavailable, answer.error().message, answer.error().where);
  }
  if (answer->status == 200 || answer->status == 201) return Ok{};
  return fail(code_of(answer->status),
              fmt::format("RES answered {}: {}", answer->status,
                          escape_for_display(answer->body, kShownAnswer)),
              url_);
}

}  // namespace gs::gateway
