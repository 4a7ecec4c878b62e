// The nondeterministic automaton of many patterns (Thompson 1968), from which scan/automaton.cc
// makes a deterministic one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "detect/scan/automaton.h"
#include "detect/scan/pattern.h"

namespace gs::detect {

class PatternNodes {
 public:
  // A place in a pattern: it consumes a byte of one of the sets, or splits without consuming, or
  // accepts.
  struct Node {
    enum class Kind : uint8_t { kBytes, kSplit, kAccept } kind;
    uint16_t bytes = 0;      // kBytes: number of its byte set
    uint16_t pattern = 0;    // that it belongs to
    uint32_t next = kNone;   // kBytes, kSplit
    uint32_t other = kNone;  // kSplit
  };
  static constexpr uint32_t kNone = static_cast<uint32_t>(-1);

  // What the bytes of a match count up to.
  struct Limits {
    size_t shortest = 0;
    size_t longest = static_cast<size_t>(-1);
    bool checked = false;  // by length: the nodes alone accept more
  };

  // Appends a pattern, number patterns(); returns its first node.
  Result<uint32_t> add(const Automaton::Pattern& pattern);
  // Call once, after all patterns: bytes that are in the same sets become one class.
  void make_classes();

  size_t size() const { return nodes_.size(); }
  const Node& operator[](uint32_t node) const { return nodes_[node]; }
  size_t patterns() const { return traits_.size(); }
  const std::vector<Automaton::Traits>& traits() const { return traits_; }
  const std::vector<Limits>& limits() const { return limits_; }

  const std::array<uint8_t, 256>& class_of() const { return class_of_; }
  size_t classes() const { return classes_; }
  std::span<const uint8_t> classes_of_set(uint16_t set) const { return classes_of_set_[set]; }
  bool holds(uint16_t set, uint8_t byte_class) const { return sets_of_class_[byte_class][set]; }

 private:
  uint32_t node(Node made);
  uint32_t compile(const PatternNode& tree, uint32_t next);
  uint32_t compile_repeat(const PatternNode& tree, uint32_t next);
  uint32_t split(uint32_t next, uint32_t other);
  uint16_t byte_set(const ByteSet& bytes);

  std::vector<Node> nodes_;
  std::vector<Automaton::Traits> traits_;  // by pattern
  std::vector<Limits> limits_;             // by pattern
  std::vector<ByteSet> byte_sets_;
  std::array<uint8_t, 256> class_of_{};
  size_t classes_ = 0;
  std::vector<std::vector<uint8_t>> classes_of_set_;
  std::vector<std::vector<bool>> sets_of_class_;
};

}  // namespace gs::detect
