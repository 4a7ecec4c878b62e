// Whatever is changed behind the log's back is named.
#include "filled_store.h"

#include <gmock/gmock.h>

#include <functional>

#include "res/log/anchor.h"

namespace gs::res {
namespace {

using testing::HasSubstr;

std::string number(uint64_t value) {
  return std::to_string(value);
}

std::string blob_file(const std::string& hex) {
  return "blobs/" + hex.substr(0, 2) + "/" + hex;
}

OutsideHead anchor_of(StoreCopy& store) {
  const auto bytes = store.files().read(store.path("anchor"));
  const auto note = log::newest_note(*bytes);
  return {"anchor", "anchor", (*note)->to_text()};
}

TEST(Verify, AStoreAsItWasLeft) {
  StoreCopy store;
  VerifyOptions options = store.options();
  options.outside = {anchor_of(store), {"checkpoint", "early", store.made().early_note}};
  Findings findings;
  const auto report = store.verify(options, findings);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(lines_of(findings), "");
  EXPECT_TRUE(findings.notes().empty());
  EXPECT_EQ(report->size, store.made().size);
  EXPECT_EQ(report->signed_size, store.made().size);
  EXPECT_GT(report->size, 550u);
  EXPECT_EQ(report->records.leaves.at("evidence"), 150u);
  EXPECT_EQ(report->records.erased, 1u);
  EXPECT_EQ(report->blobs.blobs, 15u);
  EXPECT_EQ(report->segments.segments, 12u);
  EXPECT_EQ(report->segments.decisions, 36u);
  EXPECT_EQ(report->journal.segments, 6u);
  EXPECT_EQ(report->journal.unshipped, 0u);
}

struct Tampering {
  const char* name;
  std::function<void(StoreCopy&)> change;
  std::function<std::vector<std::string>(const FilledStore&)> named;
  size_t most = 3;  // findings: one change is not to be buried in its consequences
};

std::string where_leaf(uint64_t leaf) {
  return "leaf_index = " + number(leaf);
}

std::vector<Tampering> tamperings() {
  using Store = const FilledStore&;
  using Names = std::vector<std::string>;
  return {
      {"ContentOfARecord",
       [](StoreCopy& s) { s.flip("records", "content", where_leaf(s.made().leaves[7]), 40); },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[7]) + ": evidence " + m.evidence[7] +
                 ": its content or salt is not what its leaf commits to"};
       }},
      {"Salt", [](StoreCopy& s) { s.flip("records", "salt", where_leaf(s.made().leaves[8]), 0); },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[8]) + ": evidence " + m.evidence[8]};
       }},
      {"Leaf",
       [](StoreCopy& s) { s.flip("log_leaves", "leaf", where_leaf(s.made().leaves[9]), 30); },
       [](Store m) -> Names {
         return {"FAIL leaf " + number(m.leaves[9]) +
                 ": its bytes are not those that the tree commits to"};
       },
       4},
      {"LeafOfTheLastTile",
       [](StoreCopy& s) { s.flip("log_leaves", "leaf", where_leaf(s.made().size - 3), 30); },
       [](Store m) -> Names {
         return {"FAIL leaf " + number(m.size - 3) +
                 ": its bytes are not those that the tree commits to"};
       },
       4},
      {"LeafAndItsTile",
       [](StoreCopy& s) {
         s.flip("log_leaves", "leaf", where_leaf(5), 30);
         const auto rows = s.ask("SELECT leaf FROM log_leaves WHERE leaf_index = 5");
         const ledger::Hash hash = ledger::leaf_hash(rows[0][0].blob());
         std::string tile =
             s.ask("SELECT hashes FROM log_tiles WHERE level = 0 AND tile_index = 0")[0][0].blob();
         std::copy(hash.begin(), hash.end(), tile.begin() + 5 * 32);
         s.change("UPDATE log_tiles SET hashes = $1 WHERE level = 0 AND tile_index = 0",
                  {store::Blob{tile}});
       },
       [](Store) -> Names {
         return {"FAIL tile tile/1/000: its hash 0 is not that of tile/0/000 below it",
                 "FAIL head: its root is not that of its leaves", "FAIL checkpoint"};
       },
       40},
      {"TileOfLevel0",
       [](StoreCopy& s) { s.flip("log_tiles", "hashes", "level = 0 AND tile_index = 1", 70); },
       [](Store) -> Names { return {"FAIL tile tile/0/001: is not that of its leaves"}; }, 1},
      {"LastTileOfLevel0",
       [](StoreCopy& s) { s.flip("log_tiles", "hashes", "level = 0 AND tile_index = 2", 70); },
       [](Store) -> Names { return {"FAIL tile tile/0/002: is not that of its leaves"}; }, 1},
      {"TileOfLevel1",
       [](StoreCopy& s) { s.flip("log_tiles", "hashes", "level = 1 AND tile_index = 0", 40); },
       [](Store) -> Names {
         return {"FAIL tile tile/1/000: its hash 1 is not that of tile/0/001 below it"};
       },
       1},
      {"MissingTile",
       [](StoreCopy& s) { s.change("DELETE FROM log_tiles WHERE level = 0 AND tile_index = 0"); },
       [](Store) -> Names { return {"FAIL tile tile/0/000: is missing"}; }, 1},
      {"RootOfTheHead", [](StoreCopy& s) { s.flip("log_head", "root", "one = 1", 3); },
       [](Store) -> Names { return {"FAIL head: its root is not that of its leaves"}; }, 1},
      {"Head", [](StoreCopy& s) { s.change("DELETE FROM log_head"); },
       [](Store) -> Names { return {"FAIL head: is missing"}; }, 1},
      {"Checkpoint", [](StoreCopy& s) { s.flip("log_checkpoints", "note", "size > 0", 40); },
       [](Store) -> Names { return {"FAIL checkpoint ", ": is not one of res.example/log1"}; }, 1},
      {"Blob", [](StoreCopy& s) { s.flip_file(blob_file(s.made().blobs[2]), 500); },
       [](Store m) -> Names { return {"FAIL blob " + m.blobs[2] + ": of evidence"}; }, 1},
      {"MissingBlob",
       [](StoreCopy& s) { std::filesystem::remove(s.path(blob_file(s.made().blobs[2]))); },
       [](Store m) -> Names { return {"FAIL blob " + m.blobs[2] + ": of evidence"}; }, 1},
      {"UploadedForAnother",
       [](StoreCopy& s) {
         s.change(
             "UPDATE evidence SET content_digest = (SELECT content_digest FROM evidence WHERE "
             "id = $1) WHERE id = $2",
             {s.made().evidence[10], s.made().evidence[20]});
       },
       [](Store m) -> Names {
         return {"FAIL content " + m.evidence[20] + ": its digest is not that of its record"};
       }},
      {"StoredSegment", [](StoreCopy& s) { s.flip_file(blob_file(s.made().segments[4]), 30); },
       [](Store m) -> Names { return {"FAIL blob " + m.segments[4] + ": of segment gw-1/6"}; }, 1},
      {"SealOfASegment",
       [](StoreCopy& s) {
         const std::string where = where_leaf(s.made().segment_leaves[2]);
         std::string seal = s.ask("SELECT seal FROM segments WHERE " + where)[0][0].text();
         const size_t root = seal.find("\"root\":\"") + 8;
         seal[root] = seal[root] == '0' ? '1' : '0';
         s.change("UPDATE segments SET seal = $1 WHERE " + where, {seal});
       },
       [](Store) -> Names {
         return {"FAIL segment gw-1/3: its leaf", "has another root than its seal",
                 "its records are not those of its seal"};
       },
       5},
      {"MissingSegment",
       [](StoreCopy& s) {
         s.change("DELETE FROM segments WHERE " + where_leaf(s.made().segment_leaves[4]));
       },
       [](Store m) -> Names {
         return {"FAIL segment gw-1/9: begins at 9, the one before ended at 6",
                 "FAIL segment " + number(m.segment_leaves[4]) +
                     ": this leaf is one of a segment that is not listed"};
       }},
      {"SegmentWithoutItsBytes",
       [](StoreCopy& s) {
         s.change("UPDATE segments SET blob = NULL WHERE " +
                  where_leaf(s.made().segment_leaves[4]));
       },
       [](Store) -> Names {
         return {"FAIL segment gw-1/6: its bytes are gone, and no retention record lists it"};
       },
       1},
      {"SwappedContents",
       [](StoreCopy& s) {
         const uint64_t a = s.made().leaves[11], b = s.made().leaves[12];
         const char* set =
             "UPDATE records SET content = $1, salt = $2, subject = $3 WHERE leaf_index = $4";
         const auto first =
             s.ask("SELECT content, salt, subject FROM records WHERE " + where_leaf(a))[0];
         const auto second =
             s.ask("SELECT content, salt, subject FROM records WHERE " + where_leaf(b))[0];
         s.change(set, {second[0], second[1], second[2], a});
         s.change(set, {first[0], first[1], first[2], b});
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[11]) + ": ",
                 "FAIL record " + number(m.leaves[12]) + ": "};
       }},
      {"SwappedRecords",
       [](StoreCopy& s) {
         const uint64_t a = s.made().leaves[13], b = s.made().leaves[14];
         s.change("UPDATE records SET leaf_index = 1000000 WHERE leaf_index = $1", {a});
         s.change("UPDATE records SET leaf_index = $1 WHERE leaf_index = $2", {a, b});
         s.change("UPDATE records SET leaf_index = $1 WHERE leaf_index = 1000000", {b});
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[13]) + ": evidence " + m.evidence[14] +
                     ": is not the record of this leaf",
                 "FAIL record " + number(m.leaves[14]) + ": evidence " + m.evidence[13] +
                     ": is not the record of this leaf"};
       },
       8},
      {"DeletedRecord",
       [](StoreCopy& s) {
         s.change("DELETE FROM records WHERE " + where_leaf(s.made().leaves[15]));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[15]) + ": evidence: is missing"};
       }},
      {"DeletedLeaf",
       [](StoreCopy& s) { s.change("DELETE FROM log_leaves WHERE leaf_index = 300"); },
       [](Store) -> Names { return {"FAIL leaf 300: is missing"}; }, 1},
      {"RecordWithoutALeaf",
       [](StoreCopy& s) {
         s.change(
             "INSERT INTO records (leaf_index, kind, event, ref, subject, model, ts, actor) "
             "VALUES ($1, 'evidence', 'x', 'r', 's', '', 1, '')",
             {s.made().size});
       },
       [](Store m) -> Names { return {"FAIL record " + number(m.size) + ": has no leaf"}; }, 1},
      {"ErasedInSilence",
       [](StoreCopy& s) {
         s.change("UPDATE records SET content = NULL, salt = NULL, erased_at = 1 WHERE " +
                  where_leaf(s.made().leaves[16]));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[16]) +
                 ": is erased, and no retention record lists it"};
       },
       1},
      {"ContentGone",
       [](StoreCopy& s) {
         s.change("UPDATE records SET content = NULL WHERE " + where_leaf(s.made().leaves[16]));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.leaves[16]) + ": evidence",
                 "its content or salt is gone"};
       },
       1},
      {"SubjectOfARecord",
       [](StoreCopy& s) {
         s.change("UPDATE records SET subject = 'other' WHERE " + where_leaf(s.made().size - 5));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.size - 5) + ": access_change other: its column subject"};
       },
       1},
      {"TimeOfARecord",
       [](StoreCopy& s) {
         s.change("UPDATE records SET ts = ts - 86400000000 WHERE " +
                  where_leaf(s.made().size - 5));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.size - 5), "its time is not that of its leaf"};
       },
       1},
      {"ActorOfARecord",
       [](StoreCopy& s) {
         s.change("UPDATE records SET actor = 'eve' WHERE " + where_leaf(s.made().size - 5));
       },
       [](Store m) -> Names {
         return {"FAIL record " + number(m.size - 5), "its actor is not that of its leaf"};
       },
       1},
      {"TypeInTheListOfEvidence",
       [](StoreCopy& s) {
         s.change("UPDATE evidence SET artifact_type = 'dpia' WHERE id = $1",
                  {s.made().evidence[17]});
       },
       [](Store m) -> Names {
         return {"FAIL evidence " + m.evidence[17] +
                 ": its artifact type is not that of its record"};
       },
       1},
      {"LeafOfEvidence",
       [](StoreCopy& s) {
         s.change("UPDATE evidence SET leaf_index = leaf_index + 1 WHERE id = $1",
                  {s.made().evidence[17]});
       },
       [](Store m) -> Names {
         return {"FAIL evidence " + m.evidence[17] + ": its leaf " + number(m.leaves[18]) +
                     " is that of evidence " + m.evidence[18],
                 "FAIL evidence " + m.evidence[17] + ": has a record at leaf"};
       }},
      {"SecondRowOfEvidence",
       [](StoreCopy& s) {
         s.change(
             "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at) "
             "VALUES ('forged', $1, 'dpia', '', 1)",
             {s.made().leaves[17]});
       },
       [](Store) -> Names { return {"FAIL evidence forged: its leaf"}; }, 1},
      {"DeletedFromTheListOfEvidence",
       [](StoreCopy& s) {
         s.change("DELETE FROM evidence WHERE id = $1", {s.made().evidence[18]});
       },
       [](Store m) -> Names {
         return {"FAIL evidence " + m.evidence[18] + ": has a record at leaf"};
       },
       1},
      {"StatusOfAnIncident",
       [](StoreCopy& s) {
         s.change("UPDATE incidents SET status = 'closed' WHERE id = 'incident-4'");
       },
       [](Store) -> Names {
         return {"FAIL incident incident-4: its status is not that of its records"};
       },
       1},
      {"DeletedIncident",
       [](StoreCopy& s) { s.change("DELETE FROM incidents WHERE id = 'incident-4'"); },
       [](Store) -> Names { return {"FAIL incident incident-4: was opened at leaf"}; }, 1},
      {"TruncatedLog",
       [](StoreCopy& s) {
         s.change("DELETE FROM log_leaves WHERE leaf_index >= 500");
         s.change("DELETE FROM records WHERE leaf_index >= 500");
       },
       [](Store m) -> Names {
         return {"FAIL head: is of " + number(m.size) + " leaves, 500 are stored: the log was cut",
                 "the log has 500 now: it was cut or rolled back"};
       },
       1'000},
      {"FrameOfTheJournal",
       [](StoreCopy& s) { s.flip_file("journal/gw-1/00000000000000000006.seg", 200); },
       [](Store) -> Names { return {"FAIL journal", "00000000000000000006.seg: "}; }, 1},
      {"SealOfTheJournal",
       [](StoreCopy& s) {
         std::string seal = *s.files().read(s.path("journal/gw-1/00000000000000000003.seal"));
         const size_t root = seal.find("\"root\":\"") + 8;
         seal[root] = seal[root] == '0' ? '1' : '0';
         ASSERT_TRUE(s.files().replace(s.path("journal/gw-1/00000000000000000003.seal"), seal));
       },
       [](Store) -> Names {
         return {"FAIL journal",
                 "00000000000000000003.seal: its root is not that of the segment in the log"};
       }},
      {"SegmentMissingInTheJournal",
       [](StoreCopy& s) {
         std::filesystem::remove(s.path("journal/gw-1/00000000000000000006.seg"));
         std::filesystem::remove(s.path("journal/gw-1/00000000000000000006.seal"));
       },
       [](Store) -> Names {
         return {"00000000000000000009.seal: begins at 9, the one before ended at 6"};
       },
       1},
  };
}

class VerifyTampering : public testing::TestWithParam<Tampering> {};

TEST_P(VerifyTampering, IsNamed) {
  StoreCopy store;
  GetParam().change(store);
  Findings findings;
  const auto report = store.verify(store.options(), findings);
  ASSERT_TRUE(report) << report.error().to_string();
  const std::string lines = lines_of(findings);
  for (const std::string& name : GetParam().named(store.made()))
    EXPECT_THAT(lines, HasSubstr(name));
  EXPECT_LE(findings.count(), GetParam().most) << lines;
}

INSTANTIATE_TEST_SUITE_P(All, VerifyTampering, testing::ValuesIn(tamperings()),
                         [](const auto& row) { return std::string(row.param.name); });

// An older copy is sound in itself: only what was kept outside shows it.
TEST(Verify, AnOlderCopyOfTheDatabaseIsNamedByTheAnchor) {
  StoreCopy store;
  VerifyOptions options = store.options();
  options.outside = {anchor_of(store)};
  const uint64_t cut = 256;
  const auto tile = [&](int index) {
    return store
        .ask("SELECT hashes FROM log_tiles WHERE level = 0 AND tile_index = $1", {index})[0][0]
        .blob();
  };
  // What the database was like at 256 leaves, of which the journal knew nothing.
  ledger::TileEdge edge;
  for (size_t i = 0; i < cut; ++i) {
    ledger::Hash hash;
    std::copy_n(tile(0).begin() + static_cast<long>(i) * 32, 32, hash.begin());
    edge.append(hash);
  }
  const ledger::Hash hash = edge.root();
  const std::string root(hash.begin(), hash.end());
  for (const char* table : {"log_leaves", "records", "evidence", "segments", "incidents"}) {
    store.change("DELETE FROM " + std::string(table) + " WHERE leaf_index >= 256");
  }
  store.change("DELETE FROM evidence WHERE content_leaf >= 256");
  store.change("DELETE FROM log_checkpoints WHERE size > 256");
  store.change("DELETE FROM log_tiles WHERE level = 0 AND tile_index > 0");
  store.change("UPDATE log_tiles SET hashes = substr(hashes, 1, 32) WHERE level = 1");
  store.change("UPDATE log_head SET size = 256, root = $1", {store::Blob{root}});
  store.change("UPDATE records SET erased_at = erased_at");
  Findings findings;
  options.journal_folder.clear();
  ASSERT_TRUE(store.verify(options, findings));
  const std::string lines = lines_of(findings);
  EXPECT_THAT(lines, HasSubstr("FAIL anchor anchor: is of " + number(store.made().size) +
                               " leaves, the log has 256 now: it was cut or rolled back"));
}

TEST(Verify, ACheckpointOfAnotherKeyIsRefused) {
  StoreCopy store;
  VerifyOptions options = store.options();
  options.key = test::log_signer("other.example/log").verifier();
  options.outside = {{"checkpoint", "early", store.made().early_note}};
  Findings findings;
  ASSERT_TRUE(store.verify(options, findings));
  EXPECT_THAT(lines_of(findings),
              HasSubstr("FAIL checkpoint early: is not one of other.example/log"));
}

TEST(Verify, WithoutAKeyItSaysWhatWasNotChecked) {
  StoreCopy store;
  VerifyOptions options = store.options();
  options.key.reset();
  Findings findings;
  ASSERT_TRUE(store.verify(options, findings));
  EXPECT_EQ(findings.count(), 0u);
  ASSERT_EQ(findings.notes().size(), 1u);
  EXPECT_THAT(findings.notes()[0], HasSubstr("no key of the log was given"));
}

// A history that was written anew from some leaf on is consistent in itself.
TEST(Verify, ARewrittenHistoryIsNamedByAHeadThatSomebodyKept) {
  StoreCopy store;
  store.close();
  test::LogFixture other;  // same key, other leaves
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(other.append("s" + std::to_string(i)));
  auto reader = other.reader();
  const auto blobs = store::folder_blobs(other.files_, other.folder_.path());
  VerifyOptions options = store.options();
  options.journal_folder.clear();
  options.outside = {{"checkpoint", "early", store.made().early_note}};
  Findings findings;
  ASSERT_TRUE(verify_storage(*reader, *blobs, other.files_, options, findings));
  EXPECT_THAT(lines_of(findings),
              HasSubstr("FAIL checkpoint early: its root is not that of the first"));
}

}  // namespace
}  // namespace gs::res
