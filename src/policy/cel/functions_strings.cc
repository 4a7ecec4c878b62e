// The strings extension. Positions and lengths count code points.
#include <algorithm>

#include "base/utf8.h"
#include "policy/cel/function_code.h"
#include "policy/cel/text_builder.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr Value kOutOfRange = Value::error(ErrorKind::kIndexOutOfRange);
constexpr size_t kNowhere = std::string_view::npos;

// Whether the kinds of the arguments are those of `kinds`, one letter each: s string, i int, l
// list.
bool takes(const Call& call, std::string_view kinds) {
  if (call.args.size() != kinds.size()) return false;
  for (size_t i = 0; i < kinds.size(); ++i) {
    const Kind wanted = kinds[i] == 's'   ? Kind::kString
                        : kinds[i] == 'i' ? Kind::kInt
                                          : Kind::kList;
    if (call.args[i].kind() != wanted) return false;
  }
  return true;
}

// The byte offset of code point number `index`, kNowhere when it is negative or beyond the end.
size_t offset_of(std::string_view text, int64_t index) {
  return index < 0 ? kNowhere : byte_offset(text, static_cast<size_t>(index));
}

Value position(std::string_view text, size_t offset) {
  if (offset == kNowhere) return Value::integer(-1);
  return Value::integer(static_cast<int64_t>(count_code_points(text.substr(0, offset))));
}

// The length in bytes of the code point at the front of `text`.
size_t front_size(std::string_view text) {
  size_t offset = 0;
  next_code_point(text, offset);
  return offset;
}

// A list of strings that grows inside the arena.
class StringList {
 public:
  explicit StringList(Arena& arena) : arena_(arena) {}

  void add(std::string_view text) {
    if (size_ == capacity_) grow();
    if (!exceeded_) items_[size_++] = Value::string(text);
  }
  bool exceeded() const { return exceeded_; }
  Value finish() {
    List* list = arena_.allocate_array<List>(1);
    if (exceeded_ || list == nullptr) return Value::error(ErrorKind::kCostExceeded);
    *list = {static_cast<uint32_t>(size_), items_};
    return Value::list(list);
  }

 private:
  void grow() {
    const size_t capacity = std::max<size_t>(capacity_ * 2, 8);
    Value* items = arena_.allocate_array<Value>(capacity);
    exceeded_ = exceeded_ || items == nullptr;
    if (exceeded_) return;
    std::copy_n(items_, size_, items);
    items_ = items;
    capacity_ = capacity;
  }

  Arena& arena_;
  Value* items_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
  bool exceeded_ = false;
};

Value split_characters(std::string_view text, uint64_t limit, Arena& arena) {
  StringList parts(arena);
  for (uint64_t count = 1; !text.empty() && !parts.exceeded(); ++count) {
    const size_t size = count == limit ? text.size() : front_size(text);
    parts.add(text.substr(0, size));
    text.remove_prefix(size);
  }
  return parts.finish();
}

Value replace_between_characters(std::string_view text, std::string_view with, uint64_t limit,
                                 Arena& arena) {
  TextBuilder out(arena);
  for (; limit > 0 && !out.exceeded(); --limit) {
    out.append(with);
    if (text.empty()) break;
    const size_t size = front_size(text);
    out.append(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out.append(text).finish();
}

template <typename Change>
Value map_bytes(const Call& call, Change change) {
  if (!takes(call, "s")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  char* out = call.arena.allocate_array<char>(text.size());
  if (out == nullptr) return Value::error(ErrorKind::kCostExceeded);
  std::transform(text.begin(), text.end(), out, change);
  return Value::string({out, text.size()});
}

// The Unicode property White_Space.
bool is_space(char32_t c) {
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

std::string_view escape_of(char c) {
  switch (c) {
    case '\a':
      return "\\a";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\v':
      return "\\v";
    case '\\':
      return "\\\\";
    case '"':
      return "\\\"";
    default:
      return {};
  }
}

}  // namespace

Value fn_char_at(const Call& call) {
  if (!takes(call, "si")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  const size_t at = offset_of(text, call.args[1].as_int());
  if (at == kNowhere) return kOutOfRange;
  if (at == text.size()) return Value::string("");
  return Value::string(text.substr(at, front_size(text.substr(at))));
}

Value fn_index_of(const Call& call) {
  if (!takes(call, "ss") && !takes(call, "ssi")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  const size_t from = call.args.size() == 3 ? offset_of(text, call.args[2].as_int()) : 0;
  if (from == kNowhere) return kOutOfRange;
  return position(text, text.find(call.args[1].as_string(), from));
}

Value fn_last_index_of(const Call& call) {
  if (!takes(call, "ss") && !takes(call, "ssi")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  const size_t from = call.args.size() == 3 ? offset_of(text, call.args[2].as_int()) : text.size();
  if (from == kNowhere) return kOutOfRange;
  return position(text, text.rfind(call.args[1].as_string(), from));
}

Value fn_join(const Call& call) {
  if (!takes(call, "l") && !takes(call, "ls")) return kNoOverload;
  const std::string_view separator = call.args.size() == 2 ? call.args[1].as_string() : "";
  TextBuilder out(call.arena);
  bool first = true;
  for (const Value& item : call.args[0].as_list()) {
    if (item.kind() != Kind::kString) return kNoOverload;
    if (!first) out.append(separator);
    first = false;
    out.append(item.as_string());
  }
  return out.finish();
}

Value fn_split(const Call& call) {
  if (!takes(call, "ss") && !takes(call, "ssi")) return kNoOverload;
  std::string_view text = call.args[0].as_string();
  const std::string_view separator = call.args[1].as_string();
  const int64_t count = call.args.size() == 3 ? call.args[2].as_int() : -1;
  if (count == 0) return make_list(call.arena, {});
  const uint64_t limit = count < 0 ? UINT64_MAX : static_cast<uint64_t>(count);
  if (separator.empty()) return split_characters(text, limit, call.arena);
  StringList parts(call.arena);
  for (uint64_t made = 1; made < limit && !parts.exceeded(); ++made) {
    const size_t at = text.find(separator);
    if (at == kNowhere) break;
    parts.add(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.add(text);
  return parts.finish();
}

Value fn_replace(const Call& call) {
  if (!takes(call, "sss") && !takes(call, "sssi")) return kNoOverload;
  std::string_view text = call.args[0].as_string();
  const std::string_view wanted = call.args[1].as_string();
  const std::string_view with = call.args[2].as_string();
  const int64_t count = call.args.size() == 4 ? call.args[3].as_int() : -1;
  uint64_t limit = count < 0 ? UINT64_MAX : static_cast<uint64_t>(count);
  if (wanted.empty()) return replace_between_characters(text, with, limit, call.arena);
  TextBuilder out(call.arena);
  for (; limit > 0 && !out.exceeded(); --limit) {
    const size_t at = text.find(wanted);
    if (at == kNowhere) break;
    out.append(text.substr(0, at)).append(with);
    text.remove_prefix(at + wanted.size());
  }
  return out.append(text).finish();
}

Value fn_substring(const Call& call) {
  if (!takes(call, "si") && !takes(call, "sii")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  const size_t begin = offset_of(text, call.args[1].as_int());
  const size_t end = call.args.size() == 3 ? offset_of(text, call.args[2].as_int()) : text.size();
  if (begin == kNowhere || end == kNowhere || begin > end) return kOutOfRange;
  return Value::string(text.substr(begin, end - begin));
}

Value fn_lower_ascii(const Call& call) {
  return map_bytes(call,
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

Value fn_upper_ascii(const Call& call) {
  return map_bytes(call,
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

Value fn_trim(const Call& call) {
  if (!takes(call, "s")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  size_t begin = text.size();
  size_t end = 0;
  for (size_t offset = 0; offset < text.size();) {
    const size_t start = offset;
    if (is_space(next_code_point(text, offset))) continue;
    begin = std::min(begin, start);
    end = offset;
  }
  return Value::string(begin >= end ? std::string_view("") : text.substr(begin, end - begin));
}

Value fn_reverse(const Call& call) {
  if (!takes(call, "s")) return kNoOverload;
  const std::string_view text = call.args[0].as_string();
  char* out = call.arena.allocate_array<char>(text.size());
  if (out == nullptr) return Value::error(ErrorKind::kCostExceeded);
  for (size_t offset = 0; offset < text.size();) {
    const size_t start = offset;
    next_code_point(text, offset);
    std::copy(text.begin() + start, text.begin() + offset, out + (text.size() - offset));
  }
  return Value::string({out, text.size()});
}

Value fn_quote(const Call& call) {
  if (!takes(call, "s")) return kNoOverload;
  std::string_view text = call.args[0].as_string();
  TextBuilder out(call.arena);
  out.append("\"");
  for (size_t i = 0; i < text.size() && !out.exceeded(); ++i) {
    const std::string_view escape = escape_of(text[i]);
    out.append(escape.empty() ? text.substr(i, 1) : escape);
  }
  return out.append("\"").finish();
}

}  // namespace gs::cel
