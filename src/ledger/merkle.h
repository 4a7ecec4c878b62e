// The Merkle tree of RFC 6962 (section 2.1): SHA-256, leaf SHA256(0x00 || bytes), node
// SHA256(0x01 || left || right), empty tree SHA256(""), split at the largest power of two below n.
//
// Pure. Hashes that are already known come from a HashReader (tiles, a database, memory).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace gs::ledger {

using Hash = Sha256Digest;

Hash leaf_hash(std::string_view leaf);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

// A hash as its 32 bytes, and back.
std::string_view bytes_of(const Hash& hash);
Hash hash_from(std::string_view bytes);  // exactly 32 bytes

// A complete subtree: the leaves [index << height, (index + 1) << height).
struct Subtree {
  unsigned height = 0;
  uint64_t index = 0;
  bool operator==(const Subtree&) const = default;
};

class HashReader {
 public:
  virtual ~HashReader() = default;
  // The hashes of complete subtrees, in the order asked for. kNotFound names one that is missing.
  virtual Result<std::vector<Hash>> read(std::span<const Subtree> wanted) const = 0;
};

// A tree as the roots of its complete subtrees, largest first: all that appending needs. Copies are
// cheap (at most 64 hashes).
class CompactTree {
 public:
  CompactTree() = default;
  // The tree of the first `size` leaves. Errors: those of the reader.
  static Result<CompactTree> load(const HashReader& reader, uint64_t size);

  void add(const Hash& leaf);  // a leaf's hash
  uint64_t size() const { return size_; }
  std::span<const Hash> peaks() const { return peaks_; }
  Hash root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

// The root over complete subtrees that follow each other, largest first.
Hash root_of_peaks(std::span<const Hash> peaks);
// The root over all of these leaf hashes.
Hash root_of(std::span<const Hash> leaves);
Result<Hash> root_at(const HashReader& reader, uint64_t size);

// PATH(index, D[size]) and PROOF(old_size, D[new_size]) of RFC 6962, leaf side first.
// kInvalidInput: index >= size, old_size > new_size. A proof from size 0 or of equal sizes is
// empty.
Result<std::vector<Hash>> inclusion_proof(const HashReader& reader, uint64_t index, uint64_t size);
Result<std::vector<Hash>> consistency_proof(const HashReader& reader, uint64_t old_size,
                                            uint64_t new_size);
// The same over leaf hashes in memory (a segment of the journal). `index` is below their number.
std::vector<Hash> inclusion_proof(std::span<const Hash> leaves, uint64_t index);

// Error kInvalidInput: what does not hold. RFC 9162 sections 2.1.3.2 and 2.1.4.2. A head of size 0
// has the empty root; any other root there is refused.
Status verify_inclusion(const Hash& leaf, uint64_t index, uint64_t size,
                        std::span<const Hash> proof, const Hash& root);
Status verify_consistency(uint64_t old_size, const Hash& old_root, uint64_t new_size,
                          const Hash& new_root, std::span<const Hash> proof);

}  // namespace gs::ledger
