#include "res/decisions/open_segments.h"

#include <algorithm>
#include <utility>

#include "res/decisions/segment_bytes.h"

namespace gs::res {

Result<std::shared_ptr<const OpenSegment>> OpenSegments::get(store::Connection& connection,
                                                             store::Blobs& blobs,
                                                             const Sha256Digest& digest) {
  if (auto found = find(digest)) return found;
  GS_TRY(const std::string compressed, blobs.get(connection, digest));
  auto segment = std::make_shared<OpenSegment>();
  GS_TRY(segment->bytes, decompress_segment(compressed));
  auto view = journal::read_segment(segment->bytes);
  if (!view) {
    return fail(ErrorCode::kInternal, "a stored segment is damaged: " + view.error().message,
                to_hex(digest));
  }
  segment->view = *std::move(view);
  keep(digest, segment);
  return segment;
}

std::shared_ptr<const OpenSegment> OpenSegments::find(const Sha256Digest& digest) {
  const std::lock_guard lock(mutex_);
  const auto at = std::find_if(kept_.begin(), kept_.end(),
                               [&](const Kept& kept) { return kept.digest == digest; });
  if (at == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, at);
  return at->segment;
}

void OpenSegments::keep(const Sha256Digest& digest, std::shared_ptr<const OpenSegment> segment) {
  const std::lock_guard lock(mutex_);
  bytes_ += segment->bytes.size();
  kept_.push_front({digest, std::move(segment)});
  while (bytes_ > most_bytes_ && !kept_.empty()) {
    bytes_ -= kept_.back().segment->bytes.size();
    kept_.pop_back();
  }
}

}  // namespace gs::res
