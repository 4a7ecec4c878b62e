// A proof is a list of ranges of leaves, each range a subtree of the whole tree. Only complete
// subtrees (a power of two of leaves) are stored; a range at the right edge is put together from
// the complete ones that it consists of, one for each set bit of its length. So every proof is:
// walk from the root down and note the ranges beside the way, read all their complete subtrees at
// once, fold each range into one hash.
#include "ledger/merkle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <tuple>

namespace gs::ledger {
namespace {

// The leaves [begin, begin + size), size > 0: a subtree as RFC 6962 cuts them.
struct Range {
  uint64_t begin = 0;
  uint64_t size = 0;
};

// The largest power of two below `size`, which is at least 2.
uint64_t split_of(uint64_t size) {
  return std::bit_floor(size - 1);
}

// The complete subtrees of a range, largest first.
void append_subtrees(const Range& range, std::vector<Subtree>& out) {
  uint64_t at = range.begin;
  for (uint64_t left = range.size; left != 0; left -= std::bit_floor(left)) {
    const auto height = static_cast<unsigned>(std::bit_width(left) - 1);
    out.push_back({height, at >> height});
    at += std::bit_floor(left);
  }
}

Result<std::vector<Hash>> read_subtrees(const HashReader& reader,
                                        const std::vector<Subtree>& wanted) {
  GS_TRY(std::vector<Hash> hashes, reader.read(wanted));
  if (hashes.size() != wanted.size()) {
    return fail(ErrorCode::kInternal, "a reader of hashes gave another number than was asked for");
  }
  return hashes;
}

// One hash a range.
Result<std::vector<Hash>> read_ranges(const HashReader& reader, const std::vector<Range>& ranges) {
  std::vector<Subtree> wanted;
  for (const Range& range : ranges) append_subtrees(range, wanted);
  GS_TRY(const std::vector<Hash> hashes, read_subtrees(reader, wanted));
  std::vector<Hash> roots;
  std::span<const Hash> left = hashes;
  for (const Range& range : ranges) {
    const auto count = static_cast<size_t>(std::popcount(range.size));
    roots.push_back(root_of_peaks(left.first(count)));
    left = left.subspan(count);
  }
  return roots;
}

// The siblings on the way from the leaf to the root.
std::vector<Range> inclusion_ranges(uint64_t index, uint64_t size) {
  std::vector<Range> ranges;
  Range here{0, size};
  while (here.size > 1) {
    const uint64_t split = split_of(here.size);
    const Range left{here.begin, split};
    const Range right{here.begin + split, here.size - split};
    const bool goes_left = index < right.begin;
    ranges.push_back(goes_left ? right : left);
    here = goes_left ? left : right;
  }
  std::reverse(ranges.begin(), ranges.end());
  return ranges;
}

// SUBPROOF of RFC 6962, section 2.1.2, for 0 < old_size <= new_size.
std::vector<Range> consistency_ranges(uint64_t old_size, uint64_t new_size) {
  std::vector<Range> ranges;
  Range here{0, new_size};
  while (here.begin + here.size != old_size) {
    const uint64_t split = split_of(here.size);
    const Range left{here.begin, split};
    const Range right{here.begin + split, here.size - split};
    const bool goes_left = old_size <= right.begin;
    ranges.push_back(goes_left ? right : left);
    here = goes_left ? left : right;
  }
  // The verifier has the old root already; any other subtree that ends there it must be told.
  if (here.begin != 0) ranges.push_back(here);
  std::reverse(ranges.begin(), ranges.end());
  return ranges;
}

tl::unexpected<Error> refused(std::string why) {
  return fail(ErrorCode::kInvalidInput, std::move(why));
}

bool is_odd(uint64_t number) {
  return (number & 1) != 0;
}

// The place of a node in its level (`node`), and of the last node of that level (`last`).
struct Climb {
  uint64_t node;
  uint64_t last;

  void up() {
    node >>= 1;
    last >>= 1;
  }
  // A node that is the last of its level and has no sibling moves up unchanged.
  bool sibling_is_left() const { return is_odd(node) || node == last; }
  void up_to_sibling() {
    while (!is_odd(node) && node != 0) up();
  }
};

}  // namespace

Hash leaf_hash(std::string_view leaf) {
  return sha256(std::string_view("\0", 1), leaf);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * std::tuple_size_v<Hash>> bytes;
  bytes[0] = 1;
  std::memcpy(&bytes[1], left.data(), left.size());
  std::memcpy(&bytes[1 + left.size()], right.data(), right.size());
  return sha256(std::string_view(bytes.data(), bytes.size()));
}

Hash empty_root() {
  return sha256("");
}

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash hash_from(std::string_view bytes) {
  Hash hash{};
  std::copy_n(bytes.begin(), hash.size(), hash.begin());
  return hash;
}

Result<CompactTree> CompactTree::load(const HashReader& reader, uint64_t size) {
  std::vector<Subtree> wanted;
  append_subtrees({0, size}, wanted);
  CompactTree tree;
  GS_TRY(tree.peaks_, read_subtrees(reader, wanted));
  tree.size_ = size;
  return tree;
}

void CompactTree::add(const Hash& leaf) {
  Hash hash = leaf;
  for (uint64_t size = size_; is_odd(size); size >>= 1) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash CompactTree::root() const {
  return root_of_peaks(peaks_);
}

Hash root_of_peaks(std::span<const Hash> peaks) {
  if (peaks.empty()) return empty_root();
  Hash root = peaks.back();
  for (size_t i = peaks.size() - 1; i-- > 0;) root = node_hash(peaks[i], root);
  return root;
}

Hash root_of(std::span<const Hash> leaves) {
  CompactTree tree;
  for (const Hash& leaf : leaves) tree.add(leaf);
  return tree.root();
}

Result<Hash> root_at(const HashReader& reader, uint64_t size) {
  GS_TRY(const CompactTree tree, CompactTree::load(reader, size));
  return tree.root();
}

Result<std::vector<Hash>> inclusion_proof(const HashReader& reader, uint64_t index, uint64_t size) {
  if (index >= size) {
    return refused("a log of " + std::to_string(size) + " leaves has no leaf " +
                   std::to_string(index));
  }
  return read_ranges(reader, inclusion_ranges(index, size));
}

Result<std::vector<Hash>> consistency_proof(const HashReader& reader, uint64_t old_size,
                                            uint64_t new_size) {
  if (old_size > new_size) {
    return refused("the old size " + std::to_string(old_size) + " is above the new size " +
                   std::to_string(new_size));
  }
  if (old_size == 0) return std::vector<Hash>();
  return read_ranges(reader, consistency_ranges(old_size, new_size));
}

std::vector<Hash> inclusion_proof(std::span<const Hash> leaves, uint64_t index) {
  std::vector<Hash> proof;
  for (const Range& range : inclusion_ranges(index, leaves.size())) {
    proof.push_back(root_of(leaves.subspan(range.begin, range.size)));
  }
  return proof;
}

Status verify_inclusion(const Hash& leaf, uint64_t index, uint64_t size,
                        std::span<const Hash> proof, const Hash& root) {
  if (index >= size) {
    return refused("index " + std::to_string(index) + " is not below the size " +
                   std::to_string(size));
  }
  Climb climb{index, size - 1};
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (climb.last == 0) return refused("the inclusion proof is too long");
    if (climb.sibling_is_left()) {
      hash = node_hash(sibling, hash);
      climb.up_to_sibling();
    } else {
      hash = node_hash(hash, sibling);
    }
    climb.up();
  }
  if (climb.last != 0) return refused("the inclusion proof is too short");
  if (hash != root) return refused("the inclusion proof does not lead to the root");
  return Ok{};
}

namespace {

// For 0 < old_size < new_size: `proof` begins with the subtree that ends where the old tree ends.
Status climb_to_both_roots(uint64_t old_size, const Hash& old_root, uint64_t new_size,
                           const Hash& new_root, const Hash& first, std::span<const Hash> rest) {
  Climb climb{old_size - 1, new_size - 1};
  while (is_odd(climb.node)) climb.up();
  Hash old_hash = first;
  Hash new_hash = first;
  for (const Hash& sibling : rest) {
    if (climb.last == 0) return refused("the consistency proof is too long");
    if (climb.sibling_is_left()) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      climb.up_to_sibling();
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    climb.up();
  }
  if (climb.last != 0) return refused("the consistency proof is too short");
  if (old_hash != old_root) return refused("the consistency proof does not lead to the old root");
  if (new_hash != new_root) return refused("the consistency proof does not lead to the new root");
  return Ok{};
}

}  // namespace

Status verify_consistency(uint64_t old_size, const Hash& old_root, uint64_t new_size,
                          const Hash& new_root, std::span<const Hash> proof) {
  if (old_size > new_size) return refused("the old size is above the new size");
  if (old_size == 0 && old_root != empty_root()) {
    return refused("the old size is 0, the old root is not that of the empty tree");
  }
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) return refused("the consistency proof must be empty");
    if (old_size == new_size && old_root != new_root) {
      return refused("two roots of the same size differ");
    }
    return Ok{};
  }
  // Of a power of two the old root is itself the subtree to begin with.
  if (std::has_single_bit(old_size)) {
    return climb_to_both_roots(old_size, old_root, new_size, new_root, old_root, proof);
  }
  if (proof.empty()) return refused("the consistency proof is too short");
  return climb_to_both_roots(old_size, old_root, new_size, new_root, proof[0], proof.subspan(1));
}

}  // namespace gs::ledger
