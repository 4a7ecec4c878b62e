#include "res/api/content_headers.h"

#include <gtest/gtest.h>

namespace gs::res {
namespace {

// RFC 9530, appendix D: the representation {"hello": "world"} and its line feed.
TEST(ContentDigest, HoldsForTheBytesItIsOf) {
  const std::string bytes = "{\"hello\": \"world\"}\n";
  const Sha256Digest digest = sha256(bytes);
  const std::string field = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  EXPECT_EQ(digest_field(digest), field);
  for (const std::string& good : {std::string(), field, "sha-512=:AAAA:, " + field,
                                  std::string("sha-512=:AAAA:"), "  " + field + " "}) {
    EXPECT_TRUE(check_content_digest(good, digest)) << good;
  }
}

TEST(ContentDigest, IsRefusedWhereItDoesNotHold) {
  const Sha256Digest digest = sha256("other bytes");
  struct Row {
    std::string field, message;
  };
  for (const Row& row : {
           Row{"sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", "is not that"},
           Row{"sha-256=:RK/0=:", "must be sha-256"},
           Row{"sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=", "must be sha-256"},
           Row{"sha-256=::", "must be sha-256"},
       }) {
    const Status status = check_content_digest(row.field, digest);
    ASSERT_FALSE(status) << row.field;
    EXPECT_EQ(status.error().where, "Content-Digest");
    EXPECT_NE(status.error().message.find(row.message), std::string::npos)
        << status.error().message;
  }
}

TEST(EntityTag, IsFoundInAList) {
  const std::string etag = etag_of(sha256("x"));
  EXPECT_TRUE(has_etag(etag, etag));
  EXPECT_TRUE(has_etag("\"a\", W/" + etag, etag));
  EXPECT_TRUE(has_etag("*", etag));
  EXPECT_FALSE(has_etag("", etag));
  EXPECT_FALSE(has_etag("\"a\"", etag));
}

struct Case {
  const char* header;
  uint64_t size;
  std::optional<ByteRange> expected;
};

TEST(Range, ReadsOneRangeAndNothingElse) {
  const Case cases[] = {
      {"bytes=0-0", 10, ByteRange{0, 1, true}},
      {"bytes=2-5", 10, ByteRange{2, 4, true}},
      {"bytes=2-", 10, ByteRange{2, 8, true}},
      {"bytes=2-99", 10, ByteRange{2, 8, true}},
      {"bytes=-3", 10, ByteRange{7, 3, true}},
      {"bytes=-99", 10, ByteRange{0, 10, true}},
      {"bytes=-0", 10, ByteRange{10, 0, false}},
      {"bytes=10-", 10, ByteRange{0, 0, false}},
      {"bytes=0-", 0, ByteRange{0, 0, false}},
      {"bytes=18446744073709551615-", 10, ByteRange{0, 0, false}},
      {"bytes=18446744073709551616-", 10, std::nullopt},
      {"bytes=5-2", 10, std::nullopt},
      {"bytes=0-1,3-4", 10, std::nullopt},
      {"bytes=", 10, std::nullopt},
      {"bytes=-", 10, std::nullopt},
      {"bytes=a-b", 10, std::nullopt},
      {"lines=0-1", 10, std::nullopt},
  };
  for (const Case& one : cases) {
    const auto range = parse_range(one.header, one.size);
    ASSERT_EQ(range.has_value(), one.expected.has_value()) << one.header;
    if (!range) continue;
    EXPECT_EQ(range->satisfiable, one.expected->satisfiable) << one.header;
    EXPECT_EQ(range->offset, one.expected->offset) << one.header;
    EXPECT_EQ(range->length, one.expected->length) << one.header;
  }
}

}  // namespace
}  // namespace gs::res
