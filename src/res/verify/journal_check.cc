#include "res/verify/journal_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "journal/folder.h"
#include "journal/segment.h"

namespace gs::res {
namespace {

// The journal of one gateway.
class JournalRun {
 public:
  JournalRun(Files& files, std::string folder, const KnownSegments& known, JournalCounts& counts,
             Findings& findings)
      : files_(files),
        folder_(std::move(folder)),
        known_(known),
        counts_(counts),
        findings_(findings) {}

  Status run();

 private:
  Status check_sealed(uint64_t first, bool has_segment);
  Status check_open(uint64_t first);
  void check_order(const journal::Seal& seal);
  void compare(const journal::Seal& seal);
  void wrong(const std::string& name, const std::string& why) {
    findings_.add("journal", folder_ + "/" + name, why);
  }

  Files& files_;
  const std::string folder_;
  const KnownSegments& known_;
  JournalCounts& counts_;
  Findings& findings_;
  std::optional<journal::Seal> before_;
};

Status JournalRun::run() {
  GS_TRY(const journal::FolderListing listing, journal::list_folder(files_, folder_));
  if (listing.segments.empty() && listing.seals.empty()) return Ok{};
  ++counts_.gateways;
  for (const uint64_t first : listing.seals) {
    const bool has = std::binary_search(listing.segments.begin(), listing.segments.end(), first);
    GS_CHECK_OK(check_sealed(first, has));
  }
  for (const uint64_t first : listing.segments) {
    if (std::binary_search(listing.seals.begin(), listing.seals.end(), first)) continue;
    GS_CHECK_OK(check_open(first));
  }
  return Ok{};
}

Status JournalRun::check_sealed(uint64_t first, bool has_segment) {
  ++counts_.segments;
  const auto seal = journal::read_seal(files_, folder_, first);
  if (!seal) {
    if (seal.error().code == ErrorCode::kIo) return tl::unexpected(seal.error());
    wrong(journal::seal_file_name(first), seal.error().message);
    return Ok{};
  }
  counts_.records += seal->records;
  check_order(*seal);
  compare(*seal);
  before_ = *seal;
  if (!has_segment) return Ok{};  // shipped long ago
  const auto segment = journal::read_sealed(files_, folder_, first);
  if (segment) return Ok{};
  if (segment.error().code == ErrorCode::kIo) return tl::unexpected(segment.error());
  wrong(journal::segment_file_name(first), segment.error().to_string());
  return Ok{};
}

// Old segments go with their seals, so the first one that is there may have any number.
void JournalRun::check_order(const journal::Seal& seal) {
  if (!before_) return;
  const std::string name = journal::seal_file_name(seal.first_seq);
  if (seal.first_seq != before_->next_seq()) {
    return wrong(name, "begins at " + std::to_string(seal.first_seq) +
                           ", the one before ended at " + std::to_string(before_->next_seq()));
  }
  if (seal.prev_root != before_->root) wrong(name, "does not follow the root of the one before");
}

void JournalRun::compare(const journal::Seal& seal) {
  const auto found = known_.find({seal.gateway, seal.first_seq});
  if (found == known_.end()) {
    ++counts_.unshipped;
    return;
  }
  if (found->second.root == seal.root) return;
  wrong(journal::seal_file_name(seal.first_seq),
        "its root is not that of the segment in the log, leaf " +
            std::to_string(found->second.leaf_index));
}

// The segment that is being written, or was when the power went: its end may be torn.
Status JournalRun::check_open(uint64_t first) {
  ++counts_.open;
  const std::string name = journal::segment_file_name(first);
  const auto bytes = files_.read(folder_ + "/" + name);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto segment = journal::read_segment(*bytes);
  if (!segment) {
    wrong(name, segment.error().message);
    return Ok{};
  }
  counts_.records += segment->records.size();
  if (before_ && segment->first_seq < before_->next_seq()) wrong(name, "has no seal");
  return Ok{};
}

}  // namespace

Result<JournalCounts> check_journals(Files& files, const std::string& folder,
                                     const KnownSegments& known, Findings& findings) {
  JournalCounts counts;
  const auto gateways = files.list(folder);
  if (!gateways && gateways.error().code == ErrorCode::kNotFound) return counts;
  if (!gateways) return tl::unexpected(gateways.error());
  for (const std::string& gateway : *gateways) {
    JournalRun run(files, folder + "/" + gateway, known, counts, findings);
    GS_CHECK_OK(run.run());
  }
  return counts;
}

}  // namespace gs::res
