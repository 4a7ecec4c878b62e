#include "res/store/blobs.h"

#include <thread>

#include "base/faulty_files.h"
#include "store_fixture.h"

namespace gs::res::store {
namespace {

// Both kinds of blobs on both databases.
class BlobsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    database_ = open();
    ASSERT_OK(migrate(*database_));
    auto lease = database_->writer();
    ASSERT_OK(lease);
    connection_ = *std::move(lease);
    kinds_.push_back(folder_blobs(files_, folder_ / "files"));
    kinds_.push_back(table_blobs());
  }

  PosixFiles files_;
  std::unique_ptr<Database> database_;
  Database::Lease connection_;
  std::vector<std::unique_ptr<Blobs>> kinds_;
};

TEST_P(BlobsTest, AreFoundByTheirDigest) {
  for (const auto& blobs : kinds_) {
    for (const std::string& bytes :
         {std::string(), std::string("\0\xff", 2), std::string(3 << 20, 'b')}) {
      for (int twice = 0; twice < 2; ++twice) {
        const auto digest = blobs->put(*connection_, bytes);
        ASSERT_OK(digest);
        EXPECT_EQ(*digest, sha256(bytes));
      }
      const auto back = blobs->get(*connection_, sha256(bytes));
      ASSERT_OK(back);
      EXPECT_TRUE(*back == bytes);
    }
  }
}

TEST_P(BlobsTest, GiveRanges) {
  const struct {
    uint64_t offset, length;
    const char* bytes;
  } rows[] = {{0, UINT64_MAX, "0123456789"},
              {0, 10, "0123456789"},
              {0, 3, "012"},
              {7, 3, "789"},
              {7, UINT64_MAX, "789"},
              {10, 1, ""},
              {UINT64_MAX, UINT64_MAX, ""},
              {3, 0, ""}};
  for (const auto& blobs : kinds_) {
    ASSERT_OK(blobs->put(*connection_, "0123456789"));
    for (const auto& row : rows) {
      const auto range = blobs->get(*connection_, sha256("0123456789"), row.offset, row.length);
      ASSERT_OK(range);
      EXPECT_EQ(*range, row.bytes) << row.offset << " " << row.length;
    }
  }
}

TEST_P(BlobsTest, AreRemoved) {
  for (const auto& blobs : kinds_) {
    ASSERT_OK(blobs->put(*connection_, "gone"));
    EXPECT_OK(blobs->remove(*connection_, sha256("gone")));
    EXPECT_OK(blobs->remove(*connection_, sha256("gone")));
    const auto gone = blobs->get(*connection_, sha256("gone"));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
  }
}

TEST_P(BlobsTest, TellWhenTheirBytesAreNotTheirs) {
  const std::string hex = sha256_hex("whole");
  const std::string path = folder_ / ("files/blobs/" + hex.substr(0, 2) + "/" + hex);
  for (const auto& blobs : kinds_) ASSERT_OK(blobs->put(*connection_, "whole"));
  ASSERT_OK(files_.replace(path, "whale"));
  ASSERT_OK(connection_->execute("UPDATE blobs SET bytes = $1", {Blob{"whale"}}));
  for (const auto& blobs : kinds_) {
    const auto broken = blobs->get(*connection_, sha256("whole"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::kInternal);
    EXPECT_EQ(broken.error().message, "the stored bytes are not those of the digest");
  }
  // Whoever puts it again has the right bytes.
  ASSERT_OK(kinds_[0]->put(*connection_, "whole"));
  EXPECT_EQ(kinds_[0]->get(*connection_, sha256("whole")), "whole");
}

TEST_P(BlobsTest, FilesArePutByManyThreads) {
  const std::string bytes(200'000, 'm');
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        EXPECT_OK(kinds_[0]->put(*connection_, bytes));  // files need no connection
        const auto back = kinds_[0]->get(*connection_, sha256(bytes));
        EXPECT_TRUE(back && *back == bytes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Whatever operation fails: a blob whose put() went well is there after the power was lost.
TEST_P(BlobsTest, FilesSurviveALossOfPower) {
  for (size_t nth = 1; nth < 12; ++nth) {
    FaultyFiles files;
    const auto blobs = folder_blobs(files, "data");
    files.inject({.nth = nth});
    const bool put = blobs->put(*connection_, "kept").has_value();
    const bool again = blobs->put(*connection_, "kept").has_value();
    files.lose_power(nth);
    if (!put && !again) continue;
    const auto back = folder_blobs(files, "data")->get(*connection_, sha256("kept"));
    EXPECT_EQ(back, "kept") << nth << " " << problem(back);
  }
}

GS_ON_BOTH(BlobsTest);

}  // namespace
}  // namespace gs::res::store
