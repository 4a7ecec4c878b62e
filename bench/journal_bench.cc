// The journal on the disk that holds the folder for temporary files: the cost of record(), a record
// awaited until it is durable, and opening after a crash with one full segment.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <string>

#include "journal/folder.h"
#include "journal/journal.h"
#include "journal/record_text.h"

namespace gs::journal {
namespace {

// As large as the records of the shipped policy: 9 detectors, one rule.
struct Example {
  Example() {
    decision.policy_digest = std::string(64, 'a');
    decision.rules.resize(1);
    decision.rules[0].id = "secrets_mask";
    for (int i = 0; i < 9; ++i) {
      detectors.push_back({.name = "system_prompt_leak", .outcome = detect::Outcome::kRan});
    }
    record.id = "01a21995-a907-7ecf-b358-642bd0ef8edb.output";
    record.ts = SystemClock().now();
    record.decision = &decision;
    record.detectors = &detectors;
    record.signals = R"({"contains_pii":false,"pii_types":[],"pii_count":0})";
    record.settings_digest = std::string(64, 'b');
    record.model = "small";
    record.content_hmac = std::string(64, 'c');
    record.trace_id = std::string(32, 'd');
    record.outcome = "answered";
    record.upstream = UpstreamRecord{"default", 200, 1};
  }
  policy::Decision decision;
  std::vector<detect::DetectorRun> detectors;
  DecisionRecord record;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gs_journal_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Opened {
  Opened() {
    auto opened = Journal::open(files, clock, {.folder = folder.path(), .gateway = "bench"}, {});
    if (!opened) std::abort();
    journal = *std::move(opened);
  }
  Folder folder;
  PosixFiles files;
  SystemClock clock;
  std::unique_ptr<Journal> journal;
};

void record_text(benchmark::State& state) {
  const Example example;
  for (auto _ : state) benchmark::DoNotOptimize(decision_text(example.record, "bench"));
  state.counters["bytes"] =
      static_cast<double>(decision_text(example.record, "bench").with(0).size());
}
BENCHMARK(record_text);

std::unique_ptr<Opened> shared;

void record(benchmark::State& state) {
  if (state.thread_index() == 0) shared = std::make_unique<Opened>();
  const Example example;
  for (auto _ : state) {
    if (!shared->journal->record(example.record)) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    const JournalState end = shared->journal->state();
    state.counters["syncs"] = static_cast<double>(end.syncs);
    shared.reset();
  }
}
BENCHMARK(record)->Threads(1)->Threads(2)->Threads(4)->UseRealTime();

void record_awaited(benchmark::State& state) {
  if (state.thread_index() == 0) shared = std::make_unique<Opened>();
  const Example example;
  for (auto _ : state) {
    std::promise<bool> done;
    const auto seq = shared->journal->record(example.record);
    shared->journal->when_durable(*seq, [&](const Status& status) { done.set_value(!!status); });
    if (!done.get_future().get()) state.SkipWithError("not durable");
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    state.counters["syncs"] = static_cast<double>(shared->journal->state().syncs);
    shared.reset();
  }
}
BENCHMARK(record_awaited)->Threads(1)->Threads(8)->UseRealTime()->Unit(benchmark::kMicrosecond);

void file_sync(benchmark::State& state) {
  const Folder folder;
  PosixFiles files;
  auto file = *files.create(folder.path() + "/f", true);
  (void)file->preallocate(64 << 20);
  const std::string bytes(1500, 'x');
  uint64_t at = 0;
  for (auto _ : state) {
    if (!file->write_at(at, bytes) || !file->sync()) state.SkipWithError("failed");
    at = (at + bytes.size()) % (60 << 20);
  }
}
BENCHMARK(file_sync)->Unit(benchmark::kMicrosecond)->UseRealTime();

// A segment of 64 MiB whose process was killed.
void open_after_crash(benchmark::State& state) {
  const Example example;
  const SystemClock clock;
  std::string bytes = segment_head("bench", 0, clock.now());
  uint64_t seq = 0;
  for (; bytes.size() < 63u << 20; ++seq) {
    append_frame(bytes, decision_text(example.record, "bench").with(seq));
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto folder = std::make_unique<Folder>();
    PosixFiles files;
    (void)files.replace(folder->path() + "/" + segment_file_name(0), bytes);
    state.ResumeTiming();
    auto journal = Journal::open(files, clock, {.folder = folder->path(), .gateway = "bench"}, {});
    state.PauseTiming();
    if (!journal || (*journal)->state().next_seq != seq) state.SkipWithError("not recovered");
    journal = nullptr;
    folder.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(open_after_crash)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

}  // namespace
}  // namespace gs::journal

BENCHMARK_MAIN();
