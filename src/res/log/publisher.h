// Signs heads and makes them known: never one that is below or beside a head that was published.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "res/log/anchor.h"
#include "res/log/log.h"
#include "res/log/open_batch.h"

namespace gs::res::log {

// publish() is called by the log's thread alone; the rest by any.
class Publisher {
 public:
  // `anchor` null: none is kept.
  Publisher(const ledger::NoteSigner& signer, std::unique_ptr<Anchor> anchor)
      : signer_(signer), anchor_(std::move(anchor)) {}

  // What was published last, here or, by the anchor, before the start; size 0 where nothing was.
  ledger::Checkpoint known() const;
  // Whether the stored log goes on from the known head: kInvalidInput "the log was rolled back"
  // when it is smaller or another one; other codes: it could not be read.
  Status check(store::Connection& connection, const StoredHead& head) const;

  // Signs and publishes a committed head that goes on from known(). Anchor first. kInvalidInput as
  // above; kIo: the anchor could not be written, and the older head stands.
  Status publish(uint64_t size, const ledger::Hash& root);
  Published newest() const;
  void when_published(uint64_t size, Done call);
  void add_cosignature(uint64_t size, const ledger::NoteSignature& signature);
  // Those who still wait are told that they wait in vain.
  void stop();

 private:
  const ledger::NoteSigner& signer_;
  const std::unique_ptr<Anchor> anchor_;
  mutable std::mutex mutex_;  // of what follows
  bool published_ = false;
  bool stopped_ = false;
  Published newest_;
  ledger::SignedNote note_;
  std::multimap<uint64_t, Done> waiting_;  // by the size they wait for
};

}  // namespace gs::res::log
