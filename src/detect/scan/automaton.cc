// The textbook way: every pattern becomes a piece of a nondeterministic automaton (Thompson 1968),
// and the subset construction makes one deterministic automaton of all pieces at once (Rabin and
// Scott 1959), over classes of bytes that no pattern tells apart.
//
// What the simple story leaves out: such automata can be exponentially large. Ours stay small
// since all patterns start at the same place and most differ within their first bytes; a table that
// grows over 65,535 states is refused when the program starts, which a test would notice first.
#include "detect/scan/automaton.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "detect/scan/pattern.h"

namespace gs::detect {
namespace {

constexpr uint32_t kNone = static_cast<uint32_t>(-1);
constexpr size_t kMaxStates = 65'535;

// A state of the nondeterministic automaton: it consumes a byte of set `bytes`, or splits without
// consuming, or accepts.
struct Node {
  enum class Kind : uint8_t { kBytes, kSplit, kAccept } kind;
  uint32_t bytes = 0;      // kBytes: index of its byte set
  uint32_t next = kNone;   // kBytes, kSplit
  uint32_t other = kNone;  // kSplit
  uint16_t pattern = 0;    // kAccept
};

using NodeSet = std::vector<uint32_t>;  // sorted

struct NodeSetHash {
  size_t operator()(const NodeSet& set) const {
    size_t hash = set.size();
    for (uint32_t node : set) hash = (hash ^ node) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
  }
};

}  // namespace

class AutomatonBuilder {
 public:
  // Appends a pattern; returns its first node.
  Result<uint32_t> add(const Automaton::Pattern& pattern, uint16_t number) {
    GS_TRY(PatternNode tree, parse_pattern(pattern.text, pattern.traits.any_case));
    traits_.push_back(pattern.traits);
    const size_t first_node = nodes_.size();
    const uint32_t accept = node({Node::Kind::kAccept, 0, kNone, kNone, number});
    const uint32_t first = compile(tree, accept);
    const uint16_t open_ended = pattern.traits.open_ended ? number : Automaton::kNoPattern;
    open_ended_.resize(first_node, Automaton::kNoPattern);
    open_ended_.resize(nodes_.size(), open_ended);
    return first;
  }

  Result<Automaton> build(const NodeSet& starts, const NodeSet& starts_inside) {
    make_classes();
    number_of(NodeSet{});  // state 0 is dead
    const uint32_t start = number_of(closure(starts));
    const uint32_t inside = number_of(closure(starts_inside));
    for (uint32_t state = 0; state < sets_.size(); ++state) {
      if (sets_.size() > kMaxStates) {
        return fail(ErrorCode::kTooLarge, "patterns need more than 65535 states");
      }
      expand(state);
    }
    if (accepts(start) || accepts(inside)) {
      return fail(ErrorCode::kInvalidInput, "a pattern matches the empty text");
    }
    return finish(start, inside);
  }

 private:
  uint32_t node(Node made) {
    nodes_.push_back(made);
    return static_cast<uint32_t>(nodes_.size() - 1);
  }

  // Nodes for `tree` that go on to `next`; returns the first.
  uint32_t compile(const PatternNode& tree, uint32_t next) {
    switch (tree.kind) {
      case PatternNode::Kind::kBytes:
        return node({Node::Kind::kBytes, byte_set(tree.bytes), next, kNone, 0});
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

  uint32_t compile_repeat(const PatternNode& tree, uint32_t next) {
    const PatternNode& item = tree.children.front();
    uint32_t first = next;
    if (tree.max == PatternNode::kUnbounded) {
      const uint32_t loop = split(kNone, next);
      nodes_[loop].next = compile(item, loop);
      first = loop;
    } else {
      for (size_t i = tree.min; i < tree.max; ++i) first = split(compile(item, first), next);
    }
    for (size_t i = 0; i < tree.min; ++i) first = compile(item, first);
    return first;
  }

  uint32_t split(uint32_t next, uint32_t other) {
    return node({Node::Kind::kSplit, 0, next, other, 0});
  }

  uint32_t byte_set(const ByteSet& bytes) {
    auto found = std::find(byte_sets_.begin(), byte_sets_.end(), bytes);
    if (found == byte_sets_.end()) found = byte_sets_.insert(byte_sets_.end(), bytes);
    return static_cast<uint32_t>(found - byte_sets_.begin());
  }

  // Bytes that are in the same sets are one class.
  void make_classes() {
    std::map<std::vector<bool>, uint8_t> known;
    for (size_t byte = 0; byte < 256; ++byte) {
      std::vector<bool> membership;
      for (const ByteSet& set : byte_sets_) membership.push_back(set[byte]);
      auto [entry, is_new] = known.emplace(membership, static_cast<uint8_t>(known.size()));
      if (is_new) members_.push_back(membership);
      class_of_[byte] = entry->second;
    }
    classes_of_set_.resize(byte_sets_.size());
    for (size_t c = 0; c < members_.size(); ++c) {
      for (size_t set = 0; set < byte_sets_.size(); ++set) {
        if (members_[c][set]) classes_of_set_[set].push_back(static_cast<uint8_t>(c));
      }
    }
  }

  NodeSet closure(const NodeSet& from) {
    NodeSet result;
    NodeSet stack = from;
    ++stamp_;
    seen_.resize(nodes_.size(), 0);
    while (!stack.empty()) {
      const uint32_t at = stack.back();
      stack.pop_back();
      if (at == kNone || seen_[at] == stamp_) continue;
      seen_[at] = stamp_;
      if (nodes_[at].kind != Node::Kind::kSplit) {
        result.push_back(at);
        continue;
      }
      stack.push_back(nodes_[at].next);
      stack.push_back(nodes_[at].other);
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  uint32_t number_of(NodeSet set) {
    auto [entry, is_new] = numbers_.emplace(std::move(set), static_cast<uint32_t>(sets_.size()));
    if (is_new) sets_.push_back(&entry->first);
    return entry->second;
  }

  void expand(uint32_t state) {
    moved_.resize(members_.size());
    for (uint32_t at : *sets_[state]) {
      const Node& from = nodes_[at];
      if (from.kind != Node::Kind::kBytes) continue;
      for (uint8_t byte_class : classes_of_set_[from.bytes]) {
        moved_[byte_class].push_back(from.next);
      }
    }
    for (NodeSet& moved : moved_) {
      table_.push_back(moved.empty() ? 0 : state_behind(moved));
      moved.clear();
    }
  }

  // The state of the nodes that `moved` leads to. Most bytes of a state lead to the same ones.
  uint32_t state_behind(const NodeSet& moved) {
    auto known = behind_.find(moved);
    if (known != behind_.end()) return known->second;
    const uint32_t state = number_of(closure(moved));
    behind_.emplace(moved, state);
    return state;
  }

  bool accepts(uint32_t state) const { return grade(state) > 0; }

  // 0: does not accept; 1: accepts at the end of a word; 2: also inside one.
  int grade(uint32_t state) const {
    int result = 0;
    for (uint32_t at : *sets_[state]) {
      if (nodes_[at].kind != Node::Kind::kAccept) continue;
      result = std::max(result, traits_[nodes_[at].pattern].open_right ? 2 : 1);
    }
    return result;
  }

  // Renumbers by grade.
  Automaton finish(uint32_t start, uint32_t inside) const {
    std::array<std::vector<uint32_t>, 3> by_grade;
    for (uint32_t state = 0; state < sets_.size(); ++state) {
      by_grade[static_cast<size_t>(grade(state))].push_back(state);
    }
    Automaton result;
    result.first_accepting_ = static_cast<Automaton::State>(by_grade[0].size());
    result.first_accepting_inside_ =
        static_cast<Automaton::State>(by_grade[0].size() + by_grade[1].size());
    std::vector<uint32_t> order;
    for (const auto& states : by_grade) order.insert(order.end(), states.begin(), states.end());
    std::vector<Automaton::State> renumbered(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
      renumbered[order[i]] = static_cast<Automaton::State>(i);
    }
    result.class_of_ = class_of_;
    result.classes_ = members_.size();
    result.traits_ = traits_;
    for (uint32_t state : order) append(state, renumbered, result);
    result.accepted_begin_.push_back(static_cast<uint32_t>(result.accepted_.size()));
    for (size_t byte = 0; byte < 256; ++byte) {
      const auto c = static_cast<unsigned char>(byte);
      result.begin_[byte] = result.next(renumbered[start], c);
      result.begin_inside_[byte] = result.next(renumbered[inside], c);
    }
    return result;
  }

  void append(uint32_t state, const std::vector<Automaton::State>& renumbered,
              Automaton& result) const {
    result.accepted_begin_.push_back(static_cast<uint32_t>(result.accepted_.size()));
    uint16_t open_ended = Automaton::kNoPattern;
    for (uint32_t at : *sets_[state]) {
      if (nodes_[at].kind == Node::Kind::kAccept) result.accepted_.push_back(nodes_[at].pattern);
      open_ended = std::min(open_ended, open_ended_[at]);
    }
    result.open_ended_.push_back(open_ended);
    const size_t row = static_cast<size_t>(state) * members_.size();
    for (size_t c = 0; c < members_.size(); ++c) {
      result.table_.push_back(renumbered[table_[row + c]]);
    }
  }

  std::vector<Node> nodes_;
  std::vector<uint16_t> open_ended_;  // by node: its pattern when that is open-ended
  std::vector<Automaton::Traits> traits_;
  std::vector<ByteSet> byte_sets_;
  std::array<uint8_t, 256> class_of_{};
  std::vector<std::vector<bool>> members_;            // by class: the byte sets that hold it
  std::vector<std::vector<uint8_t>> classes_of_set_;  // by byte set
  std::vector<NodeSet> moved_;                        // by class: scratch of expand()
  std::unordered_map<NodeSet, uint32_t, NodeSetHash> numbers_;
  std::unordered_map<NodeSet, uint32_t, NodeSetHash> behind_;
  std::vector<const NodeSet*> sets_;  // by state, keys of numbers_
  std::vector<uint32_t> table_;
  std::vector<uint32_t> seen_;  // by node: the last closure that visited it
  uint32_t stamp_ = 0;
};

Result<Automaton> Automaton::compile(std::span<const Pattern> patterns) {
  AutomatonBuilder builder;
  NodeSet starts;
  NodeSet inside;
  for (size_t i = 0; i < patterns.size(); ++i) {
    GS_TRY(uint32_t first, builder.add(patterns[i], static_cast<uint16_t>(i)));
    starts.push_back(first);
    if (patterns[i].traits.open_left) inside.push_back(first);
  }
  return builder.build(starts, inside);
}

size_t Automaton::bytes() const {
  return table_.size() * sizeof(State) + accepted_begin_.size() * sizeof(uint32_t) +
         accepted_.size() * sizeof(uint16_t);
}

}  // namespace gs::detect
