#include "detect/scan/pattern.h"

#include <string>
#include <utility>

namespace gs::detect {
namespace {

constexpr size_t kMaxRepeat = 512;
constexpr int kMaxDepth = 32;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void add_range(ByteSet& set, unsigned char first, unsigned char last) {
  for (unsigned c = first; c <= last; ++c) set.set(c);
}

// The set that a letter behind a backslash stands for; false for any other character.
bool named_set(char name, ByteSet& set) {
  switch (name) {
    case 'w':
      add_range(set, 'A', 'Z');
      add_range(set, 'a', 'z');
      set.set('_');
      [[fallthrough]];
    case 'd':
      add_range(set, '0', '9');
      return true;
    case 's':
      for (char c : {' ', '\t', '\n', '\r'}) set.set(static_cast<unsigned char>(c));
      return true;
    case 'n':
      set.set('\n');
      return true;
    case 't':
      set.set('\t');
      return true;
    default:
      return false;
  }
}

class Parser {
 public:
  Parser(std::string_view pattern, bool any_case) : pattern_(pattern), any_case_(any_case) {}

  Result<PatternNode> parse() {
    GS_TRY(PatternNode node, choice(0));
    if (!at_end()) return wrong("unexpected ')'");
    return node;
  }

 private:
  bool at_end() const { return at_ == pattern_.size(); }
  bool next_is(char c) const { return !at_end() && pattern_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> wrong(std::string what) const {
    return fail(ErrorCode::kInvalidInput, "pattern: " + std::move(what),
                "offset " + std::to_string(at_) + " of " + std::string(pattern_));
  }

  Result<PatternNode> choice(int depth) {
    if (depth > kMaxDepth) return wrong("nested too deeply");
    PatternNode node{PatternNode::Kind::kChoice, {}, {}, 0, 0};
    do {
      GS_TRY(PatternNode option, sequence(depth));
      node.children.push_back(std::move(option));
    } while (take('|'));
    if (node.children.size() == 1) return std::move(node.children.front());
    return node;
  }

  Result<PatternNode> sequence(int depth) {
    PatternNode node{PatternNode::Kind::kSequence, {}, {}, 0, 0};
    while (!at_end() && !next_is('|') && !next_is(')')) {
      GS_TRY(PatternNode item, atom(depth));
      GS_TRY(PatternNode repeated, repeat(std::move(item)));
      node.children.push_back(std::move(repeated));
    }
    return node;
  }

  Result<PatternNode> atom(int depth) {
    if (take('(')) {
      GS_TRY(PatternNode inner, choice(depth + 1));
      if (!take(')')) return wrong("a group is not closed");
      return inner;
    }
    ByteSet bytes;
    if (take('[')) {
      GS_CHECK_OK(byte_class(bytes));
    } else if (take('.')) {
      bytes.set();
      bytes.reset('\n');
    } else {
      GS_CHECK_OK(character(bytes));
    }
    if (any_case_) add_other_case(bytes);
    return PatternNode{PatternNode::Kind::kBytes, bytes, {}, 0, 0};
  }

  // A literal or an escape.
  Status character(ByteSet& bytes) {
    const char c = pattern_[at_++];
    if (c != '\\') {
      if (std::string_view("*+?{}])").find(c) != std::string_view::npos) {
        --at_;
        return wrong("nothing to repeat or close here");
      }
      bytes.set(static_cast<unsigned char>(c));
      return Ok{};
    }
    if (at_end()) return wrong("ends in a backslash");
    const char escaped = pattern_[at_++];
    if (named_set(escaped, bytes)) return Ok{};
    if ((escaped | 0x20) >= 'a' && (escaped | 0x20) <= 'z') return wrong("unknown escape");
    bytes.set(static_cast<unsigned char>(escaped));
    return Ok{};
  }

  Status byte_class(ByteSet& bytes) {
    const bool negated = take('^');
    bool first = true;
    while (first || !next_is(']')) {
      if (at_end()) return wrong("a class is not closed");
      first = false;
      GS_CHECK_OK(class_item(bytes));
    }
    ++at_;
    if (negated) bytes = ~bytes;
    return Ok{};
  }

  Status class_item(ByteSet& bytes) {
    const char low = pattern_[at_++];
    if (low == '\\') {
      if (at_end()) return wrong("ends in a backslash");
      const char escaped = pattern_[at_++];
      if (!named_set(escaped, bytes)) bytes.set(static_cast<unsigned char>(escaped));
      return Ok{};
    }
    const bool is_range = next_is('-') && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
    if (!is_range) {
      bytes.set(static_cast<unsigned char>(low));
      return Ok{};
    }
    const char high = pattern_[at_ + 1];
    if (static_cast<unsigned char>(high) < static_cast<unsigned char>(low) || high == '\\') {
      return wrong("a range that runs backwards");
    }
    at_ += 2;
    add_range(bytes, static_cast<unsigned char>(low), static_cast<unsigned char>(high));
    return Ok{};
  }

  static void add_other_case(ByteSet& bytes) {
    for (unsigned upper = 'A'; upper <= 'Z'; ++upper) {
      const unsigned lower = upper | 0x20;
      const bool either = bytes[upper] || bytes[lower];
      bytes[upper] = either;
      bytes[lower] = either;
    }
  }

  Result<PatternNode> repeat(PatternNode item) {
    size_t min = 0;
    size_t max = 0;
    if (take('?')) {
      max = 1;
    } else if (take('*')) {
      max = PatternNode::kUnbounded;
    } else if (take('+')) {
      min = 1;
      max = PatternNode::kUnbounded;
    } else if (take('{')) {
      GS_CHECK_OK(bounds(min, max));
    } else {
      return item;
    }
    PatternNode node{PatternNode::Kind::kRepeat, {}, {}, min, max};
    node.children.push_back(std::move(item));
    return node;
  }

  Status bounds(size_t& min, size_t& max) {
    GS_CHECK_OK(number(min));
    max = min;
    if (take(',')) {
      max = PatternNode::kUnbounded;
      if (!next_is('}')) GS_CHECK_OK(number(max));
    }
    if (!take('}')) return wrong("a repeat is not closed");
    if (max < min) return wrong("a repeat whose bounds are in the wrong order");
    return Ok{};
  }

  Status number(size_t& value) {
    if (at_end() || !is_digit(pattern_[at_])) return wrong("a number is missing");
    value = 0;
    while (!at_end() && is_digit(pattern_[at_])) {
      value = value * 10 + static_cast<size_t>(pattern_[at_++] - '0');
      if (value > kMaxRepeat) return wrong("a repeat of more than 512");
    }
    return Ok{};
  }

  std::string_view pattern_;
  bool any_case_;
  size_t at_ = 0;
};

}  // namespace

Result<PatternNode> parse_pattern(std::string_view pattern, bool any_case) {
  return Parser(pattern, any_case).parse();
}

}  // namespace gs::detect
