// The textbook way: every pattern becomes a piece of a nondeterministic automaton
// (scan/pattern_nodes.h), and the subset construction makes one deterministic automaton of all
// pieces at once (Rabin and Scott 1959), over classes of bytes that no pattern tells apart.
//
// What the simple story leaves out: such automata can be exponentially large. Ours stay small
// since all patterns start at the same place, most differ within their first bytes, and long counts
// are no states; a table that grows over 65,535 states is refused when the program starts, which a
// test would notice first.
#include "detect/scan/automaton.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "detect/scan/node_sets.h"
#include "detect/scan/pattern_nodes.h"

namespace gs::detect {
namespace {

constexpr size_t kMaxStates = 65'535;

}  // namespace

class AutomatonBuilder {
 public:
  explicit AutomatonBuilder(const PatternNodes& nodes)
      : nodes_(nodes), closures_(nodes), signature_(nodes.classes()) {}

  Result<Automaton> build(std::span<const uint32_t> starts, std::span<const uint32_t> inside) {
    sets_.number_of({});  // state 0 is dead
    const uint32_t start = state_of(starts);
    const uint32_t start_inside = state_of(inside);
    for (uint32_t state = 0; state < sets_.size(); ++state) {
      if (sets_.size() > kMaxStates) {
        return fail(ErrorCode::kTooLarge, "patterns need more than 65535 states");
      }
      expand(state);
    }
    if (grade(start) > 0 || grade(start_inside) > 0) {
      return fail(ErrorCode::kInvalidInput, "a pattern matches the empty text");
    }
    return finish(start, start_inside);
  }

 private:
  using Kind = PatternNodes::Node::Kind;

  uint32_t state_of(std::span<const uint32_t> from) {
    closures_.begin();
    for (uint32_t node : from) closures_.add(node);
    return sets_.number_of(closures_.take());
  }

  // The states behind this one. Classes of bytes that the same byte sets hold lead to the same
  // state; most states know but a few such groups of classes.
  void expand(uint32_t state) {
    const std::span<const uint32_t> set = sets_[state];
    by_bytes_.clear();
    for (uint32_t node : set) {
      if (nodes_[node].kind == Kind::kBytes) by_bytes_.push_back(node);
    }
    sign_classes();
    table_.resize(table_.size() + nodes_.classes(), 0);
    groups_.clear();
    for (uint8_t byte_class : touched_) {
      const uint64_t signature = std::exchange(signature_[byte_class], 0);
      auto group = std::find_if(groups_.begin(), groups_.end(),
                                [&](const Group& known) { return known.signature == signature; });
      if (group == groups_.end()) {
        group = groups_.insert(group, {signature, state_behind(byte_class)});
      }
      table_[state * nodes_.classes() + byte_class] = group->behind;
    }
  }

  // Gives each byte class a number that tells which of the byte sets hold it: a sum of one random
  // number for each of them.
  void sign_classes() {
    touched_.clear();
    for (uint32_t node : by_bytes_) {
      const uint16_t bytes = nodes_[node].bytes;
      const uint64_t random = mixed(bytes + 1u);
      for (uint8_t byte_class : nodes_.classes_of_set(bytes)) {
        if (signature_[byte_class] == 0) touched_.push_back(byte_class);
        signature_[byte_class] += random;
      }
    }
  }

  uint32_t state_behind(uint8_t byte_class) {
    closures_.begin();
    for (uint32_t node : by_bytes_) {
      if (nodes_.holds(nodes_[node].bytes, byte_class)) closures_.add(nodes_[node].next);
    }
    return sets_.number_of(closures_.take());
  }

  // 0: does not accept; 1: accepts at the end of a word; 2: also inside one.
  int grade(uint32_t state) const {
    int result = 0;
    for (uint32_t node : sets_[state]) {
      if (nodes_[node].kind != Kind::kAccept) continue;
      result = std::max(result, nodes_.traits()[nodes_[node].pattern].open_right ? 2 : 1);
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
    result.class_of_ = nodes_.class_of();
    result.row_bits_ = static_cast<unsigned>(std::bit_width(nodes_.classes() - 1));
    result.traits_ = nodes_.traits();
    for (const PatternNodes::Limits& limits : nodes_.limits()) {
      result.limits_.push_back({static_cast<uint32_t>(limits.shortest),
                                static_cast<uint32_t>(std::min<size_t>(limits.longest, kNever))});
    }
    result.table_.resize(order.size() << result.row_bits_);
    for (uint32_t state : order) {
      append(state, renumbered, result);
      append_alive(state, result);
    }
    result.alive_begin_.push_back(static_cast<uint32_t>(result.alive_.size()));
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
    const size_t row = result.accepted_begin_.size() << result.row_bits_;
    result.accepted_begin_.push_back(static_cast<uint32_t>(result.accepted_.size()));
    uint16_t open_ended = Automaton::kNoPattern;
    uint32_t merges_after = 0;
    bool first_wins = true;
    for (uint32_t node : sets_[state]) {
      const uint16_t pattern = nodes_[node].pattern;
      const Automaton::Traits& traits = nodes_.traits()[pattern];
      const PatternNodes::Limits& limits = nodes_.limits()[pattern];
      if (nodes_[node].kind == Kind::kAccept) result.accepted_.push_back(pattern);
      if (traits.open_ended) open_ended = std::min(open_ended, pattern);
      first_wins &= traits.first_wins;
      if (limits.checked && limits.longest != PatternNode::kUnbounded) {
        merges_after = std::max(merges_after, static_cast<uint32_t>(limits.longest));
      }
    }
    result.open_ended_.push_back(open_ended);
    result.merges_after_.push_back(first_wins ? 0 : std::max(merges_after, kMergesAfter));
    for (size_t c = 0; c < nodes_.classes(); ++c) {
      result.table_[row + c] = renumbered[table_[state * nodes_.classes() + c]];
    }
  }

  void append_alive(uint32_t state, Automaton& result) const {
    const size_t begin = result.alive_.size();
    result.alive_begin_.push_back(static_cast<uint32_t>(begin));
    for (uint32_t node : sets_[state]) {
      if (nodes_[node].kind != Kind::kBytes) continue;
      const uint16_t pattern = nodes_[node].pattern;  // they come in order
      if (result.alive_.size() == begin || result.alive_.back() != pattern) {
        result.alive_.push_back(pattern);
      }
    }
  }

  static constexpr uint32_t kNever = static_cast<uint32_t>(-1);
  // The first of two equal runs may begin where a finding may not, and then the second counts: so
  // merge none that may have begun side by side.
  static constexpr uint32_t kMergesAfter = 16;

  // Byte classes that the same byte sets of a state hold.
  struct Group {
    uint64_t signature = 0;
    uint32_t behind = 0;  // a state
  };

  const PatternNodes& nodes_;
  Closures closures_;
  NodeSets sets_;                // by state
  std::vector<uint32_t> table_;  // by state, then byte class
  // Scratch of expand().
  std::vector<uint32_t> by_bytes_;   // nodes that consume
  std::vector<uint8_t> touched_;     // byte classes that they consume
  std::vector<uint64_t> signature_;  // by byte class, 0 between calls
  std::vector<Group> groups_;
};

Result<Automaton> Automaton::compile(std::span<const Pattern> patterns) {
  PatternNodes nodes;
  std::vector<uint32_t> starts;
  std::vector<uint32_t> inside;
  for (const Pattern& pattern : patterns) {
    GS_TRY(uint32_t first, nodes.add(pattern));
    starts.push_back(first);
    if (pattern.traits.open_left) inside.push_back(first);
  }
  nodes.make_classes();
  return AutomatonBuilder(nodes).build(starts, inside);
}

size_t Automaton::bytes() const {
  return table_.size() * sizeof(State) + accepted_begin_.size() * sizeof(uint32_t) +
         accepted_.size() * sizeof(uint16_t) + merges_after_.size() * sizeof(uint32_t) +
         open_ended_.size() * sizeof(uint16_t) + alive_begin_.size() * sizeof(uint32_t) +
         alive_.size() * sizeof(uint16_t);
}

}  // namespace gs::detect
