// Sets of nodes, for the subset construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/scan/pattern_nodes.h"

namespace gs::detect {

// Mixes all bits of a number into all of the result, which is never 0 for what nodes are numbered
// by.
constexpr uint64_t mixed(uint64_t value) {
  value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCDu;
  value = (value ^ (value >> 29)) * 0xC4CEB9FE1A85EC53u;
  return value ^ (value >> 32);
}

// Collects the nodes that can be reached without consuming a byte.
class Closures {
 public:
  explicit Closures(const PatternNodes& nodes) : nodes_(nodes), seen_(nodes.size(), 0) {}

  void begin() {
    found_.clear();
    ++stamp_;
  }
  void add(uint32_t node);
  // What was found since begin(), sorted; valid until the next call of anything.
  std::span<const uint32_t> take();

 private:
  const PatternNodes& nodes_;
  std::vector<uint32_t> seen_;  // by node: the last collection that holds it
  std::vector<uint32_t> found_;
  std::vector<uint32_t> stack_;
  uint32_t stamp_ = 0;
};

// Numbers sets, each once, in order of their first mention.
class NodeSets {
 public:
  // `set` is sorted. The number of the set; a new one if it was not known.
  uint32_t number_of(std::span<const uint32_t> set);
  size_t size() const { return begins_.size(); }
  // Valid until the next call of number_of().
  std::span<const uint32_t> operator[](uint32_t number) const;

 private:
  void grow();

  std::vector<uint32_t> nodes_;  // of all sets
  std::vector<size_t> begins_;   // by number, into nodes_
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> slots_;  // open addressing: number + 1
};

}  // namespace gs::detect
