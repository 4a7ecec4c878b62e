// The cost of looking for copies in 100 MB of protected text, against the targets: an index built
// at 20 MB/s or more, at most 1.5 times the text, opened at once; 2 KB of output checked in at most
// 200 microseconds.
//
// The corpus is made up: words of a Zipf-like vocabulary, each drawn from a few successors of the
// one before, so that phrases repeat as they do in prose. It is indexed into a file of the
// temporary folder, which is removed at the end. The texts checked are many different ones in turn:
// what one look-up brought into the processor's caches does not help the next.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "base/files.h"
#include "detect/verbatim/corpus.h"
#include "detect/verbatim/corpus_builder.h"
#include "detect/verbatim/verbatim.h"

namespace gs::detect {
namespace {

constexpr size_t kDocuments = 1000;
constexpr size_t kDocumentBytes = 100'000;
constexpr size_t kTexts = 500;

// Writes prose without end; equal seeds write the same.
class Prose {
 public:
  explicit Prose(uint64_t seed) : random_(seed) {}

  std::string text(size_t bytes) {
    std::string text;
    text.reserve(bytes + 32);
    while (text.size() < bytes) {
      word_ = next(word_);
      text += spelling(word_);
      text += random_() % 12 == 0 ? ". " : " ";
    }
    return text;
  }

 private:
  // One of 32 successors that belong to the word, the first of them more often; sometimes any word.
  uint64_t next(uint64_t word) {
    const double uniform = static_cast<double>(random_() >> 11) * 0x1p-53;
    if (uniform < 0.1) return zipf();
    const auto choice = static_cast<uint64_t>(32 * uniform * uniform);
    std::minstd_rand successor(static_cast<uint32_t>(word * 32 + choice + 1));
    successor.discard(2);
    return static_cast<uint64_t>(std::pow(50'000.0, successor() / 2147483647.0));
  }
  uint64_t zipf() {
    return static_cast<uint64_t>(
        std::pow(50'000.0, static_cast<double>(random_() >> 11) * 0x1p-53));
  }
  // Frequent words are short.
  static std::string spelling(uint64_t word) {
    static const char* const kSyllables[] = {"an", "be", "co", "di",  "er", "fo", "gar", "hu",
                                             "in", "jo", "ka", "lem", "mo", "nu", "or",  "pin"};
    std::string text;
    for (uint64_t rest = word; rest != 0; rest /= 16) text += kSyllables[rest % 16];
    return text;
  }

  std::mt19937_64 random_;
  uint64_t word_ = 1;
};

std::string document(size_t number) {
  return Prose(1000 + number).text(kDocumentBytes);
}

// The index in the temporary folder, made on first use.
class IndexFile {
 public:
  IndexFile() : path_(std::filesystem::temp_directory_path() / file_name()) {
    std::vector<std::string> documents;
    for (size_t i = 0; i < kDocuments; ++i) documents.push_back(document(i));
    const auto began = std::chrono::steady_clock::now();
    const std::clock_t began_on_processor = std::clock();
    CorpusBuilder builder(kDocuments * kDocumentBytes);
    for (size_t i = 0; i < kDocuments; ++i) {
      if (!builder.add("document " + std::to_string(i), documents[i])) std::abort();
    }
    auto index = std::move(builder).finish();
    PosixFiles files;
    if (!index || !files.replace(path_, *index)) std::abort();
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    processor_seconds_ =
        static_cast<double>(std::clock() - began_on_processor) / double{CLOCKS_PER_SEC};
  }
  ~IndexFile() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }
  double seconds() const { return seconds_; }
  double processor_seconds() const { return processor_seconds_; }

 private:
  static std::string file_name() { return "gs_verbatim_bench." + std::to_string(getpid()); }
  std::string path_;
  double seconds_ = 0;
  double processor_seconds_ = 0;
};

const IndexFile& index_file() {
  static const IndexFile file;
  return file;
}

const Verbatim& detector() {
  static const Verbatim verbatim(Corpus::open(index_file().path()).value());
  return verbatim;
}

void build(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(index_file().seconds());
  const CorpusInfo info = Corpus::open(index_file().path()).value()->info();
  const auto bytes = static_cast<double>(info.source_bytes);
  state.counters["MB_per_second"] = bytes / 1e6 / index_file().seconds();
  state.counters["MB_per_cpu_second"] = bytes / 1e6 / index_file().processor_seconds();
  state.counters["index_to_text"] = static_cast<double>(info.index_bytes) / bytes;
}
BENCHMARK(build)->Iterations(1)->Unit(benchmark::kSecond);

void open(benchmark::State& state) {
  const std::string path = index_file().path();
  for (auto _ : state) benchmark::DoNotOptimize(Corpus::open(path));
}
BENCHMARK(open)->Unit(benchmark::kMicrosecond);

void start(benchmark::State& state) {
  const Verbatim& verbatim = detector();
  for (auto _ : state) benchmark::DoNotOptimize(verbatim.start({}));
}
BENCHMARK(start)->Unit(benchmark::kNanosecond);

void check_texts(benchmark::State& state, const std::vector<std::string>& texts) {
  const Verbatim& verbatim = detector();
  std::vector<Finding> findings;
  text::Signals signals(text::kBuiltinSignalCount);
  size_t number = 0;
  double ratio = 0;
  for (auto _ : state) {
    const auto scan = verbatim.start({});
    findings.clear();
    scan->begin_segment(text::Role::kAssistant);
    scan->feed(texts[number++ % texts.size()], findings);
    scan->end_segment(findings);
    signals.assign(text::kBuiltinSignalCount, {});
    SignalBoard board(signals);
    scan->report(board);
    ratio += std::get<double>(signals[text::kVerbatimRatio].value);
  }
  state.counters["ratio"] = benchmark::Counter(ratio, benchmark::Counter::kAvgIterations);
}

void check_original(benchmark::State& state) {
  std::vector<std::string> texts;
  Prose prose(7);
  for (size_t i = 0; i < kTexts; ++i)
    texts.push_back(prose.text(static_cast<size_t>(state.range(0))));
  check_texts(state, texts);
}
BENCHMARK(check_original)->Arg(200)->Arg(2000)->Arg(20'000)->Unit(benchmark::kMicrosecond);

void check_copied(benchmark::State& state) {
  std::vector<std::string> texts;
  const auto bytes = static_cast<size_t>(state.range(0));
  for (size_t i = 0; i < kTexts; ++i) {
    texts.push_back(document(i * 37 % kDocuments).substr(1000 + i * 13, bytes));
  }
  check_texts(state, texts);
}
BENCHMARK(check_copied)->Arg(200)->Arg(2000)->Arg(20'000)->Unit(benchmark::kMicrosecond);

// Every other sentence is copied, each from elsewhere.
void check_patchwork(benchmark::State& state) {
  std::vector<std::string> texts;
  Prose prose(8);
  for (size_t i = 0; i < kTexts / 10; ++i) {
    std::string text;
    for (size_t part = 0; text.size() < 2000; ++part) {
      text += document((i * 37 + part) % kDocuments).substr(1000 + part * 500, 130) + " " +
              prose.text(50);
    }
    texts.push_back(std::move(text));
  }
  check_texts(state, texts);
}
BENCHMARK(check_patchwork)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace gs::detect

BENCHMARK_MAIN();
