#include "res/verify/segment_check.h"

#include <algorithm>
#include <cstring>

#include "base/digest.h"
#include "journal/segment.h"
#include "res/verify/members.h"
#include "res/verify/zstd.h"

namespace gs::res {
namespace {

using store::Row;

constexpr int64_t kRowsAtOnce = 500;
constexpr size_t kMostSegmentBytes = 160 * 1024 * 1024;  // twice what RES takes

constexpr std::string_view kSelect =
    "SELECT s.gateway, s.first_seq, s.next_seq, s.leaf_index, s.seal, s.blob, l.leaf "
    "FROM segments s LEFT JOIN log_leaves l ON l.leaf_index = s.leaf_index "
    "WHERE s.gateway > $1 OR (s.gateway = $1 AND s.leaf_index > $2) "
    "ORDER BY s.gateway, s.leaf_index LIMIT $3";

std::string base64_of(const ledger::Hash& hash) {
  return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// One run over all segments, those of a gateway as they came in, which is in order of number.
class SegmentRun {
 public:
  SegmentRun(store::Connection& connection, store::Blobs& blobs,
             const std::vector<uint64_t>& erasures, KnownSegments& known, Findings& findings)
      : connection_(connection),
        blobs_(blobs),
        erasures_(erasures),
        known_(known),
        findings_(findings) {}

  Status add(const Row& row);
  const SegmentCounts& counts() const { return counts_; }
  std::vector<uint64_t> take_leaves() { return std::move(leaves_); }

 private:
  void check_leaf(const Row& row, const journal::Seal& seal);
  void check_order(const journal::Seal& seal);
  Status check_bytes(const Row& row, const journal::Seal& seal);
  void wrong(const std::string& why) { findings_.add("segment", name_, why); }

  store::Connection& connection_;
  store::Blobs& blobs_;
  const std::vector<uint64_t>& erasures_;
  KnownSegments& known_;
  Findings& findings_;
  SegmentCounts counts_;
  std::vector<uint64_t> leaves_;
  std::string name_;  // of the segment that is looked at
  std::string gateway_;
  uint64_t next_seq_ = 0;
  ledger::Hash root_{};
};

Status SegmentRun::add(const Row& row) {
  name_ = row[0].text() + "/" + std::to_string(row[1].integer());
  ++counts_.segments;
  leaves_.push_back(static_cast<uint64_t>(row[3].integer()));
  const auto seal = journal::Seal::parse(row[4].text());
  if (!seal) {
    wrong("its seal cannot be read: " + seal.error().to_string());
    return Ok{};
  }
  counts_.decisions += seal->records;
  known_.insert({{seal->gateway, seal->first_seq}, {leaves_.back(), seal->root}});
  if (seal->gateway != row[0].text()) wrong("its seal is of gateway " + seal->gateway);
  if (seal->first_seq != static_cast<uint64_t>(row[1].integer()) ||
      seal->next_seq() != static_cast<uint64_t>(row[2].integer())) {
    wrong("its numbers are not those of its seal");
  }
  check_leaf(row, *seal);
  check_order(*seal);
  return check_bytes(row, *seal);
}

void SegmentRun::check_leaf(const Row& row, const journal::Seal& seal) {
  const std::string index = std::to_string(leaves_.back());
  if (row[6].is_null()) return wrong("its leaf " + index + " is missing");
  const auto leaf = Members::of(row[6].blob());
  if (!leaf || leaf->plain_text("kind") != "decision_segment") {
    return wrong("its leaf " + index + " is of another kind");
  }
  const auto expect = [&](bool same, std::string_view what) {
    if (!same) wrong("its leaf " + index + " has another " + std::string(what) + " than its seal");
  };
  expect(leaf->text("gateway") == seal.gateway, "gateway");
  expect(leaf->raw("first_seq") == std::to_string(seal.first_seq), "first_seq");
  const std::string last = seal.records == 0 ? std::string() : std::to_string(seal.next_seq() - 1);
  expect(leaf->raw("last_seq") == last, "last_seq");
  expect(leaf->plain_text("root") == base64_of(seal.root), "root");
  expect(leaf->plain_text("prev_root") == base64_of(seal.prev_root), "prev_root");
}

void SegmentRun::check_order(const journal::Seal& seal) {
  if (gateway_ != seal.gateway) {
    gateway_ = seal.gateway;
    next_seq_ = 0;
    root_ = {};
  }
  if (seal.first_seq != next_seq_) {
    wrong("begins at " + std::to_string(seal.first_seq) + ", the one before ended at " +
          std::to_string(next_seq_) + ": the decisions between are missing");
  } else if (seal.prev_root != root_) {
    wrong("does not follow the root of the segment before it");
  }
  next_seq_ = seal.next_seq();
  root_ = seal.root;
}

Status SegmentRun::check_bytes(const Row& row, const journal::Seal& seal) {
  if (row[5].is_null()) {
    ++counts_.removed;
    const bool said = std::binary_search(erasures_.begin(), erasures_.end(), leaves_.back());
    if (!said) wrong("its bytes are gone, and no retention record lists it");
    return Ok{};
  }
  const std::string& digest_bytes = row[5].blob();
  Sha256Digest digest{};
  if (digest_bytes.size() != digest.size()) {
    wrong("names no digest of SHA-256");
    return Ok{};
  }
  std::memcpy(digest.data(), digest_bytes.data(), digest.size());
  const auto packed = blobs_.get(connection_, digest);
  if (!packed) {
    if (packed.error().code == ErrorCode::kUnavailable) return tl::unexpected(packed.error());
    findings_.add("blob", to_hex(digest), "of segment " + name_ + ": " + packed.error().message);
    return Ok{};
  }
  const auto bytes = unpack_zstd(*packed, kMostSegmentBytes);
  if (!bytes) {
    wrong(bytes.error().message);
    return Ok{};
  }
  counts_.bytes += bytes->size();
  const auto segment = journal::read_segment(*bytes);
  if (!segment) {
    wrong(segment.error().to_string());
    return Ok{};
  }
  if (segment->torn)
    wrong("holds bytes that are no records behind byte " + std::to_string(segment->end));
  const Status checked = journal::check_segment(*segment, seal);
  if (!checked) wrong("its records are not those of its seal: " + checked.error().to_string());
  return Ok{};
}

// Segments and leaves are one to one.
void compare_leaves(std::vector<uint64_t> of_rows, const std::vector<uint64_t>& of_log,
                    Findings& findings) {
  std::sort(of_rows.begin(), of_rows.end());
  std::vector<uint64_t> alone;
  std::set_difference(of_log.begin(), of_log.end(), of_rows.begin(), of_rows.end(),
                      std::back_inserter(alone));
  for (const uint64_t leaf : alone) {
    findings.add("segment", leaf, "this leaf is one of a segment that is not listed");
  }
}

}  // namespace

Result<SegmentCounts> check_segments(store::Connection& connection, store::Blobs& blobs,
                                     const std::vector<uint64_t>& leaves,
                                     const std::vector<uint64_t>& erasures, KnownSegments& known,
                                     Findings& findings) {
  SegmentRun run(connection, blobs, erasures, known, findings);
  std::string gateway;
  int64_t leaf = -1;
  for (;;) {
    GS_TRY(const auto rows, connection.query(kSelect, {gateway, leaf, kRowsAtOnce}));
    if (rows.empty()) break;
    for (const Row& row : rows) GS_CHECK_OK(run.add(row));
    gateway = rows.back()[0].text();
    leaf = rows.back()[3].integer();
  }
  compare_leaves(run.take_leaves(), leaves, findings);
  return run.counts();
}

}  // namespace gs::res
