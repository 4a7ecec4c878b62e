#include "base/json_outline.h"

#include <bit>
#include <charconv>
#include <cstring>

namespace gs {

// The pass over the text. It keeps the container that is open and the sibling to link from; the way
// back out is each node's parent, so that depth costs no stack.
class JsonOutline::Scan {
 public:
  Scan(std::string_view text, std::vector<Node>& nodes) : text_(text), nodes_(nodes) {}

  void run() {
    while (at_ < text_.size()) step(text_[at_]);
    for (; open_ != kNothing; open_ = parent_of_open()) nodes_[open_].end = size();
  }

 private:
  static constexpr uint32_t kNothing = UINT32_MAX;

  uint32_t size() const { return static_cast<uint32_t>(text_.size()); }

  uint32_t parent_of_open() const { return open_ == 0 ? kNothing : nodes_[open_].parent; }

  void step(char c) {
    switch (c) {
      case ' ':
      case '\n':
      case '\r':
      case '\t':
      case ',':
      case ':':
        ++at_;
        return;
      case '{':
        return enter(JsonKind::kObject);
      case '[':
        return enter(JsonKind::kArray);
      case '}':
      case ']':
        return leave();
      case '"':
        return string();
      default:
        return scalar(c);
    }
  }

  // Adds a node that begins here. In an object names and values take turns.
  uint32_t add(JsonKind kind) {
    uint32_t index = static_cast<uint32_t>(nodes_.size());
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.begin = static_cast<uint32_t>(at_);
    node.parent = open_ == kNothing ? 0 : open_;
    if (is_name_due()) {
      name_read_ = true;
      return index;
    }
    name_read_ = false;
    if (last_ != kNothing) nodes_[last_].next = index;
    last_ = index;
    if (open_ != kNothing) nodes_[open_].filled = true;
    return index;
  }

  bool is_name_due() const { return in_object_ && !name_read_; }

  void enter(JsonKind kind) {
    open_ = add(kind);
    last_ = kNothing;
    in_object_ = kind == JsonKind::kObject;
    name_read_ = false;
    ++at_;
  }

  void leave() {
    ++at_;
    if (open_ == kNothing) return;
    nodes_[open_].end = static_cast<uint32_t>(at_);
    last_ = open_;
    open_ = parent_of_open();
    in_object_ = open_ != kNothing && nodes_[open_].kind == JsonKind::kObject;
    name_read_ = false;
  }

  void string() {
    uint32_t index = add(JsonKind::kString);
    ++at_;
    while (at_ < text_.size()) {
      skip_plain();
      if (at_ >= text_.size()) break;
      if (text_[at_] == '"') {
        ++at_;
        break;
      }
      nodes_[index].escaped = true;
      at_ += 2;
    }
    at_ = at_ < text_.size() ? at_ : text_.size();
    nodes_[index].end = static_cast<uint32_t>(at_);
  }

  // Goes to the next quote or backslash, eight bytes at a time.
  void skip_plain() {
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kHighs = 0x8080808080808080;
    while (at_ + 8 <= text_.size()) {
      uint64_t bytes = 0;
      std::memcpy(&bytes, text_.data() + at_, 8);
      uint64_t quotes = bytes ^ (kOnes * '"');
      uint64_t slashes = bytes ^ (kOnes * '\\');
      uint64_t found = ((quotes - kOnes) & ~quotes) | ((slashes - kOnes) & ~slashes);
      if ((found & kHighs) != 0) break;
      at_ += 8;
    }
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') ++at_;
  }

  void scalar(char c) {
    JsonKind kind = c == 'n'               ? JsonKind::kNull
                    : c == 't' || c == 'f' ? JsonKind::kBoolean
                                           : JsonKind::kNumber;
    uint32_t index = add(kind);
    constexpr std::string_view kAfter = " \n\r\t,:{}[]\"";
    ++at_;
    while (at_ < text_.size() && kAfter.find(text_[at_]) == std::string_view::npos) ++at_;
    nodes_[index].end = static_cast<uint32_t>(at_);
  }

  std::string_view text_;
  std::vector<Node>& nodes_;
  size_t at_ = 0;
  uint32_t open_ = kNothing;  // the container that is being read
  uint32_t last_ = kNothing;  // the last value of it
  bool in_object_ = false;
  bool name_read_ = false;  // of the member that is being read
};

void JsonOutline::read(std::string_view text) {
  text_ = text;
  nodes_.clear();
  nodes_.reserve(text.size() / 16 + 4);
  Scan(text, nodes_).run();
}

JsonOutline::Value JsonOutline::at(uint32_t index) const {
  return index < nodes_.size() ? Value(nodes_.data(), text_.data(), index) : Value();
}

std::string_view JsonOutline::Value::raw() const {
  if (nodes_ == nullptr) return {};
  return {text_ + node().begin, node().end - node().begin};
}

std::string_view JsonOutline::Value::text(std::string& room) const {
  if (!is_string() || node().end - node().begin < 2) return {};
  std::string_view quoted = raw();
  if (!node().escaped) return quoted.substr(1, quoted.size() - 2);
  room = unescape_json_string(quoted);
  return room;
}

std::string JsonOutline::Value::text() const {
  std::string room;
  return std::string(text(room));
}

bool JsonOutline::Value::text_is(std::string_view wanted) const {
  if (!is_string()) return false;
  std::string room;
  return text(room) == wanted;
}

std::optional<int64_t> JsonOutline::Value::integer() const {
  if (kind() != JsonKind::kNumber) return std::nullopt;
  std::string_view digits = raw();
  int64_t number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<bool> JsonOutline::Value::boolean() const {
  if (kind() != JsonKind::kBoolean) return std::nullopt;
  return raw().front() == 't';
}

JsonOutline::Value JsonOutline::Value::first_child() const {
  if (nodes_ == nullptr || !node().filled) return {};
  return {nodes_, text_, index_ + (is_object() ? 2 : 1)};
}

JsonOutline::Value JsonOutline::Value::next() const {
  if (nodes_ == nullptr || node().next == 0) return {};
  return {nodes_, text_, node().next};
}

JsonOutline::Iterator JsonOutline::Value::begin() const {
  return Iterator(first_child());
}

JsonOutline::Iterator JsonOutline::Value::end() const {
  return Iterator(Value());
}

JsonOutline::Value JsonOutline::Value::container() const {
  return index_ == 0 ? Value() : Value(nodes_, text_, node().parent);
}

JsonOutline::Value JsonOutline::Value::name() const {
  if (!container().is_object()) return {};
  return {nodes_, text_, index_ - 1};
}

JsonOutline::Value JsonOutline::Value::member(std::string_view name) const {
  if (!is_object()) return {};
  for (Value value : *this) {
    if (value.name().text_is(name)) return value;
  }
  return {};
}

JsonOutline::Value JsonOutline::Value::element(size_t index) const {
  if (!is_array()) return {};
  for (Value value : *this) {
    if (index-- == 0) return value;
  }
  return {};
}

namespace {

void append_utf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (point >> 6)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (point >> 18)));
    out.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  }
}

constexpr uint32_t kReplacement = 0xFFFD;

bool is_high(uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// The unit of a \uXXXX at the front of `rest`, which is then cut off.
std::optional<uint32_t> take_unit(std::string_view& rest) {
  if (rest.size() < 6 || !rest.starts_with("\\u")) return std::nullopt;
  uint32_t unit = 0;
  auto [end, error] = std::from_chars(rest.data() + 2, rest.data() + 6, unit, 16);
  if (error != std::errc() || end != rest.data() + 6) return std::nullopt;
  rest.remove_prefix(6);
  return unit;
}

uint32_t take_point(std::string_view& rest) {
  std::optional<uint32_t> unit = take_unit(rest);
  if (!unit) {
    rest.remove_prefix(rest.size() < 2 ? rest.size() : 2);
    return kReplacement;
  }
  if (is_low(*unit)) return kReplacement;
  if (!is_high(*unit)) return *unit;
  std::string_view ahead = rest;
  std::optional<uint32_t> low = take_unit(ahead);
  if (!low || !is_low(*low)) return kReplacement;
  rest = ahead;
  return 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
}

char simple_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;  // " \ /
  }
}

}  // namespace

std::string unescape_json_string(std::string_view quoted) {
  std::string out;
  if (quoted.size() < 2) return out;
  std::string_view rest = quoted.substr(1, quoted.size() - 2);
  out.reserve(rest.size());
  while (!rest.empty()) {
    size_t plain = rest.find('\\');
    out.append(rest.substr(0, plain));
    if (plain == std::string_view::npos) break;
    rest.remove_prefix(plain);
    if (rest.size() > 1 && rest[1] != 'u') {
      out.push_back(simple_escape(rest[1]));
      rest.remove_prefix(2);
    } else {
      append_utf8(out, take_point(rest));
    }
  }
  return out;
}

}  // namespace gs
