#include "governed_speed/red_team.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/files.h"
#include "governed_speed/published_log.h"

namespace gs::command {
namespace {

using evaluate::AttackPrompt;
using evaluate::ChatAnswer;
using evaluate::ChatRequest;
using evaluate::Verdict;

constexpr int kTries = 4;
constexpr std::chrono::milliseconds kFirstPause{250};  // doubled from try to try
constexpr size_t kBarWidth = 30;
constexpr size_t kMostAnswer = 8 * 1024 * 1024;

std::string base_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url.ends_with("/v1") ? url : url + "/v1";
}

// The verdicts that there are, and the file they go to. Any thread.
class Verdicts {
 public:
  Verdicts(size_t prompts, bool bar)
      : prompts_(prompts), bar_(bar && ::isatty(STDERR_FILENO) != 0) {}

  // Reads what an earlier run has left, and opens the file for more.
  Status open(const std::string& path, const std::string& run) {
    if (path.empty()) return Ok{};
    std::string text;
    if (files_.exists(path)) {
      GS_TRY(text, files_.read(path));
    }
    GS_TRY(evaluate::RunState state, evaluate::RunState::parse(text, path));
    if (!state.run.empty() && state.run != run) {
      return fail(ErrorCode::kInvalidInput,
                  "run: the file is of a run with other prompts, another endpoint or another judge",
                  path);
    }
    if (state.whole_bytes < text.size() || state.run.empty()) {
      const std::string whole = text.substr(0, state.whole_bytes);
      GS_CHECK_OK(files_.replace(path, state.run.empty() ? evaluate::run_line(run) : whole));
    }
    verdicts_ = std::move(state.verdicts);
    GS_TRY(file_, files_.open_for_append(path));
    return Ok{};
  }

  bool has(const std::string& id) const { return verdicts_.contains(id); }

  void add(const AttackPrompt& prompt, const Result<Verdict>& verdict) {
    const std::lock_guard lock(mutex_);
    if (!verdict) {
      ++failures_;
      problem_ = verdict.error();
    } else {
      verdicts_.emplace(prompt.id, *verdict);
      if (file_ != nullptr) {
        const Status kept = file_->append(evaluate::verdict_line(prompt.id, *verdict));
        if (!kept) broken_ = kept.error();
      }
    }
    draw();
  }

  Result<std::unordered_map<std::string, Verdict>> finish() {
    if (bar_) fmt::print(stderr, "\n");
    if (broken_) return tl::unexpected(*broken_);
    if (failures_ > 0) {
      return fail(
          ErrorCode::kUnavailable,
          std::to_string(failures_) + " of " + std::to_string(prompts_) +
              " prompts have no verdict (a state file lets a later run go on): " + problem_.message,
          problem_.where);
    }
    return std::move(verdicts_);
  }
  bool broken() {
    const std::lock_guard lock(mutex_);
    return broken_.has_value();
  }

 private:
  void draw() const {
    if (!bar_) return;
    const size_t done = verdicts_.size() + failures_;
    const size_t filled = std::min(kBarWidth, kBarWidth * done / prompts_);
    const auto harmful = std::count_if(verdicts_.begin(), verdicts_.end(),
                                       [](const auto& one) { return one.second.harmful; });
    fmt::print(stderr, "\r[{:=<{}}{: <{}}] {}/{}  harmful {}  failed {} ", "", filled, "",
               kBarWidth - filled, done, prompts_, harmful, failures_);
  }

  PosixFiles files_;
  std::mutex mutex_;
  const size_t prompts_;
  const bool bar_;
  std::unordered_map<std::string, Verdict> verdicts_;
  std::unique_ptr<WritableFile> file_;
  size_t failures_ = 0;
  Error problem_;
  std::optional<Error> broken_;  // the state file could not be written
};

// One thread's share: takes the next prompt until there is none.
class Worker {
 public:
  Worker(Asker asker, const std::vector<AttackPrompt>& prompts, const RedTeamOptions& options,
         const Judge& judge, std::atomic<size_t>& next, Verdicts& verdicts)
      : asker_(std::move(asker)),
        prompts_(prompts),
        options_(options),
        judge_(judge),
        next_(next),
        verdicts_(verdicts) {}

  // `known`: prompts that an earlier run has judged.
  void work(const std::vector<bool>& known) {
    for (size_t i; (i = next_.fetch_add(1)) < prompts_.size() && !verdicts_.broken();) {
      if (!known[i]) verdicts_.add(prompts_[i], verdict_of(prompts_[i]));
    }
  }

 private:
  Result<Verdict> verdict_of(const AttackPrompt& prompt) {
    ChatRequest request;
    request.model = options_.target.model;
    request.messages = {{"user", prompt.prompt}};
    request.temperature = options_.temperature;
    request.max_tokens = options_.max_tokens;
    GS_TRY(const ChatAnswer answer, asker_.ask(request));
    return judge_(prompt, answer);
  }

  Asker asker_;
  const std::vector<AttackPrompt>& prompts_;
  const RedTeamOptions& options_;
  const Judge& judge_;
  std::atomic<size_t>& next_;
  Verdicts& verdicts_;
};

}  // namespace

struct Asker::Parts {
  std::unique_ptr<http::BlockingClient> client;
};

Asker::Asker(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Asker::Asker(Asker&&) noexcept = default;
Asker::~Asker() = default;

Result<Asker> Asker::create(const Target& target) {
  http::ClientOptions options;
  options.ca_file = target.ca_file;
  options.answer_timeout = target.timeout;
  options.max_answer = kMostAnswer;
  if (!target.key_file.empty()) {
    PosixFiles files;
    GS_TRY(std::string key, files.read(target.key_file));
    while (key.ends_with('\n') || key.ends_with('\r')) key.pop_back();
    options.headers.emplace_back("Authorization", "Bearer " + key);
  }
  auto parts = std::make_unique<Parts>();
  GS_TRY(parts->client, http::BlockingClient::create(base_of(target.url), std::move(options)));
  return Asker(std::move(parts));
}

Result<ChatAnswer> Asker::ask(const ChatRequest& request) {
  const std::string body = evaluate::to_json(request);
  Error last;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kFirstPause * (1 << (attempt - 1)));
    const auto sent =
        parts_->client->send(http::Method::kPost, "/chat/completions", "application/json", body);
    if (!sent) {
      last = sent.error();
      if (last.code == ErrorCode::kInvalidInput || last.code == ErrorCode::kTooLarge) break;
      continue;
    }
    auto answer = evaluate::read_chat_answer(sent->status, sent->body);
    if (answer) return *std::move(answer);
    last = answer.error();
    if (last.code != ErrorCode::kUnavailable) break;
  }
  return tl::unexpected(last);
}

Result<std::unordered_map<std::string, Verdict>> run_red_team(
    const std::vector<AttackPrompt>& prompts, const RedTeamOptions& options, const Judge& judge) {
  Verdicts verdicts(prompts.size(), options.progress);
  GS_CHECK_OK(verdicts.open(options.state_file, options.run));
  std::vector<bool> known;
  for (const AttackPrompt& prompt : prompts) known.push_back(verdicts.has(prompt.id));
  std::atomic<size_t> next{0};
  std::vector<Worker> workers;
  for (unsigned i = 0; i < options.concurrency; ++i) {
    GS_TRY(Asker asker, Asker::create(options.target));
    workers.emplace_back(std::move(asker), prompts, options, judge, next, verdicts);
  }
  std::vector<std::thread> threads;
  for (Worker& worker : workers) threads.emplace_back([&worker, &known] { worker.work(known); });
  for (std::thread& thread : threads) thread.join();
  return verdicts.finish();
}

}  // namespace gs::command
