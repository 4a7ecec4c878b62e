#include "res/log/publisher.h"

#include <utility>
#include <vector>

namespace gs::res::log {
namespace {

Error rolled_back(const ledger::Checkpoint& known, uint64_t size) {
  const std::string have = size < known.size ? "has only " + std::to_string(size)
                                             : "has others among its " + std::to_string(size);
  return {ErrorCode::kInvalidInput,
          "the log was rolled back: a head of " + std::to_string(known.size) +
              " leaves was published, the storage " + have,
          "anchor"};
}

}  // namespace

ledger::Checkpoint Publisher::known() const {
  std::lock_guard lock(mutex_);
  if (published_) return newest_.head;
  if (anchor_ != nullptr && anchor_->newest()) return *anchor_->newest();
  return {signer_.verifier().name, 0, ledger::empty_root(), {}};
}

Status Publisher::check(store::Connection& connection, const StoredHead& head) const {
  const ledger::Checkpoint before = known();
  if (before.size == 0) return Ok{};
  if (head.size < before.size) return tl::unexpected(rolled_back(before, head.size));
  if (head.size == before.size) {
    if (head.root == before.root) return Ok{};
    return tl::unexpected(rolled_back(before, head.size));
  }
  const StoredTiles tiles(connection);
  const ledger::TileHashReader hashes(tiles, head.size);
  GS_TRY(const ledger::Hash root, ledger::root_at(hashes, before.size));
  if (root != before.root) return tl::unexpected(rolled_back(before, head.size));
  return Ok{};
}

Status Publisher::publish(uint64_t size, const ledger::Hash& root) {
  const ledger::Checkpoint before = known();
  if (size < before.size || (size == before.size && root != before.root)) {
    return tl::unexpected(rolled_back(before, size));
  }
  const ledger::Checkpoint head{signer_.verifier().name, size, root, {}};
  ledger::SignedNote note = ledger::sign_checkpoint(head, signer_);
  Published next{head, note.to_text()};
  if (anchor_ != nullptr && (!anchor_->newest() || anchor_->newest()->size < size)) {
    GS_CHECK_OK(anchor_->remember(head, next.note));
  }
  std::vector<Done> calls;
  {
    std::lock_guard lock(mutex_);
    if (published_ && newest_.head.size == size) return Ok{};  // it may have cosignatures by now
    newest_ = std::move(next);
    note_ = std::move(note);
    published_ = true;
    const auto end = waiting_.upper_bound(size);
    for (auto it = waiting_.begin(); it != end; ++it) calls.push_back(std::move(it->second));
    waiting_.erase(waiting_.begin(), end);
  }
  for (Done& call : calls) call(Ok{});
  return Ok{};
}

Published Publisher::newest() const {
  std::lock_guard lock(mutex_);
  return newest_;
}

void Publisher::when_published(uint64_t size, Done call) {
  Status now = Ok{};
  {
    std::lock_guard lock(mutex_);
    if (stopped_) {
      now = fail(ErrorCode::kUnavailable, "the log has stopped");
    } else if (!published_ || newest_.head.size < size) {
      waiting_.emplace(size, std::move(call));
      return;
    }
  }
  call(std::move(now));
}

void Publisher::add_cosignature(uint64_t size, const ledger::NoteSignature& signature) {
  std::lock_guard lock(mutex_);
  if (!published_ || newest_.head.size != size) return;
  for (const ledger::NoteSignature& one : note_.signatures) {
    if (one.name == signature.name && one.key_id == signature.key_id) return;
  }
  note_.signatures.push_back(signature);
  newest_.note = note_.to_text();
}

void Publisher::stop() {
  std::multimap<uint64_t, Done> waiting;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    waiting.swap(waiting_);
  }
  for (auto& [size, call] : waiting) call(fail(ErrorCode::kUnavailable, "the log has stopped"));
}

}  // namespace gs::res::log
