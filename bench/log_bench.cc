// The ledger on the disk, everything synced: leaves a second by size of the batch, proofs, and the
// start with a million leaves. SQLite in a folder below $GS_BENCH_FOLDER (default: the working
// folder); PostgreSQL where $GS_BENCH_POSTGRES names a database of its own.
#include <benchmark/benchmark.h>

#include <array>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "base/files.h"
#include "must.h"
#include "res/log/log.h"
#include "res/log/open_batch.h"

namespace gs::res::log {
namespace {

constexpr uint64_t kMillion = 1'000'000;

using bench::give_up;
using bench::must;

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

ledger::NoteSigner signer() {
  std::array<uint8_t, 32> seed{7};
  return must(ledger::NoteSigner::create("bench.example/log", seed));
}

// A log of its own, open.
class OpenLog {
 public:
  OpenLog(std::string storage, std::string anchor, size_t batch)
      : storage_(std::move(storage)), anchor_(std::move(anchor)) {
    open(batch);
  }
  void open(size_t batch) {
    log_.reset();
    database_ = must(store::open_database(storage_, {}));
    must(store::migrate(*database_));
    LogOptions options;
    options.anchor_file = anchor_;
    options.batch_leaves = batch;
    options.batch_time = std::chrono::milliseconds(1'000);
    options.most_waiting = 200'000;
    log_ = must(Log::open(*database_, files_, clock_, options, signer_, [](bool, std::string) {}));
  }

  // That many leaves of some 250 bytes, and waits until the last is durable.
  void append(uint64_t leaves) {
    std::mutex mutex;
    std::condition_variable all;
    uint64_t left = leaves;
    for (uint64_t i = 0; i < leaves; ++i) {
      log_->submit(
          [](Batch& batch) -> Status {
            auto leaf = batch.commit_leaf("decision_segment", {"key", "", ""},
                                          {{"gateway", "gateway-1"}, {"first_seq", 123456}});
            if (!leaf) return tl::unexpected(leaf.error());
            return Ok{};
          },
          [&](Status status) {
            if (!status) give_up(status.error());
            std::lock_guard lock(mutex);
            if (--left == 0) all.notify_all();
          });
    }
    std::unique_lock lock(mutex);
    all.wait(lock, [&] { return left == 0; });
  }

  Log& log() { return *log_; }
  store::Database& database() { return *database_; }

 private:
  const std::string storage_;
  const std::string anchor_;
  PosixFiles files_;
  SystemClock clock_;
  ledger::NoteSigner signer_ = signer();
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Log> log_;
};

std::string fresh_folder(const std::string& name) {
  const std::string folder = environment("GS_BENCH_FOLDER", ".") + "/" + name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

// The disk's own: an append of 4 KiB and its fdatasync.
void disk_sync(benchmark::State& state) {
  PosixFiles files;
  const std::string folder = fresh_folder("log-bench-sync");
  auto file = must(files.create(folder + "/file", true));
  must(file->preallocate(64 * 1024 * 1024));
  const std::string page(4096, 'x');
  uint64_t offset = 0;
  for (auto _ : state) {
    must(file->write_at(offset % (64 * 1024 * 1024 - 4096), page));
    must(file->sync());
    offset += page.size();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(disk_sync)->UseRealTime()->Unit(benchmark::kMicrosecond);

void append(benchmark::State& state, const std::string& storage, const std::string& anchor) {
  const auto batch = static_cast<size_t>(state.range(0));
  OpenLog log(storage, anchor, batch);
  const uint64_t leaves = batch * 40;
  for (auto _ : state) log.append(leaves);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(leaves));
}

void sqlite_leaves(benchmark::State& state) {
  const std::string folder = fresh_folder("log-bench-sqlite");
  append(state, folder, folder + "/anchor");
}
BENCHMARK(sqlite_leaves)->Arg(1)->Arg(16)->Arg(256)->Arg(4096)->UseRealTime()->MinTime(2);

void postgres_leaves(benchmark::State& state) {
  const std::string url = environment("GS_BENCH_POSTGRES", "");
  if (url.empty()) return state.SkipWithError("GS_BENCH_POSTGRES names no database");
  append(state, url, "");
}
BENCHMARK(postgres_leaves)->Arg(1)->Arg(16)->Arg(256)->Arg(4096)->UseRealTime()->MinTime(2);

// One log of a million leaves for what follows; kept for `evidence verify`.
OpenLog& million() {
  static OpenLog* log = [] {
    const std::string folder = fresh_folder("log-bench-million");
    auto* made = new OpenLog(folder, folder + "/anchor", 4096);
    for (int i = 0; i < 10; ++i) made->append(kMillion / 10);
    return made;
  }();
  return *log;
}

void prove_one_of_a_million(benchmark::State& state) {
  OpenLog& log = million();
  const Published head = log.log().published();
  auto reader = must(log.database().reader());
  uint64_t index = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(must(prove(*reader, head, index)).to_text());
    index = (index + 7919) % kMillion;
  }
}
BENCHMARK(prove_one_of_a_million)->UseRealTime()->Unit(benchmark::kMicrosecond);

void open_with_a_million(benchmark::State& state) {
  OpenLog& log = million();
  for (auto _ : state) log.open(256);
}
BENCHMARK(open_with_a_million)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gs::res::log

BENCHMARK_MAIN();
