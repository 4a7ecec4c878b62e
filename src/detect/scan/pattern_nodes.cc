#include "detect/scan/pattern_nodes.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gs::detect {
namespace {

// A count at the end of a pattern of so many or more is checked by the length of the match. Every
// count costs a state for each of its bytes, times those of all patterns that begin alike, so what
// is checked this way makes most of the difference between a small table and a large one.
constexpr size_t kLongCount = 10;
constexpr size_t kCounted = 6;   // that many of them are still counted by states
constexpr size_t kMaxSlack = 8;  // how much the length of the rest of the pattern may vary

// The bytes that a tree can match.
PatternNodes::Limits limits_of(const PatternNode& tree) {
  if (tree.kind == PatternNode::Kind::kBytes) return {1, 1};
  PatternNodes::Limits limits{0, 0};
  const auto add = [](size_t a, size_t b) {
    return a == PatternNode::kUnbounded || b == PatternNode::kUnbounded ? PatternNode::kUnbounded
                                                                        : a + b;
  };
  if (tree.kind == PatternNode::Kind::kRepeat) {
    const PatternNodes::Limits item = limits_of(tree.children.front());
    limits.shortest = item.shortest * tree.min;
    const bool bounded =
        tree.max != PatternNode::kUnbounded && item.longest != PatternNode::kUnbounded;
    limits.longest = bounded ? item.longest * tree.max : PatternNode::kUnbounded;
    return limits;
  }
  bool first = true;
  for (const PatternNode& child : tree.children) {
    const PatternNodes::Limits one = limits_of(child);
    if (tree.kind == PatternNode::Kind::kSequence) {
      limits = {limits.shortest + one.shortest, add(limits.longest, one.longest)};
    } else {
      limits.shortest = first ? one.shortest : std::min(limits.shortest, one.shortest);
      limits.longest = std::max(limits.longest, one.longest);
    }
    first = false;
  }
  return limits;
}

// Replaces the last long count of a sequence by "some or more" and returns the limits that check
// it, where the rest of the sequence is about as long in all matches.
PatternNodes::Limits relax(PatternNode& tree) {
  if (tree.kind != PatternNode::Kind::kSequence) return {};
  const auto is_long = [](const PatternNode& node) {
    return node.kind == PatternNode::Kind::kRepeat && node.min >= kLongCount &&
           node.children.front().kind == PatternNode::Kind::kBytes;
  };
  const auto last = std::find_if(tree.children.rbegin(), tree.children.rend(), is_long);
  if (last == tree.children.rend()) return {};
  PatternNodes::Limits limits = limits_of(tree);
  PatternNode rest = tree;
  rest.children.erase(rest.children.begin() + (tree.children.rend() - last - 1));
  const PatternNodes::Limits around = limits_of(rest);
  if (around.longest - around.shortest > kMaxSlack) return {};
  last->min = kCounted;
  last->max = PatternNode::kUnbounded;
  limits.checked = true;
  return limits;
}

}  // namespace

Result<uint32_t> PatternNodes::add(const Automaton::Pattern& pattern) {
  GS_TRY(PatternNode tree, parse_pattern(pattern.text, pattern.traits.any_case));
  limits_.push_back(relax(tree));
  if (pattern.traits.longest != 0) {
    limits_.back().longest = std::min<size_t>(limits_.back().longest, pattern.traits.longest);
    limits_.back().checked = true;
  }
  traits_.push_back(pattern.traits);
  const uint32_t accept = node({Node::Kind::kAccept});
  return compile(tree, accept);
}

uint32_t PatternNodes::node(Node made) {
  made.pattern = static_cast<uint16_t>(traits_.size() - 1);
  nodes_.push_back(made);
  return static_cast<uint32_t>(nodes_.size() - 1);
}

// Nodes for `tree` that go on to `next`; returns the first.
uint32_t PatternNodes::compile(const PatternNode& tree, uint32_t next) {
  switch (tree.kind) {
    case PatternNode::Kind::kBytes:
      return node({Node::Kind::kBytes, byte_set(tree.bytes), 0, next});
    case PatternNode::Kind::kSequence:
      for (auto child = tree.children.rbegin(); child != tree.children.rend(); ++child) {
        next = compile(*child, next);
      }
      return next;
    case PatternNode::Kind::kChoice: {
      uint32_t first = compile(tree.children.back(), next);
      for (size_t i = tree.children.size() - 1; i-- > 0;) {
        first = split(compile(tree.children[i], next), first);
      }
      return first;
    }
    case PatternNode::Kind::kRepeat:
      return compile_repeat(tree, next);
  }
  return next;
}

uint32_t PatternNodes::compile_repeat(const PatternNode& tree, uint32_t next) {
  const PatternNode& item = tree.children.front();
  uint32_t first = next;
  if (tree.max == PatternNode::kUnbounded) {
    const uint32_t loop = split(kNone, next);
    const uint32_t repeated = compile(item, loop);
    nodes_[loop].next = repeated;
    first = loop;
  } else {
    for (size_t i = tree.min; i < tree.max; ++i) first = split(compile(item, first), next);
  }
  for (size_t i = 0; i < tree.min; ++i) first = compile(item, first);
  return first;
}

uint32_t PatternNodes::split(uint32_t next, uint32_t other) {
  return node({Node::Kind::kSplit, 0, 0, next, other});
}

uint16_t PatternNodes::byte_set(const ByteSet& bytes) {
  auto found = std::find(byte_sets_.begin(), byte_sets_.end(), bytes);
  if (found == byte_sets_.end()) found = byte_sets_.insert(byte_sets_.end(), bytes);
  return static_cast<uint16_t>(found - byte_sets_.begin());
}

void PatternNodes::make_classes() {
  std::map<std::vector<bool>, uint8_t> known;
  classes_of_set_.resize(byte_sets_.size());
  for (size_t byte = 0; byte < 256; ++byte) {
    std::vector<bool> membership;
    for (const ByteSet& set : byte_sets_) membership.push_back(set[byte]);
    const auto number = static_cast<uint8_t>(known.size());
    const auto [entry, is_new] = known.emplace(membership, number);
    class_of_[byte] = entry->second;
    if (!is_new) continue;
    for (size_t set = 0; set < byte_sets_.size(); ++set) {
      if (membership[set]) classes_of_set_[set].push_back(number);
    }
    sets_of_class_.push_back(std::move(membership));
  }
  classes_ = known.size();
}

}  // namespace gs::detect
