// A log with blobs, and evidence to put into it.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <utility>

#include "fixtures/log_fixture.h"
#include "res/evidence/content.h"
#include "res/evidence/evidence.h"

namespace gs::res {

class EvidenceTest : public ::testing::Test, protected test::LogFixture {
 protected:
  const log::Actor kActor = {"key-1", "jane", "127.0.0.1:1"};

  // Runs `work` as one operation and returns what it returns.
  template <typename Work>
  auto in_batch(Work work) -> decltype(work(std::declval<log::Batch&>())) {
    decltype(work(std::declval<log::Batch&>())) out = fail(ErrorCode::kInternal, "did not run");
    const Status done = log_->run([&](log::Batch& batch) -> Status {
      out = work(batch);
      if (!out) return tl::unexpected(out.error());
      return Ok{};
    });
    if (out && !done) return tl::unexpected(done.error());
    return out;
  }

  static EvidenceRequest request(const std::string& type = "eval_pack",
                                 const std::string& model = "m1",
                                 const boost::json::value& metadata = nullptr,
                                 const std::string& ref = "s3://bucket/evidence.json") {
    auto parsed = parse_evidence(boost::json::object{{"artifactType", type},
                                                     {"modelVersion", model},
                                                     {"metadata", metadata},
                                                     {"contentRef", ref}});
    EXPECT_TRUE(parsed);
    return parsed.value_or(EvidenceRequest{});
  }

  StoredEvidence submit(const EvidenceRequest& claim) {
    auto stored =
        in_batch([&](log::Batch& batch) { return submit_evidence(batch, claim, kActor); });
    EXPECT_TRUE(stored);
    return stored.value_or(StoredEvidence{});
  }

  Result<StoredContent> put(const std::string& id, const std::string& bytes,
                            const std::string& type = "application/json") {
    return in_batch(
        [&](log::Batch& batch) { return put_content(batch, *blobs_, id, bytes, type, kActor); });
  }

  Evidence find(const std::string& id) {
    auto found = find_evidence(*reader(), id);
    EXPECT_TRUE(found);
    return found.value_or(Evidence{});
  }

  uint64_t leaves() {
    auto rows = reader()->query("SELECT COUNT(*) FROM log_leaves", {});
    EXPECT_TRUE(rows);
    return rows ? static_cast<uint64_t>((*rows)[0][0].integer()) : 0;
  }

  std::unique_ptr<store::Blobs> blobs_ = store::folder_blobs(files_, folder_.path());
};

}  // namespace gs::res
