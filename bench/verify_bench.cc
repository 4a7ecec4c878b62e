// Verification of a stored log: a million leaves with their records and tiles, and the bytes of
// content a second, as records and as uploads. SQLite in a folder below $GS_BENCH_FOLDER (default:
// the working folder), made anew; the operating system holds the files in memory.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/files.h"
#include "base/json.h"
#include "ledger/checkpoint.h"
#include "ledger/tiles.h"
#include "must.h"
#include "res/log/leaf.h"
#include "res/log/records.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "res/verify/read_snapshot.h"
#include "res/verify/verify.h"

namespace gs::res {
namespace {

constexpr int64_t kMicros = 1'764'150'000'000'000;

using bench::must;

std::string bytes_of(const ledger::Hash& hash) {
  return std::string(hash.begin(), hash.end());
}

// A store of `count` records of about `content` bytes each, and `blobs` uploads of 8 MiB.
class MadeStore {
 public:
  MadeStore(uint64_t count, size_t content, int blobs) {
    const char* below = std::getenv("GS_BENCH_FOLDER");
    folder_ = std::string(below == nullptr ? "." : below) + "/verify_bench";
    std::filesystem::remove_all(folder_);
    must(files_.make_folder(folder_));
    database_ = must(store::open_sqlite(folder_, {}));
    must(store::migrate(*database_));
    blobs_ = store::folder_blobs(files_, folder_);
    std::array<uint8_t, 32> seed{7};
    signer_ = std::make_unique<ledger::NoteSigner>(
        must(ledger::NoteSigner::create("bench.example/log", seed)));
    auto writer = must(database_->writer());
    must(writer->begin());
    add_records(*writer, count, content);
    for (int i = 0; i < blobs; ++i) add_upload(*writer, i);
    finish(*writer);
    must(writer->commit());
  }
  ~MadeStore() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  VerifyReport verify() {
    VerifyOptions options;
    options.key = signer_->verifier();
    Findings findings;
    const auto snapshot = must(ReadSnapshot::begin(*database_));
    const VerifyReport report =
        must(verify_storage(snapshot->connection(), *blobs_, files_, options, findings));
    for (const Finding& finding : findings.listed()) {
      std::fprintf(stderr, "%s\n", finding.to_line().c_str());
    }
    if (findings.count() > 0) std::exit(1);
    return report;
  }

 private:
  uint64_t add(store::Connection& sql, const std::string& kind, const std::string& subject,
               boost::json::object content) {
    content["event"] = "made";
    content["subject"] = subject;
    const std::string text = must(canonical_json(content));
    const std::string salt(32, static_cast<char>(edge_.size()));
    const uint64_t index = edge_.size();
    const log::Leaf leaf{kind,
                         "0197e8a0-0000-7000-8000-" + std::to_string(100'000'000'000 + index),
                         log::from_micros(kMicros + static_cast<int64_t>(index / 256) * 1000),
                         "key-1",
                         log::commitment(salt, text),
                         {}};
    const std::string bytes = must(leaf.to_bytes());
    edge_.append(ledger::leaf_hash(bytes));
    leaves_.push_back({index, store::Blob{bytes}});
    records_.push_back({index, kind, "made", leaf.id, subject, "", log::to_micros(leaf.ts), "key-1",
                        store::Blob{salt}, text});
    if (leaves_.size() >= 1'000) flush(sql);
    return index;
  }

  void flush(store::Connection& sql) {
    must(sql.execute_each("INSERT INTO log_leaves (leaf_index, leaf) VALUES ($1, $2)", leaves_));
    must(sql.execute_each(
        "INSERT INTO records (leaf_index, kind, event, ref, subject, model, ts, actor, salt, "
        "content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        records_));
    leaves_.clear();
    records_.clear();
  }

  void add_records(store::Connection& sql, uint64_t count, size_t content) {
    for (uint64_t i = 0; i < count; ++i) {
      add(sql, "access_change", "key-" + std::to_string(i), {{"text", std::string(content, 'x')}});
    }
  }

  void add_upload(store::Connection& sql, int number) {
    const std::string bytes(8 * 1024 * 1024, static_cast<char>('a' + number % 26));
    const std::string upload = bytes + std::to_string(number);
    const Sha256Digest digest = must(blobs_->put(sql, upload));
    const boost::json::object claim{{"artifactType", "other"},
                                    {"modelVersion", ""},
                                    {"metadata", nullptr},
                                    {"contentRef", std::to_string(number)}};
    const std::string id = sha256_hex(must(canonical_json(claim)));
    const uint64_t first = add(sql, "evidence", id, claim);
    const int64_t stored_at = kMicros + static_cast<int64_t>(first / 256) * 1000;
    const uint64_t leaf = add(sql, "evidence_content", id,
                              {{"evidence_id", id},
                               {"sha256", to_hex(digest)},
                               {"size", upload.size()},
                               {"content_type", "x/y"}});
    must(sql.execute(
        "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at, "
        "content_leaf, content_digest, content_size, content_type) VALUES ($1, $2, "
        "'other', '', $3, $4, $5, $6, 'x/y')",
        {id, first, stored_at, leaf, store::Blob{bytes_of(digest)}, upload.size()}));
  }

  void finish(store::Connection& sql) {
    flush(sql);
    std::vector<store::Row> tiles;
    for (const auto& tile : edge_.take_changed()) {
      tiles.push_back({static_cast<int64_t>(tile.level), tile.index, store::Blob{tile.hashes}});
    }
    must(sql.execute_each("INSERT INTO log_tiles (level, tile_index, hashes) VALUES ($1, $2, $3)",
                          tiles));
    must(sql.execute(
        "INSERT INTO log_head (one, size, root, epoch, batch) VALUES (1, $1, $2, 1, '')",
        {edge_.size(), store::Blob{bytes_of(edge_.root())}}));
    const ledger::Checkpoint head{"bench.example/log", edge_.size(), edge_.root(), {}};
    must(sql.execute("INSERT INTO log_checkpoints (size, note, published_at) VALUES ($1, $2, 1)",
                     {edge_.size(), ledger::sign_checkpoint(head, *signer_).to_text()}));
  }

  std::string folder_;
  PosixFiles files_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Blobs> blobs_;
  std::unique_ptr<ledger::NoteSigner> signer_;
  ledger::TileEdge edge_;
  std::vector<store::Row> leaves_, records_;
};

void run(benchmark::State& state, MadeStore& store) {
  VerifyReport report;
  for (auto _ : state) report = store.verify();
  const auto runs = static_cast<double>(state.iterations());
  state.counters["leaves/s"] =
      benchmark::Counter(static_cast<double>(report.size) * runs, benchmark::Counter::kIsRate);
  state.counters["content_bytes/s"] = benchmark::Counter(
      static_cast<double>(report.records.content_bytes + report.blobs.bytes) * runs,
      benchmark::Counter::kIsRate);
}

void AMillionLeaves(benchmark::State& state) {
  MadeStore store(1'000'000, 100, 0);
  run(state, store);
}
BENCHMARK(AMillionLeaves)->Unit(benchmark::kMillisecond)->UseRealTime();

void ContentOfRecords(benchmark::State& state) {
  MadeStore store(500'000'000 / static_cast<uint64_t>(state.range(0)),
                  static_cast<size_t>(state.range(0)), 0);
  run(state, store);
}
BENCHMARK(ContentOfRecords)->Arg(2'000)->Arg(50'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void Uploads(benchmark::State& state) {
  MadeStore store(10, 100, 64);
  run(state, store);
}
BENCHMARK(Uploads)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace gs::res

BENCHMARK_MAIN();
