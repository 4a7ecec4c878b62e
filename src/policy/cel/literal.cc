#include "policy/cel/literal.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace gs::cel {
namespace {

constexpr std::string_view kPlainEscapes = "abfnrtv\\?\"'`";
constexpr std::string_view kPlainValues = "\a\b\f\n\r\t\v\\?\"'`";

// The form of a numeric escape: how many digits follow the lead.
struct NumericEscape {
  size_t lead = 0;  // bytes before the digits, the backslash included
  size_t digits = 0;
  int base = 16;
};

std::optional<NumericEscape> numeric_escape(char letter) {
  switch (letter) {
    case 'x':
    case 'X':
      return NumericEscape{2, 2, 16};
    case 'u':
      return NumericEscape{2, 4, 16};
    case 'U':
      return NumericEscape{2, 8, 16};
    case '0':
    case '1':
    case '2':
    case '3':
      return NumericEscape{1, 3, 8};
    default:
      return std::nullopt;
  }
}

class Unescaper {
 public:
  Unescaper(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

  tl::expected<std::string, BadEscape> run() {
    while (at_ < body_.size()) {
      if (body_[at_] != '\\') {
        out_ += body_[at_++];
      } else if (!escape()) {
        return tl::unexpected(bad_);
      }
    }
    return std::move(out_);
  }

 private:
  bool fail(size_t size, std::string message) {
    bad_ = {at_, std::min(size, body_.size() - at_), std::move(message)};
    return false;
  }

  bool escape() {
    const char letter = at_ + 1 < body_.size() ? body_[at_ + 1] : '\0';
    const size_t plain = kPlainEscapes.find(letter);
    if (letter != '\0' && plain != std::string_view::npos) {
      out_ += kPlainValues[plain];
      at_ += 2;
      return true;
    }
    const auto form = numeric_escape(letter);
    if (!form) return unknown_escape();
    const size_t size = form->lead + form->digits;
    const std::string_view digits = body_.substr(at_ + form->lead, form->digits);
    uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, form->base);
    if (error != std::errc() || end != digits.data() + form->digits) {
      return fail(size, "this escape needs " + std::to_string(form->digits) +
                            (form->base == 8 ? " octal digits" : " hexadecimal digits"));
    }
    return append(value, letter, size);
  }

  bool unknown_escape() {
    size_t end = at_ + 1;
    if (end < body_.size()) next_code_point(body_, end);
    const std::string shown = escape_for_display(body_.substr(at_ + 1, end - at_ - 1), 1);
    return fail(end - at_, "unknown escape '\\" + shown + "'; a backslash is written '\\\\'");
  }

  bool append(uint32_t value, char letter, size_t size) {
    if (bytes_) {
      if (letter == 'u' || letter == 'U') return fail(size, "bytes have no \\u and \\U escapes");
      out_ += static_cast<char>(value);
    } else if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      return fail(size, "this escape is not a Unicode code point");
    } else {
      append_code_point(out_, static_cast<char32_t>(value));
    }
    at_ += size;
    return true;
  }

  std::string_view body_;
  bool bytes_;
  size_t at_ = 0;
  std::string out_;
  BadEscape bad_;
};

// Whether a number that no double can hold is too small rather than too large: its first digit that
// is not zero stands behind the point once the exponent is applied.
bool is_tiny(std::string_view text) {
  const size_t mark = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, mark);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view digits = text.substr(mark + 1);
    if (digits.front() == '+') digits.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc()) return digits.front() == '-';
  }
  return static_cast<int64_t>(point) - static_cast<int64_t>(first) + exponent < 0;
}

}  // namespace

tl::expected<std::string, BadEscape> unescape(std::string_view body, bool bytes) {
  return Unescaper(body, bytes).run();
}

std::optional<uint64_t> parse_integer_literal(std::string_view digits, int base) {
  uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_double_literal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  if (error == std::errc::result_out_of_range && is_tiny(text)) return 0.0;
  return std::nullopt;
}

}  // namespace gs::cel
