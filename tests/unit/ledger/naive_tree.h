// RFC 6962, section 2.1, word for word: recursive, slow, obviously right. The second opinion on
// everything that src/ledger computes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ledger/merkle.h"

namespace gs::ledger::test {

using Leaves = std::span<const std::string>;

Hash naive_root(Leaves leaves);                                   // MTH
std::vector<Hash> naive_path(uint64_t index, Leaves leaves);      // PATH
std::vector<Hash> naive_proof(uint64_t old_size, Leaves leaves);  // PROOF, old_size > 0

std::vector<std::string> entries(uint64_t count);  // "entry 0", "entry 1", ...
std::vector<Hash> hashes_of(Leaves leaves);

// Reads out of leaves in memory.
class NaiveReader final : public HashReader {
 public:
  explicit NaiveReader(Leaves leaves) : leaves_(leaves) {}
  Result<std::vector<Hash>> read(std::span<const Subtree> wanted) const override;

 private:
  Leaves leaves_;
};

}  // namespace gs::ledger::test
