#include "res/evidence/retention.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "base/json.h"
#include "evidence_fixture.h"
#include "res/log/leaf.h"
#include "res/log/stored_tree.h"

namespace gs::res {
namespace {

TEST(RetentionPlan, HasDefaultsAndTakesRows) {
  const auto hours = [](double years) {
    return std::chrono::hours(static_cast<int64_t>(years * 8766));
  };
  const RetentionPlan plain = plan_retention({});
  EXPECT_EQ(plain.evidence.size(), artifact_types().size());
  EXPECT_EQ(plain.evidence.at("model_card"), hours(10));
  EXPECT_EQ(plain.decisions, hours(0.5));
  const RetentionRow rows[] = {{"dpia", 3}, {"decisions", 2}, {"unknown", 1}, {"signoff", -1}};
  const RetentionPlan plan = plan_retention(rows);
  EXPECT_EQ(plan.evidence.at("dpia"), hours(3));
  EXPECT_EQ(plan.evidence.at("signoff"), hours(10));
  EXPECT_EQ(plan.decisions, hours(2));
}

class RetentionTest : public EvidenceTest {
 protected:
  Erasure erase(const std::string& id) {
    auto erased = in_batch([&](log::Batch& batch) {
      return erase_evidence(batch, id, "request of the person", kActor);
    });
    EXPECT_TRUE(erased);
    if (!erased) return {};
    const Status finished = finish_erasure(*log_, *database_, *blobs_, *erased);
    EXPECT_TRUE(finished) << finished.error().to_string();
    return *erased;
  }

  // Files of the data folder, the log's own memory included, that hold these bytes.
  std::string files_with(const std::string& bytes) {
    std::string out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(file)), {});
      if (content.find(bytes) != std::string::npos) out += entry.path().filename().string() + " ";
    }
    return out;
  }
};

TEST_F(RetentionTest, NothingOfWhatWasErasedIsLeftOnDisk) {
  const EvidenceRequest claim =
      request("dpia", "model-of-jane", {{"subject", "jane-doe-1970"}}, "ref-of-jane");
  const std::string id = submit(claim).id;
  ASSERT_TRUE(put(id, "content-about-jane"));
  const auto record = log::read_record(*reader(), 0);
  const auto content_record = log::read_record(*reader(), 1);
  ASSERT_TRUE(record && content_record);
  const std::string secrets[] = {"jane-doe-1970",
                                 "model-of-jane",
                                 "ref-of-jane",
                                 "content-about-jane",
                                 record->salt,
                                 content_record->salt,
                                 sha256_hex("content-about-jane")};
  for (const std::string& secret : secrets) EXPECT_NE(files_with(secret), "") << secret;
  const auto leaf = log::read_leaf(*reader(), 0);

  const Erasure erasure = erase(id);
  EXPECT_EQ(erasure.leaves, (std::vector<uint64_t>{0, 1}));
  for (const std::string& secret : secrets) EXPECT_EQ(files_with(secret), "") << secret;
  EXPECT_FALSE(
      std::filesystem::exists(folder_ / ("blobs/" + sha256_hex("content-about-jane").substr(0, 2) +
                                         "/" + sha256_hex("content-about-jane"))));

  // The leaf is as it was, and says that it commits to something that is gone.
  EXPECT_EQ(*log::read_leaf(*reader(), 0), *leaf);
  const Evidence evidence = find(id);
  EXPECT_TRUE(evidence.erased);
  EXPECT_EQ(evidence.leaf_index, 0U);
  EXPECT_TRUE(evidence.content_ref.empty() && evidence.model_version.empty());
  EXPECT_FALSE(evidence.content);
  EXPECT_EQ(put(id, "x").error().to_string(), "this evidence was erased (id)");
}

TEST_F(RetentionTest, TheProofOfAnErasedEvidenceHolds) {
  const std::string id = submit(request()).id;
  erase(id);
  const auto leaf = log::read_leaf(*reader(), 0);
  ASSERT_TRUE(leaf);
  std::promise<void> published;
  log_->when_published(1, [&](Status) { published.set_value(); });
  published.get_future().wait();
  const auto proof = log::prove(*reader(), log_->published(), 0);
  ASSERT_TRUE(proof) << proof.error().to_string();
  EXPECT_TRUE(proof->verify(*leaf, signer_.verifier()));
}

TEST_F(RetentionTest, TheRecordOfAnErasureListsLeavesAndTheReason) {
  const std::string id = submit(request()).id;
  const Erasure erasure = erase(id);
  ASSERT_TRUE(erasure.retention_leaf);
  const auto record = log::read_record(*reader(), *erasure.retention_leaf);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->kind, "retention");
  EXPECT_EQ(record->event, "evidence_erased");
  const auto content = parse_json(record->content);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->at("erased_leaves"), boost::json::array{0});
  EXPECT_EQ(content->at("reason"), "request of the person");
  EXPECT_EQ(record->content.find(id), std::string::npos);
}

TEST_F(RetentionTest, ErasedEvidenceThatComesAgainIsStoredAnew) {
  const std::string id = submit(request()).id;
  erase(id);
  const StoredEvidence again = submit(request());
  EXPECT_TRUE(again.created);
  EXPECT_EQ(again.leaf_index, 2U);
  const Evidence evidence = find(id);
  EXPECT_FALSE(evidence.erased);
  EXPECT_EQ(evidence.model_version, "m1");
  EXPECT_TRUE(put(id, "content")->created);
}

TEST_F(RetentionTest, SharedContentStaysUntilTheLastOneGoes) {
  const std::string one = submit(request("dpia", "m1", nullptr, "one")).id;
  const std::string two = submit(request("dpia", "m1", nullptr, "two")).id;
  ASSERT_TRUE(put(one, "shared bytes") && put(two, "shared bytes"));
  erase(one);
  EXPECT_EQ(*read_content(*reader(), *blobs_, find(two)), "shared bytes");
  erase(two);
  EXPECT_EQ(files_with("shared bytes"), "");
}

TEST_F(RetentionTest, RefusesWhatCannotBeErased) {
  const auto refusal = [&](const std::string& id, const std::string& reason) {
    return in_batch([&](log::Batch& batch) { return erase_evidence(batch, id, reason, kActor); })
        .error()
        .to_string();
  };
  const std::string id = submit(request()).id;
  EXPECT_EQ(refusal(id, ""), "a reason of 1 to 1000 bytes must be given (reason)");
  EXPECT_EQ(refusal("x", "why"), "there is no evidence of this id (id)");
  erase(id);
  EXPECT_EQ(refusal(id, "why"), "this evidence was erased before (id)");
}

TEST_F(RetentionTest, ErasesWhatIsOlderThanThePlan) {
  const std::string old_one = submit(request("dpia", "m1", nullptr, "old")).id;
  const std::string kept = submit(request("signoff", "m1", nullptr, "kept")).id;
  const auto run = [&](const RetentionPlan& plan) {
    return in_batch([&](log::Batch& batch) { return run_retention(batch, plan, kActor); });
  };
  RetentionPlan plan = plan_retention({});
  auto erasure = run(plan);
  ASSERT_TRUE(erasure);
  EXPECT_TRUE(erasure->leaves.empty());
  EXPECT_FALSE(erasure->retention_leaf);
  EXPECT_EQ(leaves(), 2U);

  plan.evidence["dpia"] = std::chrono::hours(-1);  // what is younger than an hour from now
  erasure = run(plan);
  ASSERT_TRUE(erasure);
  EXPECT_EQ(erasure->leaves, std::vector<uint64_t>{0});
  EXPECT_TRUE(find(old_one).erased);
  EXPECT_FALSE(find(kept).erased);
  EXPECT_TRUE(run(plan)->leaves.empty());
}

TEST_F(RetentionTest, TheSweepRemovesWhatNothingNames) {
  const std::string id = submit(request()).id;
  ASSERT_TRUE(put(id, "named"));
  ASSERT_TRUE(blobs_->put(*reader(), "orphan of a crash"));
  std::filesystem::create_directories(folder_ / "blobs/aa");
  std::ofstream(folder_ / "blobs/aa/torn.new") << "half of a blob";
  const auto removed = sweep_blobs(*log_, *database_, *blobs_, files_, folder_.path());
  ASSERT_TRUE(removed) << removed.error().to_string();
  EXPECT_EQ(*removed, 2U);
  EXPECT_EQ(files_with("orphan of a crash"), "");
  EXPECT_EQ(files_with("half of a blob"), "");
  EXPECT_EQ(*read_content(*reader(), *blobs_, find(id)), "named");
  EXPECT_EQ(*sweep_blobs(*log_, *database_, *blobs_, files_, folder_.path()), 0U);
}

}  // namespace
}  // namespace gs::res
