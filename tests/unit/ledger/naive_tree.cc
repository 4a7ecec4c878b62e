#include "unit/ledger/naive_tree.h"

namespace gs::ledger::test {
namespace {

std::string text(const Hash& hash) {
  return std::string(hash.begin(), hash.end());
}

size_t split(size_t size) {
  size_t k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

std::vector<Hash> subproof(uint64_t m, Leaves leaves, bool known) {
  if (m == leaves.size()) {
    return known ? std::vector<Hash>() : std::vector<Hash>{naive_root(leaves)};
  }
  const size_t k = split(leaves.size());
  std::vector<Hash> proof;
  if (m <= k) {
    proof = subproof(m, leaves.first(k), known);
    proof.push_back(naive_root(leaves.subspan(k)));
  } else {
    proof = subproof(m - k, leaves.subspan(k), false);
    proof.push_back(naive_root(leaves.first(k)));
  }
  return proof;
}

}  // namespace

Hash naive_root(Leaves leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return sha256(std::string(1, '\0') + leaves[0]);
  const size_t k = split(leaves.size());
  return sha256("\x01" + text(naive_root(leaves.first(k))) + text(naive_root(leaves.subspan(k))));
}

std::vector<Hash> naive_path(uint64_t index, Leaves leaves) {
  if (leaves.size() == 1) return {};
  const size_t k = split(leaves.size());
  std::vector<Hash> path;
  if (index < k) {
    path = naive_path(index, leaves.first(k));
    path.push_back(naive_root(leaves.subspan(k)));
  } else {
    path = naive_path(index - k, leaves.subspan(k));
    path.push_back(naive_root(leaves.first(k)));
  }
  return path;
}

std::vector<Hash> naive_proof(uint64_t old_size, Leaves leaves) {
  return subproof(old_size, leaves, true);
}

std::vector<std::string> entries(uint64_t count) {
  std::vector<std::string> leaves;
  for (uint64_t i = 0; i < count; ++i) leaves.push_back("entry " + std::to_string(i));
  return leaves;
}

std::vector<Hash> hashes_of(Leaves leaves) {
  std::vector<Hash> hashes;
  for (const std::string& leaf : leaves) hashes.push_back(leaf_hash(leaf));
  return hashes;
}

Result<std::vector<Hash>> NaiveReader::read(std::span<const Subtree> wanted) const {
  std::vector<Hash> hashes;
  for (const Subtree& subtree : wanted) {
    const uint64_t first = subtree.index << subtree.height;
    const uint64_t count = uint64_t{1} << subtree.height;
    if (first + count > leaves_.size()) return fail(ErrorCode::kNotFound, "no such subtree");
    hashes.push_back(naive_root(leaves_.subspan(first, count)));
  }
  return hashes;
}

}  // namespace gs::ledger::test
