// Archives: there and back, and those that must not come back.
#include "filled_store.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <functional>
#include <set>

#include "base/mapped_file.h"
#include "res/log/anchor.h"
#include "res/verify/backup.h"
#include "res/verify/restore.h"
#include "res/verify/tables.h"

namespace gs::res {
namespace {

using testing::HasSubstr;

constexpr size_t kBlock = 512;

Result<BackupReport> back_up_to(StoreCopy& store, const std::string& path) {
  GS_TRY(const auto snapshot, ReadSnapshot::begin(store.database()));
  GS_TRY(const auto archive, ArchiveWriter::create(store.files(), path));
  const auto blobs = store::folder_blobs(store.files(), store.path(""));
  return back_up(snapshot->connection(), *blobs, {.now = {}, .program = "test"}, *archive);
}

// The archive of the filled store, made once.
const std::string& archive_bytes() {
  static const std::string bytes = [] {
    StoreCopy store;
    const auto report = back_up_to(store, store.path("backup.tar"));
    EXPECT_TRUE(report) << report.error().to_string();
    return *store.files().read(store.path("backup.tar"));
  }();
  return bytes;
}

class EmptyStore {
 public:
  EmptyStore() {
    auto database = store::open_sqlite(folder_.path(), {});
    EXPECT_TRUE(database);
    database_ = *std::move(database);
    EXPECT_TRUE(store::migrate(*database_));
    blobs_ = store::folder_blobs(files_, folder_.path());
    options_.key = *ledger::VerifierKey::parse(filled_store().vkey);
  }
  Result<VerifyReport> restore(const CheckedArchive& archive) {
    GS_TRY(const auto writer, database_->writer());
    return res::restore(archive, *writer, *blobs_, files_, options_, findings_, put_);
  }
  std::vector<store::Row> ask(std::string_view sql) {
    auto reader = database_->reader();
    return *(*reader)->query(sql, {});
  }

  test::TemporaryFolder folder_;
  PosixFiles files_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Blobs> blobs_;
  VerifyOptions options_;
  Findings findings_;
  std::vector<Sha256Digest> put_;
};

TEST(Backup, ComesBackRowByRow) {
  const auto archive = check_archive(archive_bytes());
  ASSERT_TRUE(archive) << archive.error().to_string();
  EmptyStore target;
  const auto report = target.restore(*archive);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(lines_of(target.findings_), "");
  EXPECT_EQ(report->size, filled_store().size);
  EXPECT_GE(report->signed_size, filled_store().size - 1);
  EXPECT_EQ(report->blobs.blobs, 15u);
  StoreCopy before;
  for (const Table& table : backup_tables()) {
    const std::string sql = "SELECT COUNT(*) FROM " + std::string(table.name);
    EXPECT_EQ(target.ask(sql)[0][0].integer(), before.ask(sql)[0][0].integer()) << table.name;
  }
  EXPECT_EQ(target.ask("SELECT content FROM records WHERE leaf_index = 9")[0][0].text(),
            before.ask("SELECT content FROM records WHERE leaf_index = 9")[0][0].text());
}

// The same rows and blobs make the same archive.
TEST(Backup, OfWhatCameBackIsTheSame) {
  const auto archive = check_archive(archive_bytes());
  EmptyStore target;
  ASSERT_TRUE(target.restore(*archive));
  const auto snapshot = ReadSnapshot::begin(*target.database_);
  const std::string path = target.folder_ / "again.tar";
  const auto writer = ArchiveWriter::create(target.files_, path);
  ASSERT_TRUE(
      back_up((*snapshot)->connection(), *target.blobs_, {.now = {}, .program = "test"}, **writer));
  EXPECT_EQ(*target.files_.read(path), archive_bytes());
}

TEST(Backup, HoldsEveryTableAndColumnOfTheSchema) {
  EmptyStore store;
  std::set<std::string> there, listed;
  for (const auto& row : store.ask("SELECT name FROM sqlite_master WHERE type = 'table'")) {
    if (row[0].text() == "blobs" || row[0].text() == "schema_version") continue;
    for (const auto& column : store.ask("PRAGMA table_info(" + row[0].text() + ")")) {
      there.insert(row[0].text() + "." + column[1].text());
    }
  }
  for (const Table& table : backup_tables()) {
    for (const auto& names : {table.key, table.others}) {
      for (const auto name : names)
        listed.insert(std::string(table.name) + "." + std::string(name));
    }
  }
  EXPECT_EQ(there, listed);
}

TEST(Backup, IsMadeWhileTheLogGrows) {
  test::LogFixture log;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(log.append("s" + std::to_string(i)));
  const auto snapshot = ReadSnapshot::begin(*log.database_);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(log.append("t" + std::to_string(i)));
  const auto blobs = store::folder_blobs(log.files_, log.folder_.path());
  const std::string path = log.folder_ / "b.tar";
  const auto writer = ArchiveWriter::create(log.files_, path);
  const auto report = back_up((*snapshot)->connection(), *blobs, {}, **writer);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->manifest.size, 100u);
  const std::string bytes = *log.files_.read(path);
  const auto archive = check_archive(bytes);
  ASSERT_TRUE(archive) << archive.error().to_string();
  EXPECT_EQ(archive->manifest.tables.size(), backup_tables().size());
}

TEST(Backup, AFileThatIsThereStays) {
  StoreCopy store;
  ASSERT_TRUE(store.files().replace(store.path("b.tar"), "mine"));
  const auto report = back_up_to(store, store.path("b.tar"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(*store.files().read(store.path("b.tar")), "mine");
}

TEST(Backup, ADamagedBlobIsNamedAndNoArchiveIsLeft) {
  StoreCopy store;
  const std::string hex = store.made().blobs[1];
  store.flip_file("blobs/" + hex.substr(0, 2) + "/" + hex, 10);
  const auto report = back_up_to(store, store.path("b.tar"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().where, "blob " + hex);
  EXPECT_FALSE(store.files().exists(store.path("b.tar")));
  EXPECT_FALSE(store.files().exists(store.path("b.tar.new")));
}

TEST(Restore, RefusesAStorageThatIsNotEmpty) {
  const auto archive = check_archive(archive_bytes());
  StoreCopy store;
  auto writer = store.database().writer();
  const auto blobs = store::folder_blobs(store.files(), store.path(""));
  Findings findings;
  std::vector<Sha256Digest> put;
  const auto report =
      restore(*archive, **writer, *blobs, store.files(), store.options(), findings, put);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(report.error().where, "log_head");
}

// An archive that is older than a head that somebody kept.
TEST(Restore, ARollBackIsRefusedUnlessAccepted) {
  test::LogFixture log;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(log.append("s" + std::to_string(i)));
  const auto archive = check_archive(archive_bytes());
  // The same log, grown: a head of more leaves, signed by the same key.
  ledger::Checkpoint head{
      .origin = "res.example/log1", .size = filled_store().size + 10, .root = {}, .extensions = {}};
  const std::string note = ledger::sign_checkpoint(head, log.signer_).to_text();
  for (const bool accept : {false, true}) {
    EmptyStore target;
    target.options_.outside = {{"anchor", "file", note, accept}};
    ASSERT_TRUE(target.restore(*archive));
    const bool restored = !target.ask("SELECT size FROM log_head").empty();
    EXPECT_EQ(restored, accept);
    if (accept) {
      ASSERT_EQ(target.findings_.notes().size(), 1u);
      EXPECT_THAT(target.findings_.notes()[0], HasSubstr("of which the log has the first"));
    } else {
      EXPECT_THAT(lines_of(target.findings_), HasSubstr("FAIL anchor file: is of"));
    }
  }
}

TEST(Restore, AnInconsistentHeadIsRefusedAlsoWhenRollingBackIsAccepted) {
  const auto archive = check_archive(archive_bytes());
  test::LogFixture log;
  ledger::Checkpoint head{.origin = "res.example/log1", .size = 100, .root = {}, .extensions = {}};
  EmptyStore target;
  target.options_.outside = {
      {"anchor", "file", ledger::sign_checkpoint(head, log.signer_).to_text(), true}};
  ASSERT_TRUE(target.restore(*archive));
  EXPECT_THAT(lines_of(target.findings_),
              HasSubstr("its root is not that of the first 100 leaves"));
  EXPECT_TRUE(target.ask("SELECT size FROM log_head").empty());
}

// ---- Archives that somebody has touched.

// Where the header of a member begins.
size_t header_at(const std::string& archive, std::string_view name) {
  for (size_t at = 0; at + kBlock <= archive.size(); at += kBlock) {
    if (archive.compare(at, name.size() + 1, std::string(name) + '\0') == 0 &&
        archive.compare(at + 257, 5, "ustar") == 0) {
      return at;
    }
  }
  ADD_FAILURE() << "no member " << name;
  return 0;
}

// Writes the sum of a header that was changed.
void sum(std::string& archive, size_t at) {
  std::fill_n(archive.begin() + static_cast<long>(at) + 148, 8, ' ');
  unsigned total = 0;
  for (size_t i = 0; i < kBlock; ++i) total += static_cast<unsigned char>(archive[at + i]);
  char text[8];
  std::snprintf(text, sizeof text, "%06o", total);
  archive.replace(at + 148, 7, std::string(text, 7));
}

std::string first_blob() {
  std::set<std::string> all(filled_store().blobs.begin(), filled_store().blobs.end());
  return "blobs/" + all.begin()->substr(0, 2) + "/" + *all.begin();
}

struct Hostile {
  const char* name;
  std::function<void(std::string&)> change;
  std::string message;
  std::string where;
};

std::vector<Hostile> hostiles() {
  const std::string rows = "tables/evidence/000000.jsonl";
  const auto rename = [](const std::string& from, std::string_view to) {
    return [from, to = std::string(to)](std::string& a) {
      const size_t at = header_at(a, from);
      a.replace(at, 100, to + std::string(100 - to.size(), '\0'));
      sum(a, at);
    };
  };
  return {
      {"NameWithDots", rename(rows, "../../etc/cron.d/x"), "a name that is not allowed",
       "../../etc/cron.d/x"},
      {"AbsoluteName", rename(rows, "/etc/passwd"), "a name that is not allowed", "/etc/passwd"},
      {"UnknownMember", rename(rows, "tables/evidence/x.txt"), "does not list this member",
       "tables/evidence/x.txt"},
      {"SecondOfAName", rename(rows, "tables/facts/000000.jsonl"), "two members have one name",
       "tables/facts/000000.jsonl"},
      {"Link",
       [rows](std::string& a) {
         const size_t at = header_at(a, rows);
         a[at + 156] = '2';
         sum(a, at);
       },
       "no plain file", rows},
      {"HugeMember",
       [rows](std::string& a) {
         const size_t at = header_at(a, rows);
         a.replace(at + 124, 11, "77777777777");
         sum(a, at);
       },
       "more than the archive has", rows},
      {"SizeThatIsNone",
       [rows](std::string& a) {
         const size_t at = header_at(a, rows);
         a.replace(at + 124, 11, "999zzz99999");
         sum(a, at);
       },
       "no usable size", rows},
      {"DamagedHeader", [rows](std::string& a) { a[header_at(a, rows) + 1] ^= 1; },
       "no header of a member", "byte"},
      {"DamagedRows", [rows](std::string& a) { a[header_at(a, rows) + kBlock + 20] ^= 1; },
       "not those that the manifest lists", rows},
      {"DamagedBlob", [](std::string& a) { a[header_at(a, first_blob()) + kBlock + 20] ^= 1; },
       "not those of its digest", "blobs/"},
      {"DamagedManifest", [](std::string& a) { a[header_at(a, "manifest.json") + kBlock] = 'x'; },
       "manifest.json: ", ""},
      {"CutInAMember", [](std::string& a) { a.resize(a.size() / 2); }, "cut short", ""},
      {"CutBeforeTheManifest", [](std::string& a) { a.resize(header_at(a, "manifest.json")); },
       "its end is missing", ""},
      {"WithoutAManifest",
       [](std::string& a) {
         a.resize(header_at(a, "manifest.json"));
         a.append(2 * kBlock, '\0');
       },
       "the last member must be the manifest", "manifest.json"},
      {"SomethingBehind", [](std::string& a) { a += std::string(kBlock, 'x'); },
       "something stands behind", "byte"},
      {"LacksAMember",
       [rows](std::string& a) {
         const size_t at = header_at(a, rows);
         size_t next = at + kBlock;
         while (a.compare(next + 257, 5, "ustar") != 0) next += kBlock;
         a.erase(at, next - at);
       },
       "lacks this member", rows},
      {"LacksABlob",
       [](std::string& a) {
         const size_t at = header_at(a, first_blob());
         size_t next = at + kBlock;
         while (a.compare(next + 257, 5, "ustar") != 0) next += kBlock;
         a.erase(at, next - at);
       },
       "other blobs than its manifest says", "blobs"},
      {"Nothing", [](std::string& a) { a.clear(); }, "its end is missing", ""},
  };
}

class HostileArchive : public testing::TestWithParam<Hostile> {};

TEST_P(HostileArchive, IsRefusedWithTheNameOfTheMember) {
  std::string archive = archive_bytes();
  GetParam().change(archive);
  const auto checked = check_archive(archive);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr(GetParam().message));
  EXPECT_THAT(checked.error().where, HasSubstr(GetParam().where));
}

INSTANTIATE_TEST_SUITE_P(All, HostileArchive, testing::ValuesIn(hostiles()),
                         [](const auto& row) { return std::string(row.param.name); });

// Nothing that is cut anywhere is taken, and nothing is read beyond its end.
TEST(HostileArchives, EveryCut) {
  const std::string& whole = archive_bytes();
  for (size_t size = 0; size < whole.size(); size += size < 4096 ? 1 : 997) {
    const std::string cut = whole.substr(0, size);  // memory of its own, for the sanitizer
    EXPECT_FALSE(read_archive(cut)) << size;
  }
}

// Whoever writes a manifest that fits may still not write rows that do not.
TEST(HostileArchives, RowsThatDoNotFitAreNamed) {
  CheckedArchive archive = *check_archive(archive_bytes());
  const std::string lines = "[1,2]\n";
  for (ArchiveMember& member : archive.members) {
    if (member.name == "tables/evidence/000000.jsonl") member.bytes = lines;
  }
  EmptyStore target;
  const auto report = target.restore(archive);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().where, "tables/evidence/000000.jsonl");
  EXPECT_THAT(report.error().message, HasSubstr("an array of 9 values (line 1)"));
}

// A forged archive whose manifest was made to fit: the log itself tells.
TEST(HostileArchives, AForgedRecordIsNamedAndNothingIsKept) {
  CheckedArchive archive = *check_archive(archive_bytes());
  std::string forged;
  for (ArchiveMember& member : archive.members) {
    if (member.name != "tables/records/000000.jsonl") continue;
    forged = std::string(member.bytes);
    const size_t at = forged.find("s3://b/7");
    ASSERT_NE(at, std::string::npos);
    forged[at] = 'x';
    member.bytes = forged;
  }
  EmptyStore target;
  ASSERT_TRUE(target.restore(archive));
  EXPECT_THAT(lines_of(target.findings_),
              HasSubstr("its content or salt is not what its leaf commits to"));
  EXPECT_TRUE(target.ask("SELECT size FROM log_head").empty());
}

}  // namespace
}  // namespace gs::res
