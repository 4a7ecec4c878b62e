// Builds the Merkle tree again from the leaves and compares it, tile by tile, with what is stored.
//
//   TreeCheck tree(size, findings);
//   for each page, in order: tree.add(page);
//   GS_CHECK_OK(tree.finish(source, head_root));
//   tree.root(); tree.root_at(source, older_size)
//
// A leaf that does not fit its tile may be wrong, or the tile may be: whichever agrees with the
// tile above (or with the head) is believed, and the other one named. The tree goes on with what is
// believed, so that one altered leaf is one finding and not one a level.
//
// Memory: a hash for each 256 leaves. One thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"
#include "res/verify/findings.h"
#include "res/verify/page.h"

namespace gs::res {

class TreeCheck {
 public:
  TreeCheck(uint64_t size, Findings& findings) : size_(size), findings_(findings) {}

  void add(const Page& page);
  // The levels above, and the doubts about level 0. `head_root`: of a head of this very size, to
  // settle doubts about the last tile; null: none is known.
  Status finish(PageSource& source, const ledger::Hash* head_root);

  // After finish().
  uint64_t size() const { return size_; }
  ledger::Hash root() const;
  // The root of the first `size` <= size() leaves.
  Result<ledger::Hash> root_at(PageSource& source, uint64_t size) const;

 private:
  // A tile of level 0 that its leaves do not agree with.
  struct Doubt {
    uint64_t tile = 0;
    ledger::Hash by_leaves{};
    ledger::Hash by_tile{};
    std::vector<uint64_t> leaves;  // that differ
  };

  void add_tile(const Page& page, size_t place);
  void settle(const Doubt& doubt, const ledger::Hash* above);
  Status settle_doubts(PageSource& source);
  void settle_last(const ledger::Hash* head_root);
  Status check_level(PageSource& source, unsigned level, std::vector<ledger::Hash>& hashes);
  void compare_tile(unsigned level, uint64_t index, std::span<const ledger::Hash> built,
                    const std::string& stored);
  ledger::Hash root_with(std::span<const ledger::Hash> blocks,
                         std::span<const ledger::Hash> last) const;

  const uint64_t size_;
  Findings& findings_;
  std::vector<ledger::Hash> blocks_;  // roots of the complete tiles of level 0
  std::vector<ledger::Hash> last_;    // leaves of the last, incomplete one
  std::vector<ledger::Hash> last_stored_;
  std::vector<Doubt> doubts_;
};

}  // namespace gs::res
