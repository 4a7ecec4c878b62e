// Random texts that match a pattern, so that no literal that looks like a key stands in the
// repository.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "detect/scan/pattern.h"

namespace gs::detect {

// Printable ASCII; an unbounded repeat is drawn up to eight more than it needs.
class Sampler {
 public:
  std::string of(std::string_view pattern) { return draw(*parse_pattern(pattern, false)); }

 private:
  std::string draw(const PatternNode& node) {
    std::string text;
    switch (node.kind) {
      case PatternNode::Kind::kBytes: {
        std::string choices;
        for (char c = '!'; c <= '~'; ++c) {
          if (node.bytes[static_cast<size_t>(c)]) choices += c;
        }
        return choices.empty() ? " " : std::string(1, choices[random_() % choices.size()]);
      }
      case PatternNode::Kind::kSequence:
        for (const PatternNode& child : node.children) text += draw(child);
        return text;
      case PatternNode::Kind::kChoice:
        return draw(node.children[random_() % node.children.size()]);
      case PatternNode::Kind::kRepeat: {
        const size_t longest = node.max == PatternNode::kUnbounded ? node.min + 8 : node.max;
        size_t count = node.min + random_() % (longest - node.min + 1);
        for (; count > 0; --count) text += draw(node.children.front());
        return text;
      }
    }
    return text;
  }

  std::mt19937 random_{11};
};

}  // namespace gs::detect
