// A store with some 600 leaves of several kinds in a folder of its own, as the service leaves it
// when it stops: evidence with and without uploads, incidents and what became of them, segments of
// two gateways, an erasure, and the journal of one of the gateways.
#pragma once

#include <gtest/gtest.h>
#include <zstd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "fixtures/log_fixture.h"
#include "journal/segment.h"
#include "res/store/blobs.h"
#include "res/verify/findings.h"
#include "res/verify/read_snapshot.h"
#include "res/verify/verify.h"

namespace gs::res {

namespace json = boost::json;

inline std::string evidence_text(int number) {
  const json::object claim{{"artifactType", number % 2 == 0 ? "eval_pack" : "model_card"},
                           {"modelVersion", "m" + std::to_string(number % 3)},
                           {"metadata", {{"n", number}, {"say", "\"quoted\" \\ und ü"}}},
                           {"contentRef", "s3://b/" + std::to_string(number)}};
  return *canonical_json(claim);
}

// What is in the store, for tests that change it.
struct FilledStore {
  std::string folder;
  std::string vkey;
  std::vector<std::string> evidence;  // ids
  std::vector<uint64_t> leaves;       // of them
  std::vector<std::string> blobs;     // hex, of uploads
  std::vector<std::string> segments;  // hex of their blobs
  std::vector<uint64_t> segment_leaves;
  std::string early_note;  // a head that was published on the way
  uint64_t size = 0;
};

class StoreFiller {
 public:
  void fill() {
    blobs_ = store::folder_blobs(log_.files_, log_.folder_.path());
    store_.folder = log_.folder_.path();
    store_.vkey = log_.signer_.verifier().to_vkey();
    run([this](log::Batch& batch) -> Status {
      for (int i = 0; i < 150; ++i) GS_CHECK_OK(add_evidence(batch, i));
      return Ok{};
    });
    wait_for_head();
    store_.early_note = log_.log_->published().note;
    run([](log::Batch& batch) -> Status {
      for (int i = 0; i < 12; ++i) GS_CHECK_OK(add_incident(batch, i));
      return Ok{};
    });
    for (int i = 0; i < 6; ++i) {
      add_segment("gw-1", i);
      add_segment("gw-2", i);
    }
    erase(3);
    run([](log::Batch& batch) -> Status {
      for (int i = 0; i < 380; ++i) GS_CHECK_OK(add_plain(batch, i));
      return Ok{};
    });
    wait_for_head();
    store_.size = log_.log_->published().head.size;
    log_.close();
  }
  const FilledStore& store() const { return store_; }

 private:
  void run(const log::Operation& operation) {
    const Status done = log_.log_->run(operation);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  void wait_for_head() {
    uint64_t size = 0;
    run([&size](log::Batch& batch) -> Status {
      GS_TRY(size, batch.commit_leaf("report", {"system", "", ""}, {{"n", 1}}));
      return Ok{};
    });
    std::promise<Status> there;
    log_.log_->when_published(size + 1,
                              [&there](const Status& status) { there.set_value(status); });
    ASSERT_TRUE(there.get_future().get());
  }

  Status add_evidence(log::Batch& batch, int number) {
    const std::string text = evidence_text(number);
    const std::string id = sha256_hex(text);
    json::object claim = parse_json(text)->as_object();
    GS_TRY(const uint64_t leaf, batch.commit_record({"evidence",
                                                     "evidence_submitted",
                                                     id,
                                                     std::string(claim["modelVersion"].as_string()),
                                                     {"key-1", "jane", "127.0.0.1:1"},
                                                     claim}));
    GS_CHECK_OK(batch.sql().execute(
        "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at) VALUES "
        "($1, $2, $3, $4, $5)",
        {id, leaf, std::string(claim["artifactType"].as_string()),
         std::string(claim["modelVersion"].as_string()), log::to_micros(batch.now())}));
    store_.evidence.push_back(id);
    store_.leaves.push_back(leaf);
    return number % 10 == 0 ? upload(batch, id, number) : Status(Ok{});
  }

  Status upload(log::Batch& batch, const std::string& id, int number) {
    const std::string bytes(1000 + number, static_cast<char>('a' + number % 26));
    GS_TRY(const Sha256Digest digest, blobs_->put(batch.sql(), bytes));
    const std::string hex = to_hex(digest);
    GS_TRY(const uint64_t leaf, batch.commit_record({"evidence_content",
                                                     "content_stored",
                                                     id,
                                                     "",
                                                     {"key-1", "", ""},
                                                     {{"evidence_id", id},
                                                      {"sha256", hex},
                                                      {"size", bytes.size()},
                                                      {"content_type", "text/plain"}}}));
    store_.blobs.push_back(hex);
    GS_CHECK_OK(batch.sql().execute(
        "UPDATE evidence SET content_leaf = $2, content_digest = $3, content_size = $4, "
        "content_type = 'text/plain' WHERE id = $1",
        {id, leaf, store::Blob{std::string(digest.begin(), digest.end())}, bytes.size()}));
    return Ok{};
  }

  static Status add_incident(log::Batch& batch, int number) {
    const std::string id = "incident-" + std::to_string(number);
    GS_TRY(const uint64_t leaf,
           batch.commit_record({"incident",
                                "incident_opened",
                                id,
                                "",
                                {"key-2", "", ""},
                                {{"severity", "sev2"}, {"description", "what \"happened\""}}}));
    GS_CHECK_OK(batch.commit_record({"incident_update",
                                     "incident_contained",
                                     id,
                                     "",
                                     {"key-2", "", ""},
                                     {{"status", "contained"}}}));
    GS_CHECK_OK(batch.sql().execute(
        "INSERT INTO incidents (id, leaf_index, severity, status, created_at, updated_at, rca_due, "
        "description) VALUES ($1, $2, 'sev2', 'contained', 1, 1, 2, $3)",
        {id, leaf, "what \"happened\""}));
    return Ok{};
  }

  // Three records each.
  void add_segment(const std::string& gateway, int number) {
    journal::Seal seal;
    seal.gateway = gateway;
    seal.first_seq = 3 * static_cast<uint64_t>(number);
    seal.records = 3;
    seal.prev_root = roots_[gateway];
    std::string bytes = journal::segment_head(gateway, seal.first_seq);
    std::vector<ledger::Hash> hashes;
    for (uint64_t seq = seal.first_seq; seq < seal.next_seq(); ++seq) {
      const std::string record =
          *canonical_json(json::object{{"gateway", gateway},
                                       {"id", gateway + "-" + std::to_string(seq) + ".prompt"},
                                       {"kind", "decision"},
                                       {"seq", seq}});
      journal::append_frame(bytes, record);
      hashes.push_back(ledger::leaf_hash(record));
    }
    seal.root = ledger::root_of(hashes);
    roots_[gateway] = seal.root;
    if (gateway == "gw-1") keep_journal(seal, bytes);
    run([&](log::Batch& batch) { return ingest(batch, seal, bytes); });
  }

  void keep_journal(const journal::Seal& seal, const std::string& bytes) {
    const std::string folder = store_.folder + "/journal/" + seal.gateway + "/";
    ASSERT_TRUE(log_.files_.make_folder(folder));
    ASSERT_TRUE(log_.files_.replace(folder + journal::segment_file_name(seal.first_seq), bytes));
    ASSERT_TRUE(
        log_.files_.replace(folder + journal::seal_file_name(seal.first_seq), seal.to_json()));
  }

  Status ingest(log::Batch& batch, const journal::Seal& seal, const std::string& bytes) {
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
    GS_TRY(const Sha256Digest digest, blobs_->put(batch.sql(), packed));
    const auto base64 = [](const ledger::Hash& hash) {
      return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
    };
    GS_TRY(const uint64_t leaf, batch.commit_leaf("decision_segment", {"system", "", ""},
                                                  {{"gateway", seal.gateway},
                                                   {"first_seq", seal.first_seq},
                                                   {"last_seq", seal.next_seq() - 1},
                                                   {"records", seal.records},
                                                   {"root", base64(seal.root)},
                                                   {"prev_root", base64(seal.prev_root)}}));
    store_.segments.push_back(to_hex(digest));
    store_.segment_leaves.push_back(leaf);
    GS_CHECK_OK(batch.sql().execute(
        "INSERT INTO segments (leaf_index, gateway, first_seq, next_seq, seal, min_id, max_id, "
        "first_ts, last_ts, blob, summary) VALUES ($1, $2, $3, $4, $5, '', '', 0, 0, $6, '{}')",
        {leaf, seal.gateway, seal.first_seq, seal.next_seq(), seal.to_json(),
         store::Blob{std::string(digest.begin(), digest.end())}}));
    return Ok{};
  }

  void erase(size_t number) {
    const uint64_t leaf = store_.leaves[number];
    run([&](log::Batch& batch) -> Status {
      GS_CHECK_OK(log::erase_record(batch, leaf));
      GS_CHECK_OK(batch.sql().execute("UPDATE evidence SET model_version = '' WHERE id = $1",
                                      {store_.evidence[number]}));
      GS_CHECK_OK(
          batch.commit_record({"retention",
                               "evidence_erased",
                               "",
                               "",
                               {"key-3", "", ""},
                               {{"erased_leaves", json::array{leaf}}, {"reason", "asked"}}}));
      return Ok{};
    });
  }

  static Status add_plain(log::Batch& batch, int number) {
    GS_CHECK_OK(batch.commit_record({"access_change",
                                     "key_created",
                                     "key-" + std::to_string(number),
                                     "",
                                     {"admin", "", ""},
                                     {{"n", number}}}));
    return Ok{};
  }

  test::LogFixture log_;
  std::unique_ptr<store::Blobs> blobs_;
  std::map<std::string, ledger::Hash> roots_;
  FilledStore store_;
};

// The one that all tests copy from.
inline const FilledStore& filled_store() {
  static StoreFiller* const filler = [] {
    auto* made = new StoreFiller;  // for the life of the program; its folder goes with exit_folder
    made->fill();
    static const std::unique_ptr<StoreFiller> owner(made);
    return made;
  }();
  return filler->store();
}

// A copy to change and verify.
class StoreCopy {
 public:
  StoreCopy() : made_(filled_store()) {
    std::filesystem::copy(made_.folder, folder_.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }

  const FilledStore& made() const { return made_; }
  std::string path(const std::string& name) const { return folder_ / name; }
  PosixFiles& files() { return files_; }

  uint64_t change(std::string_view sql, std::vector<store::Value> values = {}) {
    open();
    auto writer = database_->writer();
    EXPECT_TRUE(writer);
    const auto changed = (*writer)->execute(sql, store::Parameters(values));
    EXPECT_TRUE(changed) << changed.error().to_string();
    return changed.value_or(0);
  }
  std::vector<store::Row> ask(std::string_view sql, std::vector<store::Value> values = {}) {
    open();
    auto reader = database_->reader();
    EXPECT_TRUE(reader);
    const auto rows = (*reader)->query(sql, store::Parameters(values));
    EXPECT_TRUE(rows) << rows.error().to_string();
    return rows.value_or(std::vector<store::Row>{});
  }
  // One bit of one byte of a BYTEA or TEXT.
  void flip(const std::string& table, const std::string& column, const std::string& where,
            size_t byte) {
    const auto rows = ask("SELECT " + column + " FROM " + table + " WHERE " + where);
    ASSERT_EQ(rows.size(), 1u);
    const bool bytes = std::holds_alternative<store::Blob>(rows[0][0].variant());
    std::string value = bytes ? rows[0][0].blob() : rows[0][0].text();
    ASSERT_LT(byte, value.size());
    value[byte] = static_cast<char>(value[byte] ^ 1);
    const store::Value changed = bytes ? store::Value(store::Blob{value}) : store::Value(value);
    ASSERT_EQ(change("UPDATE " + table + " SET " + column + " = $1 WHERE " + where, {changed}), 1u);
  }
  void flip_file(const std::string& name, size_t byte) {
    std::string bytes = *files_.read(path(name));
    ASSERT_LT(byte, bytes.size());
    bytes[byte] = static_cast<char>(bytes[byte] ^ 1);
    ASSERT_TRUE(files_.replace(path(name), bytes));
  }

  store::Database& database() {
    open();
    return *database_;
  }
  void close() { database_.reset(); }
  VerifyOptions options() const {
    VerifyOptions options;
    options.key = *ledger::VerifierKey::parse(made_.vkey);
    options.journal_folder = path("journal");
    return options;
  }

  Result<VerifyReport> verify(const VerifyOptions& options, Findings& findings) {
    open();
    GS_TRY(const auto snapshot, ReadSnapshot::begin(*database_));
    const auto blobs = store::folder_blobs(files_, folder_.path());
    return verify_storage(snapshot->connection(), *blobs, files_, options, findings);
  }

 private:
  void open() {
    if (database_) return;
    auto database = store::open_sqlite(folder_.path(), {});
    ASSERT_TRUE(database) << database.error().to_string();
    database_ = *std::move(database);
  }

  const FilledStore& made_;
  test::TemporaryFolder folder_;
  PosixFiles files_;
  std::unique_ptr<store::Database> database_;
};

// Lines of findings, one a line.
inline std::string lines_of(const Findings& findings) {
  std::string lines;
  for (const Finding& finding : findings.listed()) lines += finding.to_line() + "\n";
  return lines;
}

}  // namespace gs::res
