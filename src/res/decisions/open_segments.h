// Stored segments, read: the last ones are kept in memory, up to a number of bytes.
//
// Safe from any thread. A segment that is not in memory is read by whoever asks, without a lock
// held; two that ask at once both read it.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "base/digest.h"
#include "base/result.h"
#include "journal/segment.h"
#include "res/store/blobs.h"
#include "res/store/database.h"

namespace gs::res {

// Immutable; lives as long as somebody holds it.
struct OpenSegment {
  std::string bytes;
  journal::SegmentView view;  // into the bytes
};

class OpenSegments {
 public:
  explicit OpenSegments(size_t most_bytes) : most_bytes_(most_bytes) {}

  // Errors of the blob; kInternal for one that is no segment.
  Result<std::shared_ptr<const OpenSegment>> get(store::Connection& connection, store::Blobs& blobs,
                                                 const Sha256Digest& digest);

 private:
  struct Kept {
    Sha256Digest digest;
    std::shared_ptr<const OpenSegment> segment;
  };
  std::shared_ptr<const OpenSegment> find(const Sha256Digest& digest);
  void keep(const Sha256Digest& digest, std::shared_ptr<const OpenSegment> segment);

  const size_t most_bytes_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // last used first
  size_t bytes_ = 0;
};

}  // namespace gs::res
