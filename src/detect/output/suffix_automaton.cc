// Blumer et al., "The smallest automaton recognizing the subwords of a text", 1985: built online,
// word by word. Stretches that end at the same places of the sequence share a state; the link of a
// state leads to the longest end of its stretches that also ends elsewhere. A text is followed edge
// by edge, and where there is none along the links.
//
// What the simple story leaves out: the alphabet is as large as the vocabulary, so edges lie in one
// hash table, and those of a state are chained for the copy when a state is split. What a split
// copies stays, so that all copies together are no more than the edges there are: linear.
#include "detect/output/suffix_automaton.h"

namespace gs::detect {

SuffixAutomaton::SuffixAutomaton(size_t most_words) : edges_(3 * most_words) {
  states_.reserve(2 * most_words + 1);
  states_.push_back({});
}

uint32_t SuffixAutomaton::add_state(uint32_t length) {
  states_.push_back({length, 0, 0});
  return static_cast<uint32_t>(states_.size() - 1);
}

void SuffixAutomaton::add_edge(uint32_t from, uint32_t word, uint32_t to) {
  const uint32_t place = edges_.place(from, word);
  edges_.at(place) = {from, word, to, states_[from].first_edge};
  states_[from].first_edge = place + 1;
}

void SuffixAutomaton::append(uint32_t word) {
  const uint32_t added = add_state(states_[last_].length + 1);
  uint32_t at = last_;
  last_ = added;
  while (true) {
    const uint32_t child = edges_.follow(at, word);
    if (child != 0) {
      const bool is_next = states_[child].length == states_[at].length + 1;
      states_[added].link = is_next ? child : split(at, word, child);
      return;
    }
    add_edge(at, word, added);
    if (at == 0) return;
    at = states_[at].link;
  }
}

// Gives the stretches of `child` that are longer than those coming through `parent` a state of
// their own: `child` keeps the longer ones, the returned copy takes the others.
uint32_t SuffixAutomaton::split(uint32_t parent, uint32_t word, uint32_t child) {
  const uint32_t copy = add_state(states_[parent].length + 1);
  states_[copy].link = states_[child].link;
  states_[child].link = copy;
  for (uint32_t next = states_[child].first_edge; next != 0;) {
    const WordEdges::Edge edge = edges_.at(next - 1);
    add_edge(copy, edge.word, edge.to);
    next = edge.link;
  }
  for (uint32_t at = parent;; at = states_[at].link) {
    WordEdges::Edge& edge = edges_.at(edges_.place(at, word));
    if (edge.to != child) break;
    edge.to = copy;
    if (at == 0) break;
  }
  return copy;
}

void SuffixAutomaton::step(Match& match, uint32_t word) const {
  if (word == 0) {
    match = {};
    return;
  }
  while (true) {
    if (const uint32_t next = edges_.follow(match.state, word); next != 0) {
      match = {next, match.length + 1};
      return;
    }
    if (match.state == 0) {
      match = {};
      return;
    }
    match.state = states_[match.state].link;
    match.length = states_[match.state].length;
  }
}

}  // namespace gs::detect
