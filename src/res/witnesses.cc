#include "res/witnesses.h"

#include <charconv>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "http/blocking_post.h"
#include "ledger/witness.h"

namespace gs::res {
namespace {

constexpr std::chrono::seconds kPeriod{1};
constexpr int kConflict = 409;

// A witness and what it is known to remember.
struct Asked {
  WitnessSettings settings;
  std::unique_ptr<http::BlockingPost> post;
  uint64_t size = 0;      // the head it has cosigned
  std::string problem{};  // why it did not, last time
};

// The body of a conflict: a decimal number and a line feed.
std::optional<uint64_t> size_of(std::string_view body) {
  uint64_t size = 0;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
  if (error != std::errc() || end + 1 != body.data() + body.size() || *end != '\n')
    return std::nullopt;
  return size;
}

class AskingThread final : public Witnesses {
 public:
  AskingThread(std::vector<Asked> witnesses, log::Log& log, store::Database& database,
               std::function<void(bool, std::string)> say)
      : witnesses_(std::move(witnesses)), log_(log), database_(database), say_(std::move(say)) {
    thread_ = std::thread([this] { work(); });
  }

  ~AskingThread() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void work();
  void ask(Asked& witness, const log::Published& head);
  Status ask_once(Asked& witness, const log::Published& head);
  Result<http::PostAnswer> send(const Asked& witness, const log::Published& head);

  std::vector<Asked> witnesses_;
  log::Log& log_;
  store::Database& database_;
  const std::function<void(bool, std::string)> say_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

void AskingThread::work() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kPeriod, [&] { return stopping_; })) {
    lock.unlock();
    const log::Published head = log_.published();
    for (Asked& witness : witnesses_) ask(witness, head);
    lock.lock();
  }
}

void AskingThread::ask(Asked& witness, const log::Published& head) {
  if (head.note.empty() || head.head.size <= witness.size) return;
  const Status asked = ask_once(witness, head);
  const std::string problem = asked ? "" : asked.error().to_string();
  if (problem == witness.problem) return;
  witness.problem = problem;
  say_(!asked, "witness " + witness.settings.name +
                   (asked ? " cosigns again" : " does not cosign: " + problem));
}

// A witness that remembers another size than we think says which; then it is asked once more.
Status AskingThread::ask_once(Asked& witness, const log::Published& head) {
  GS_TRY(http::PostAnswer answer, send(witness, head));
  if (answer.status == kConflict) {
    const auto theirs = size_of(answer.body);
    if (!theirs || *theirs > head.head.size) {
      return fail(ErrorCode::kInvalidInput, "it knows a larger head than ours: " + answer.body);
    }
    witness.size = *theirs;
    GS_TRY(answer, send(witness, head));
  }
  if (answer.status != 200) {
    return fail(ErrorCode::kUnavailable, "status " + std::to_string(answer.status));
  }
  GS_TRY(const ledger::SignedNote note, ledger::SignedNote::parse(head.note));
  GS_TRY(const ledger::NoteSignature signature,
         ledger::parse_cosignature(answer.body, note.text, witness.settings.key));
  log_.add_cosignature(head.head.size, signature);
  witness.size = head.head.size;
  return Ok{};
}

Result<http::PostAnswer> AskingThread::send(const Asked& witness, const log::Published& head) {
  ledger::AddCheckpoint request;
  request.old_size = witness.size;
  GS_TRY(request.checkpoint, ledger::SignedNote::parse(head.note));
  GS_TRY(auto connection, database_.reader());
  const log::StoredTiles tiles(*connection);
  const ledger::TileHashReader hashes(tiles, head.head.size);
  GS_TRY(request.proof, ledger::consistency_proof(hashes, witness.size, head.head.size));
  return witness.post->send("text/plain; charset=utf-8", request.to_text());
}

}  // namespace

Result<std::unique_ptr<Witnesses>> Witnesses::start(
    std::vector<WitnessSettings> witnesses, log::Log& log, store::Database& database,
    std::function<void(bool error, std::string)> say) {
  std::vector<Asked> asked;
  for (WitnessSettings& one : witnesses) {
    GS_TRY(auto post, http::BlockingPost::create(one.url + "/add-checkpoint", {}));
    asked.push_back({std::move(one), std::move(post)});
  }
  return std::make_unique<AskingThread>(std::move(asked), log, database, std::move(say));
}

}  // namespace gs::res
