#include "res/evidence/evidence.h"

#include "evidence_fixture.h"
#include "res/log/leaf.h"
#include "res/log/stored_tree.h"

namespace gs::res {
namespace {

namespace json = boost::json;

TEST_F(EvidenceTest, IsStoredOnceAndReadBack) {
  const json::value metadata = {{"quality", {{"pass_at_5", 0.82}}}};
  const EvidenceRequest claim = request("ci_evidence", "m1", metadata, "s3://bucket/run.json");
  const StoredEvidence first = submit(claim);
  EXPECT_TRUE(first.created);
  EXPECT_EQ(first.id, claim.id);

  const StoredEvidence again = submit(claim);
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.stored_at, first.stored_at);
  EXPECT_EQ(again.leaf_index, first.leaf_index);
  EXPECT_EQ(leaves(), 1U);

  const Evidence evidence = find(claim.id);
  EXPECT_EQ(evidence.artifact_type, "ci_evidence");
  EXPECT_EQ(evidence.model_version, "m1");
  EXPECT_EQ(evidence.metadata, metadata);
  EXPECT_EQ(evidence.content_ref, "s3://bucket/run.json");
  EXPECT_EQ(evidence.stored_at, first.stored_at);
  EXPECT_EQ(evidence.leaf_index, first.leaf_index);
  EXPECT_EQ(evidence.actor, "key-1");
  EXPECT_FALSE(evidence.content);
  EXPECT_FALSE(evidence.erased);
}

// Who can guess the claim must not be able to check the guess against the log.
TEST_F(EvidenceTest, TheLeafTellsNothingOfTheClaim) {
  const EvidenceRequest claim = request("eval_pack", "secret-model", {{"who", "jane"}});
  const StoredEvidence stored = submit(claim);
  const auto leaf = log::read_leaf(*reader(), stored.leaf_index);
  ASSERT_TRUE(leaf);
  for (const std::string& secret : {claim.id, claim.id.substr(0, 16), std::string("secret-model"),
                                    std::string("jane"), std::string("bucket")}) {
    EXPECT_EQ(leaf->find(secret), std::string::npos) << *leaf;
  }
  const auto read = log::Leaf::parse(*leaf);
  ASSERT_TRUE(read && read->digest);
  const auto record = log::read_record(*reader(), stored.leaf_index);
  ASSERT_TRUE(record);
  EXPECT_EQ(*read->digest, log::commitment(record->salt, record->content));
  EXPECT_NE(*read->digest, sha256(record->content));
  EXPECT_NE(*read->digest, sha256(claim.canonical));
}

TEST_F(EvidenceTest, UnknownIdsAreNotFound) {
  submit(request());
  for (const std::string& id : {std::string(64, 'a'), std::string("x"), std::string()}) {
    const auto found = find_evidence(*reader(), id);
    ASSERT_FALSE(found) << id;
    EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(found.error().to_string(), "there is no evidence of this id (id)");
  }
}

class EvidenceListTest : public EvidenceTest {
 protected:
  // Refs of the page, newest first, "|", the cursor.
  std::string list(const EvidenceFilter& filter) {
    const auto page = list_evidence(*reader(), filter);
    if (!page) return page.error().to_string();
    std::string out;
    for (const Evidence& item : page->items) out += item.content_ref;
    return out + "|" + (page->next ? std::to_string(*page->next) : "");
  }
};

TEST_F(EvidenceListTest, FiltersAndPages) {
  submit(request("eval_pack", "m1", nullptr, "a"));
  submit(request("dpia", "m1", nullptr, "b"));
  submit(request("eval_pack", "m2", nullptr, "c"));
  submit(request("eval_pack", "m1", nullptr, "d"));
  EXPECT_EQ(list({}), "dcba|");
  EXPECT_EQ(list({.model = "m1"}), "dba|");
  EXPECT_EQ(list({.type = "eval_pack"}), "dca|");
  EXPECT_EQ(list({.model = "m1", .type = "eval_pack"}), "da|");
  EXPECT_EQ(list({.limit = 2}), "dc|2");
  EXPECT_EQ(list({.before = 2, .limit = 2}), "ba|");
  EXPECT_EQ(list({.limit = 0}), "limit must be from 1 to 1000 (limit)");
  EXPECT_EQ(list({.limit = 1001}), "limit must be from 1 to 1000 (limit)");
  EXPECT_EQ(list({.type = "report"}), "type is none of the artifact types (type)");
}

TEST_F(EvidenceListTest, TimesBeginInclusiveAndEndExclusive) {
  const WallTime at = submit(request("eval_pack", "m1", nullptr, "a")).stored_at;
  const auto step = std::chrono::microseconds(1);
  EXPECT_EQ(list({.from = at}), "a|");
  EXPECT_EQ(list({.from = at + step}), "|");
  EXPECT_EQ(list({.to = at}), "|");
  EXPECT_EQ(list({.to = at + step}), "a|");
}

TEST_F(EvidenceTest, ContentIsCommittedOnce) {
  const std::string id = submit(request()).id;
  const auto first = put(id, "the bytes", "text/plain");
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->created);
  EXPECT_EQ(first->content.leaf_index, 1U);
  EXPECT_EQ(first->content.digest, sha256("the bytes"));
  const auto again = put(id, "the bytes", "text/html");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->content.content_type, "text/plain");
  const auto other = put(id, "other bytes");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(other.error().to_string(), "this evidence has other content already (id)");
  EXPECT_EQ(leaves(), 2U);
}

TEST_F(EvidenceTest, ContentIsReadInRanges) {
  const std::string id = submit(request()).id;
  EXPECT_EQ(read_content(*reader(), *blobs_, find(id)).error().to_string(),
            "nothing was uploaded for this evidence (id)");
  ASSERT_TRUE(put(id, "0123456789"));
  const Evidence evidence = find(id);
  const auto read = [&](uint64_t offset, uint64_t length) {
    const auto bytes = read_content(*reader(), *blobs_, evidence, offset, length);
    return bytes ? *bytes : bytes.error().to_string();
  };
  EXPECT_EQ(read(0, UINT64_MAX), "0123456789");
  EXPECT_EQ(read(3, 4), "3456");
  EXPECT_EQ(read(8, UINT64_MAX), "89");
  EXPECT_EQ(read(10, 1), "the range begins behind the 10 bytes of the content (Range)");
}

TEST_F(EvidenceTest, ContentNeedsAnEvidenceAndAType) {
  const std::string id = submit(request()).id;
  EXPECT_EQ(put(std::string(64, 'a'), "x").error().to_string(),
            "there is no evidence of this id (id)");
  for (const std::string& type : {std::string(), std::string("text"), std::string("text/a\r\nb: c"),
                                  "a/" + std::string(kMaxContentTypeBytes, 'b')}) {
    const auto refused = put(id, "x", type);
    ASSERT_FALSE(refused) << type;
    EXPECT_EQ(refused.error().where, "Content-Type");
  }
}

}  // namespace
}  // namespace gs::res
