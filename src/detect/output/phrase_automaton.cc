#include "detect/output/phrase_automaton.h"

#include <algorithm>
#include <map>

#include "detect/output/word_reader.h"
#include "text/plain_view.h"

namespace gs::detect {
namespace {

struct Hashes {
  std::vector<uint64_t> list;
  void word(const OutputWord& word) { list.push_back(word.hash); }
  void gap(char32_t, size_t) {}
};

std::vector<uint64_t> hashes_of(std::string_view words) {
  text::PlainView view;
  view.begin_segment();
  Hashes hashes;
  OutputWordReader reader;
  reader.feed(view.feed(words), hashes);
  reader.end(hashes);
  return std::move(hashes.list);
}

}  // namespace

std::vector<std::string> expand_phrase(std::string_view phrase) {
  const size_t open = phrase.find('(');
  if (open == std::string_view::npos) return {std::string(phrase)};
  const size_t close = phrase.find(')', open);
  if (close == std::string_view::npos) return {};
  const std::vector<std::string> rests = expand_phrase(phrase.substr(close + 1));
  std::vector<std::string> expanded;
  for (size_t at = open + 1; at <= close;) {
    const size_t end = std::min(phrase.find('|', at), close);
    const std::string begin =
        std::string(phrase.substr(0, open)).append(phrase.substr(at, end - at));
    for (const std::string& rest : rests) expanded.push_back(begin + rest);
    at = end + 1;
  }
  return expanded;
}

// The tree of all phrases, before its size is known.
class PhraseAutomaton::Builder {
 public:
  struct Node {
    std::map<uint64_t, State> children;
    std::vector<End> ends;
    uint32_t depth = 0;
  };

  explicit Builder(std::span<const Phrase> phrases) : nodes(1) {
    for (const Phrase& phrase : phrases) {
      for (const std::string& words : expand_phrase(phrase.text)) add(words, phrase.number);
    }
  }

  std::vector<Node> nodes;

 private:
  void add(std::string_view words, uint16_t number) {
    const bool needs_stop = words.ends_with('$');
    State at = kRoot;
    for (uint64_t hash : hashes_of(words)) {
      const auto [child, is_new] =
          nodes[at].children.emplace(hash, static_cast<State>(nodes.size()));
      const uint32_t depth = nodes[at].depth + 1;
      at = child->second;
      if (!is_new) continue;
      nodes.emplace_back();
      nodes.back().depth = depth;
    }
    if (at == kRoot) return;
    nodes[at].ends.push_back({number, static_cast<uint16_t>(nodes[at].depth), needs_stop});
  }
};

PhraseAutomaton::PhraseAutomaton(std::span<const Phrase> phrases)
    : PhraseAutomaton(Builder(phrases)) {}

// Breadth first, so that the end of a state is finished before the state.
PhraseAutomaton::PhraseAutomaton(const Builder& builder)
    : words_(builder.nodes.size()), edges_(builder.nodes.size()), nodes_(builder.nodes.size()) {
  std::vector<State> order{kRoot};
  for (size_t i = 0; i < order.size(); ++i) {
    const State state = order[i];
    const Builder::Node& from = builder.nodes[state];
    Node& node = nodes_[state];
    const Node& end = nodes_[node.suffix];
    node.first_end = static_cast<uint32_t>(ends_.size());
    ends_.insert(ends_.end(), from.ends.begin(), from.ends.end());
    if (state != kRoot) {
      for (uint32_t n = 0; n < end.ends; ++n) ends_.push_back(End(ends_[end.first_end + n]));
    }
    node.ends = static_cast<uint32_t>(ends_.size()) - node.first_end;
    const bool waits = std::any_of(from.ends.begin(), from.ends.end(),
                                   [](const End& known) { return known.needs_stop; });
    node.open = !from.children.empty() || waits ? from.depth : end.open;
    longest_ = std::max(longest_, from.depth);
    for (const auto& [hash, child] : from.children) {
      const uint32_t word = words_.add(hash);
      edges_.at(edges_.place(state, word)) = {state, word, child, 0};
      if (state != kRoot) nodes_[child].suffix = next(node.suffix, hash);
      order.push_back(child);
    }
  }
}

PhraseAutomaton::State PhraseAutomaton::next(State state, uint64_t word_hash) const {
  const uint32_t word = words_.find(word_hash);
  if (word == 0) return kRoot;
  while (true) {
    if (const State child = edges_.follow(state, word); child != 0) return child;
    if (state == kRoot) return kRoot;
    state = nodes_[state].suffix;
  }
}

}  // namespace gs::detect
