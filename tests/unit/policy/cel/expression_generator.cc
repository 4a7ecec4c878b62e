#include "unit/policy/cel/expression_generator.h"

#include <array>
#include <cstdlib>
#include <limits>
#include <span>

namespace gs::cel {

namespace {

constexpr int kMaxDepth = 5;

enum class Want { kBool, kInt, kUint, kDouble, kString, kList, kMap };

using Words = std::span<const std::string_view>;

class Generator {
 public:
  explicit Generator(ByteSource& bytes) : bytes_(bytes) {}

  std::string make(Want want, int depth) {
    // Now and then something of another type, which must fail alike everywhere.
    if (bytes_.below(24) == 23) want = static_cast<Want>(bytes_.below(7));
    if (depth >= kMaxDepth || bytes_.exhausted()) return leaf(want);
    if (bytes_.below(5) == 0) return leaf(want);
    if (bytes_.below(16) == 15) {
      return "(" + make(Want::kBool, depth + 1) + " ? " + make(want, depth + 1) + " : " +
             make(want, depth + 1) + ")";
    }
    switch (want) {
      case Want::kBool:
        return boolean(depth + 1);
      case Want::kString:
        return "(" + make(want, depth + 1) + " + " + make(want, depth + 1) + ")";
      case Want::kList:
        return list(depth + 1);
      case Want::kMap:
        return "{'a': " + any(depth + 1) + ", " + key() + ": " + any(depth + 1) + "}";
      default:
        return number(want, depth + 1);
    }
  }

 private:
  std::string_view pick(Words words) {
    return words[bytes_.below(static_cast<uint32_t>(words.size()))];
  }

  std::string leaf(Want want) {
    static constexpr std::string_view kBools[] = {"true",     "false",      "b",    "c",
                                                  "r.flag",   "broken",     "gone", "has(gone.x)",
                                                  "has(m.a)", "has(r.flag)"};
    static constexpr std::string_view kInts[] = {
        "0", "1", "-1", "2", "i", "m.a", "l[0]", "9223372036854775807", "-9223372036854775808"};
    static constexpr std::string_view kUints[] = {"0u", "1u", "7u", "u", "18446744073709551615u"};
    static constexpr std::string_view kDoubles[] = {
        "0.0", "-0.0", "1.0", "2.5", "d", "r.score", "1e300", "9223372036854775808.0"};
    static constexpr std::string_view kStrings[] = {"''", "'a'", "'ab'", "s", "'\\u00e9'", "ls[1]"};
    static constexpr std::string_view kLists[] = {"[]", "l", "ls", "[1, 2, 3]", "['a', 's']"};
    static constexpr std::string_view kMaps[] = {"{}", "m", "{1: 2, 3u: 'x'}", "{'a': 1}"};
    static constexpr Words kLeaves[] = {kBools, kInts, kUints, kDoubles, kStrings, kLists, kMaps};
    if (!locals_.empty() && bytes_.below(3) == 0) {
      return locals_[bytes_.below(static_cast<uint32_t>(locals_.size()))];
    }
    return std::string(pick(kLeaves[static_cast<size_t>(want)]));
  }

  std::string any(int depth) { return make(static_cast<Want>(bytes_.below(7)), depth); }

  std::string key() {
    static constexpr std::string_view kKeys[] = {"'b'", "'a'", "1", "2u", "true", "s", "i", "1.5"};
    return std::string(pick(kKeys));
  }

  std::string boolean(int depth) {
    static constexpr std::string_view kLogic[] = {" && ", " || "};
    static constexpr std::string_view kRelations[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    static constexpr std::string_view kTests[] = {".contains(", ".startsWith(", ".endsWith("};
    static constexpr std::string_view kQuantifiers[] = {".all(", ".exists(", ".exists_one("};
    switch (bytes_.below(8)) {
      case 0:
        return "!(" + make(Want::kBool, depth) + ")";
      case 1:
      case 2:
        return "(" + make(Want::kBool, depth) + std::string(pick(kLogic)) +
               make(Want::kBool, depth) + ")";
      case 3: {
        const Want want = static_cast<Want>(bytes_.below(7));
        return "(" + make(want, depth) + std::string(pick(kRelations)) + make(want, depth) + ")";
      }
      case 4:
        return "(" + make(Want::kDouble, depth) + std::string(pick(kRelations)) +
               make(Want::kInt, depth) + ")";
      case 5:
        return "(" + any(depth) + " in " +
               make(bytes_.below(3) == 0 ? Want::kMap : Want::kList, depth) + ")";
      case 6:
        return make(Want::kString, depth) + std::string(pick(kTests)) + make(Want::kString, depth) +
               ")";
      default:
        return macro(pick(kQuantifiers), Want::kBool, depth);
    }
  }

  std::string number(Want want, int depth) {
    static constexpr std::string_view kOperators[] = {" + ", " - ", " * ", " / ", " % "};
    if (want == Want::kInt && bytes_.below(5) == 0) {
      return "size(" + make(static_cast<Want>(4 + bytes_.below(3)), depth) + ")";
    }
    if (bytes_.below(6) == 0) return "-(" + make(want, depth) + ")";
    if (bytes_.below(6) == 0) return make(Want::kList, depth) + "[" + make(Want::kInt, depth) + "]";
    return "(" + make(want, depth) + std::string(pick(kOperators)) + make(want, depth) + ")";
  }

  std::string list(int depth) {
    switch (bytes_.below(4)) {
      case 0:
        return macro(".map(", static_cast<Want>(bytes_.below(7)), depth);
      case 1:
        return macro(".filter(", Want::kBool, depth);
      case 2:
        return "(" + make(Want::kList, depth) + " + " + make(Want::kList, depth) + ")";
      default:
        return "[" + any(depth) + ", " + any(depth) + "]";
    }
  }

  std::string macro(std::string_view name, Want body, int depth) {
    static constexpr std::string_view kNames[] = {"x", "y", "b", "r"};
    std::string range = make(bytes_.below(4) == 0 ? Want::kMap : Want::kList, depth);
    const std::string variable(pick(kNames));
    locals_.push_back(variable);
    range += std::string(name) + variable + ", ";
    if (name == ".map(" && bytes_.below(2) == 0) range += make(Want::kBool, depth) + ", ";
    range += make(body, depth) + ")";
    locals_.pop_back();
    return range;
  }

  ByteSource& bytes_;
  std::vector<std::string> locals_;
};

struct GeneratedVariable {
  const char* name;
  Want want;
};

constexpr GeneratedVariable kVariables[] = {
    {"b", Want::kBool},         {"c", Want::kBool},      {"i", Want::kInt},
    {"u", Want::kUint},         {"d", Want::kDouble},    {"s", Want::kString},
    {"l", Want::kList},         {"ls", Want::kList},     {"m", Want::kMap},
    {"r.score", Want::kDouble}, {"r.flag", Want::kBool}, {"gone", Want::kBool},
    {"broken", Want::kBool}};

Value generate_value(ByteSource& bytes, Want want, Arena& arena) {
  switch (want) {
    case Want::kBool:
      return Value::boolean(bytes.below(2) == 1);
    case Want::kInt: {
      static constexpr int64_t kInts[] = {0, 1, -1, 2, 77, INT64_MAX, INT64_MIN};
      return Value::integer(kInts[bytes.below(7)]);
    }
    case Want::kUint:
      return Value::unsigned_integer(bytes.below(3) == 2 ? UINT64_MAX : bytes.below(4));
    case Want::kDouble: {
      static constexpr double kDoubles[] = {
          0.0, -0.0, 1.0, 0.9, -2.5, 1e19, std::numeric_limits<double>::quiet_NaN()};
      return Value::real(kDoubles[bytes.below(7)]);
    }
    case Want::kString: {
      static constexpr std::string_view kTexts[] = {"", "a", "ab", "b", "\u00e9", "s"};
      return Value::string(kTexts[bytes.below(6)]);
    }
    case Want::kList: {
      std::vector<Value> items;
      const Want of = bytes.below(2) == 0 ? Want::kInt : Want::kString;
      for (uint32_t n = bytes.below(4); n > 0; --n)
        items.push_back(generate_value(bytes, of, arena));
      return make_list(arena, items);
    }
    case Want::kMap: {
      const MapEntry entries[] = {{Value::string("a"), generate_value(bytes, Want::kInt, arena)},
                                  {Value::integer(2), Value::string("two")}};
      return make_map(arena, {entries, bytes.below(3)});
    }
  }
  return Value::null();
}

}  // namespace

std::string generate_expression(ByteSource& bytes) {
  const Want want = bytes.below(3) == 0 ? static_cast<Want>(bytes.below(7)) : Want::kBool;
  return Generator(bytes).make(want, 0);
}

void declare_generated_variables(Environment& environment) {
  for (const GeneratedVariable& variable : kVariables) {
    if (!environment.declare(variable.name, TypeKind::kDyn)) std::abort();
  }
}

std::vector<Value> generate_slots(ByteSource& bytes, Arena& arena) {
  std::vector<Value> slots;
  for (const GeneratedVariable& variable : kVariables) {
    const std::string_view name = variable.name;
    Want want = variable.want;
    if (bytes.below(16) == 15) want = static_cast<Want>(bytes.below(7));
    slots.push_back(generate_value(bytes, want, arena));
    if (name == "gone" || bytes.below(32) == 31) slots.back() = Value::error(ErrorKind::kAbsent);
    if (name == "broken") slots.back() = Value::error(ErrorKind::kUnavailable);
  }
  return slots;
}

}  // namespace gs::cel
