// RFC 8785, JSON Canonicalization Scheme.
//
// Two parts need care. Names are sorted by their UTF-16 code units, which differs from the order of
// their UTF-8 bytes where a name holds characters beyond U+FFFF: those start with a surrogate
// (D800..DFFF) and so sort before U+E000..U+FFFF. Numbers are printed as ECMAScript prints them:
// the shortest digits that read back as the same double (Ryu, in std::to_chars), laid out by the
// rules of ECMA-262, 6.1.6.1.20 Number::toString.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/json.h"
#include "base/utf8.h"

namespace gs {
namespace {

namespace json = boost::json;

constexpr double kMaxExactInteger = 9'007'199'254'740'992;  // 2^53

// The sort key of a UTF-8 byte under UTF-16 order: lead bytes of 4-byte sequences (F0..F4) come
// before those of U+E000..U+FFFF (EE, EF) and after all others.
int utf16_rank(unsigned char byte) {
  if (byte >= 0xF0) return 0xED * 2 + 1;
  return byte * 2;
}

bool utf16_less(json::string_view a, json::string_view b) {
  size_t shared = std::min(a.size(), b.size());
  for (size_t i = 0; i < shared; ++i) {
    auto x = static_cast<unsigned char>(a[i]);
    auto y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    int rank_x = utf16_rank(x);
    int rank_y = utf16_rank(y);
    return rank_x == rank_y ? x < y : rank_x < rank_y;
  }
  return a.size() < b.size();
}

void append_string(std::string& out, json::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (char c : text) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\b':
        out.append("\\b");
        break;
      case '\f':
        out.append("\\f");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out.append({'\\', 'u', '0', '0', kHex[(c >> 4) & 0xF], kHex[c & 0xF]});
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

class Writer {
 public:
  Status write(const json::value& value) {
    switch (value.kind()) {
      case json::kind::null:
        out_.append("null");
        return Ok{};
      case json::kind::bool_:
        out_.append(value.get_bool() ? "true" : "false");
        return Ok{};
      case json::kind::int64:
        return write_integer(value.get_int64());
      case json::kind::uint64:
        return write_integer(value.get_uint64());
      case json::kind::double_:
        return write_double(value.get_double());
      case json::kind::string:
        return write_string(value.get_string());
      case json::kind::array:
        return write_array(value.get_array());
      case json::kind::object:
        return write_object(value.get_object());
    }
    return Ok{};
  }

  std::string take() { return std::move(out_); }

 private:
  tl::unexpected<Error> refuse(std::string message) const {
    return fail(ErrorCode::kInvalidInput, std::move(message), path_);
  }

  // Readers take every number for a double, so beyond 2^53 an integer is carried only where its
  // digits are those that the double is printed with; what is printed so can be read and printed
  // again.
  template <typename Integer>
  Status write_integer(Integer number) {
    const std::string digits = std::to_string(number);
    const auto nearest = static_cast<double>(number);
    if (std::abs(nearest) >= kMaxExactInteger && ecmascript_number(nearest) != digits) {
      return refuse("integer beyond 2^53; carry it as a string");
    }
    out_.append(digits);
    return Ok{};
  }

  Status write_double(double number) {
    if (!std::isfinite(number)) return refuse("number is not finite");
    out_.append(ecmascript_number(number));
    return Ok{};
  }

  Status write_string(json::string_view text) {
    if (!is_valid_utf8(text)) return refuse("string is not valid UTF-8");
    append_string(out_, text);
    return Ok{};
  }

  Status write_array(const json::array& array) {
    out_.push_back('[');
    for (size_t i = 0; i < array.size(); ++i) {
      if (i > 0) out_.push_back(',');
      size_t before = path_.size();
      path_.append("[" + std::to_string(i) + "]");
      GS_CHECK_OK(write(array[i]));
      path_.resize(before);
    }
    out_.push_back(']');
    return Ok{};
  }

  Status write_object(const json::object& object) {
    std::vector<const json::key_value_pair*> pairs;
    pairs.reserve(object.size());
    for (const json::key_value_pair& pair : object) pairs.push_back(&pair);
    std::sort(pairs.begin(), pairs.end(),
              [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
    out_.push_back('{');
    for (const json::key_value_pair* pair : pairs) {
      if (pair != pairs.front()) out_.push_back(',');
      GS_CHECK_OK(write_string(pair->key()));
      out_.push_back(':');
      size_t before = path_.size();
      if (!path_.empty()) path_.push_back('.');
      path_.append(pair->key());
      GS_CHECK_OK(write(pair->value()));
      path_.resize(before);
    }
    out_.push_back('}');
    return Ok{};
  }

  std::string out_;
  std::string path_;
};

}  // namespace

std::string ecmascript_number(double number) {
  if (number == 0) return "0";  // also -0
  std::array<char, 32> buffer;
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number),
                           std::chars_format::scientific)
                 .ptr;
  // "d.ddde±xx": the digits without the point, and the position of the point among them.
  std::string_view text(buffer.data(), end - buffer.data());
  size_t e = text.find('e');
  int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  std::string digits(1, text[0]);
  if (e > 2) digits.append(text.substr(2, e - 2));
  int count = static_cast<int>(digits.size());
  int point = exponent + 1;

  std::string out = number < 0 ? "-" : "";
  if (count <= point && point <= 21) return out + digits + std::string(point - count, '0');
  if (0 < point && point <= 21) return out + digits.substr(0, point) + "." + digits.substr(point);
  if (-6 < point && point <= 0) return out + "0." + std::string(-point, '0') + digits;
  std::string mantissa = digits.substr(0, 1);
  if (count > 1) mantissa += "." + digits.substr(1);
  return out + mantissa + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
}

Result<std::string> canonical_json(const json::value& value) {
  Writer writer;
  GS_CHECK_OK(writer.write(value));
  return writer.take();
}

}  // namespace gs
