// Brings segments of the journal to RES over HTTP: POST <res.url>/decisions.
//
// The body is the segment's bytes, application/vnd.governed-speed.segment; the header
// x-segment-seal has its seal (JSON in base64), Authorization the key.
#pragma once

#include <memory>
#include <string>

#include "base/files.h"
#include "http/blocking_post.h"
#include "journal/shipper.h"
#include "settings/audit_settings.h"

namespace gs::gateway {

// For the shipper's thread: each call takes as long as the transfer.
class SegmentPost final : public journal::SegmentReceiver {
 public:
  // `settings.url` is set. Errors: a key or a file of authorities that cannot be used.
  static Result<std::unique_ptr<SegmentPost>> create(const settings::AuditSettings::Res& settings,
                                                     Files& files);

  // 200 and 201 are success. 409 and 422: RES will not have this segment (kAlreadyExists,
  // kInvalidInput); anything else is kUnavailable. Errors hold what RES said, cut short.
  Status receive(const journal::Seal& seal, std::string_view segment) override;

 private:
  SegmentPost(std::string url, http::PostOptions options)
      : url_(std::move(url)), options_(std::move(options)) {}

  const std::string url_;
  const http::PostOptions options_;  // without the seal
};

}  // namespace gs::gateway
