#include "policy/cel/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "policy/cel/literal.h"

namespace gs::cel {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool starts_identifier(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool continues_identifier(char c) {
  return starts_identifier(c) || is_digit(c);
}

SourceRange range_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

constexpr std::array<std::pair<std::string_view, TokenKind>, 4> kKeywords{{
    {"true", TokenKind::kTrue},
    {"false", TokenKind::kFalse},
    {"null", TokenKind::kNull},
    {"in", TokenKind::kIn},
}};

constexpr std::array<std::string_view, 17> kReserved{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

TokenKind double_symbol(char first, char second) {
  if (first == '&' && second == '&') return TokenKind::kAnd;
  if (first == '|' && second == '|') return TokenKind::kOr;
  if (second != '=') return TokenKind::kError;
  switch (first) {
    case '=':
      return TokenKind::kEqual;
    case '!':
      return TokenKind::kNotEqual;
    case '<':
      return TokenKind::kLessEqual;
    case '>':
      return TokenKind::kGreaterEqual;
    default:
      return TokenKind::kError;
  }
}

TokenKind single_symbol(char c) {
  constexpr std::string_view kCharacters = "<>!.,:?()[]{}+-*/%";
  constexpr std::array<TokenKind, kCharacters.size()> kKinds{
      TokenKind::kLess,        TokenKind::kGreater,      TokenKind::kNot,
      TokenKind::kDot,         TokenKind::kComma,        TokenKind::kColon,
      TokenKind::kQuestion,    TokenKind::kLeftParen,    TokenKind::kRightParen,
      TokenKind::kLeftBracket, TokenKind::kRightBracket, TokenKind::kLeftBrace,
      TokenKind::kRightBrace,  TokenKind::kPlus,         TokenKind::kMinus,
      TokenKind::kStar,        TokenKind::kSlash,        TokenKind::kPercent,
  };
  const size_t index = kCharacters.find(c);
  return index == std::string_view::npos ? TokenKind::kError : kKinds[index];
}

// What people write who come from elsewhere, and what they mean.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kMistakes{{
    {"===", "=="},
    {"!==", "!="},
    {"<>", "!="},
    {"=<", "<="},
    {"=>", ">="},
    {"**", "*"},
    {"“", "'"},
    {"”", "'"},
    {"‘", "'"},
    {"’", "'"},
    {"≤", "<="},
    {"≥", ">="},
    {"≠", "!="},
    {"−", "-"},
}};

// The same, where the text is also the start of a right symbol.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSingles{{
    {"=", "=="},
    {"&", "&&"},
    {"|", "||"},
}};

bool may_start_mistake(char c) {
  return c == '=' || c == '!' || c == '<' || c == '*' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

}  // namespace

bool is_keyword(std::string_view word) {
  return std::any_of(kKeywords.begin(), kKeywords.end(),
                     [&](const auto& keyword) { return keyword.first == word; });
}

bool is_reserved(std::string_view word) {
  return is_keyword(word) || std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

bool is_identifier(std::string_view word) {
  return !word.empty() && starts_identifier(word[0]) &&
         std::all_of(word.begin(), word.end(), continues_identifier);
}

void Lexer::skip_blanks() {
  while (next_ < source_.size()) {
    const char c = source_[next_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') {
      ++next_;
    } else if (c == '/' && at(next_ + 1) == '/') {
      saw_comment_ = true;
      next_ = std::min(source_.find('\n', next_), source_.size());
    } else {
      return;
    }
  }
}

Token Lexer::take(TokenKind kind, size_t size) {
  Token token;
  token.kind = kind;
  token.range = range_of(next_, next_ + size);
  next_ += size;
  return token;
}

Token Lexer::fail(SourceRange range, std::string message, std::string suggestion) {
  Token token;
  token.kind = TokenKind::kError;
  token.range = range;
  token.text = std::move(message);
  token.suggestion = std::move(suggestion);
  next_ = source_.size();
  return token;
}

Token Lexer::next() {
  skip_blanks();
  if (next_ >= source_.size()) return take(TokenKind::kEnd, 0);
  const char c = source_[next_];
  if (is_digit(c) || (c == '.' && is_digit(at(next_ + 1)))) return number();
  if (c == '"' || c == '\'') return string(0);
  if (c == '`') return quoted_identifier();
  if (starts_identifier(c)) return word();
  return symbol();
}

Token Lexer::word() {
  size_t end = next_;
  while (end < source_.size() && continues_identifier(source_[end])) ++end;
  const std::string_view word = source_.substr(next_, end - next_);
  if (at(end) == '"' || at(end) == '\'') {
    for (std::string_view prefix : {"r", "R", "b", "B", "br", "bR", "Br", "BR"}) {
      if (word == prefix) return string(prefix.size());
    }
  }
  for (const auto& [keyword, kind] : kKeywords) {
    if (word == keyword) return take(kind, word.size());
  }
  return take(is_reserved(word) ? TokenKind::kReserved : TokenKind::kIdent, word.size());
}

Token Lexer::number() {
  const size_t begin = next_;
  size_t end = begin;
  bool real = false;
  const auto digits = [&] {
    while (is_digit(at(end))) ++end;
  };
  const bool hex = at(begin) == '0' && at(begin + 1) == 'x' && is_hex_digit(at(begin + 2));
  if (hex) {
    end += 2;
    while (is_hex_digit(at(end))) ++end;
  } else {
    digits();
    // "1." is not a number but the start of a method call on 1.
    if (at(end) == '.' && is_digit(at(end + 1))) {
      real = true;
      ++end;
      digits();
    }
    const size_t sign = at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0;
    if ((at(end) == 'e' || at(end) == 'E') && is_digit(at(end + 1 + sign))) {
      real = true;
      end += 1 + sign;
      digits();
    }
  }
  const std::string_view text = source_.substr(begin, end - begin);
  if (real) {
    const auto value = parse_double_literal(text);
    if (!value) return fail(range_of(begin, end), "the number is too large for a double");
    Token token = take(TokenKind::kDouble, text.size());
    token.real = *value;
    return token;
  }
  const bool is_unsigned = at(end) == 'u' || at(end) == 'U';
  const size_t size = text.size() + (is_unsigned ? 1 : 0);
  const auto value =
      hex ? parse_integer_literal(text.substr(2), 16) : parse_integer_literal(text, 10);
  if (!value || (!is_unsigned && *value > uint64_t{1} << 63)) {
    return fail(range_of(begin, begin + size),
                is_unsigned ? "the number is out of the range of uint, 0 to 18446744073709551615"
                            : "the number is out of the range of int, -9223372036854775808 to "
                              "9223372036854775807");
  }
  Token token = take(is_unsigned ? TokenKind::kUint : TokenKind::kInt, size);
  token.integer = *value;
  return token;
}

Token Lexer::quoted_identifier() {
  size_t end = next_ + 1;
  const auto allowed = [](char c) {
    return continues_identifier(c) || c == '.' || c == '-' || c == '/' || c == ' ';
  };
  while (end < source_.size() && allowed(source_[end])) ++end;
  if (at(end) != '`') {
    return fail(
        range_of(next_, next_ + 1),
        "a name in back quotes has letters, digits, '_', '-', '.', '/' and spaces, and ends "
        "with a back quote");
  }
  if (end == next_ + 1) return fail(range_of(next_, end + 1), "the name in back quotes is empty");
  std::string name(source_.substr(next_ + 1, end - next_ - 1));
  Token token = take(TokenKind::kQuotedIdent, end + 1 - next_);
  token.text = std::move(name);
  return token;
}

Token Lexer::string(size_t prefix) {
  const std::string_view letters = source_.substr(next_, prefix);
  const bool bytes = letters.find_first_of("bB") != std::string_view::npos;
  const bool raw = letters.find_first_of("rR") != std::string_view::npos;
  const size_t open = next_ + prefix;
  const char quote = source_[open];
  const bool triple = at(open + 1) == quote && at(open + 2) == quote;
  const size_t quotes = triple ? 3 : 1;
  const std::string_view closing = source_.substr(open, quotes);
  for (size_t i = open + quotes; i < source_.size(); ++i) {
    const char c = source_[i];
    if (c == quote && source_.substr(i, quotes) == closing) {
      return finish_string(range_of(open + quotes, i), raw, bytes, i + quotes);
    }
    if (!triple && (c == '\n' || c == '\r')) break;
    if (c == '\\' && !raw) ++i;
  }
  return fail(range_of(next_, open + quotes),
              "the string that starts here has no closing " + std::string(closing));
}

Token Lexer::finish_string(SourceRange body, bool raw, bool bytes, size_t end) {
  Token token;
  token.kind = bytes ? TokenKind::kBytes : TokenKind::kString;
  token.range = range_of(next_, end);
  const std::string_view text = source_.substr(body.begin, body.end - body.begin);
  if (raw) {
    token.text = text;
  } else {
    auto value = unescape(text, bytes);
    if (!value) {
      const BadEscape& bad = value.error();
      return fail(range_of(body.begin + bad.offset, body.begin + bad.offset + bad.size),
                  bad.message);
    }
    token.text = *std::move(value);
  }
  next_ = end;
  return token;
}

Token Lexer::symbol() {
  const std::string_view rest = source_.substr(next_);
  if (may_start_mistake(rest[0])) {
    for (const auto& [written, meant] : kMistakes) {
      if (rest.starts_with(written)) return mistaken_symbol(written, meant);
    }
  }
  TokenKind kind = double_symbol(rest[0], at(next_ + 1));
  if (kind != TokenKind::kError) return take(kind, 2);
  kind = single_symbol(rest[0]);
  if (kind != TokenKind::kError) return take(kind, 1);
  for (const auto& [written, meant] : kSingles) {
    if (rest.starts_with(written)) return mistaken_symbol(written, meant);
  }
  size_t end = next_;
  next_code_point(source_, end);
  const std::string_view character = source_.substr(next_, end - next_);
  return fail(range_of(next_, end),
              "unexpected character \"" + escape_for_display(character, 8) + "\"");
}

Token Lexer::mistaken_symbol(std::string_view written, std::string_view meant) {
  return fail(range_of(next_, next_ + written.size()), "unexpected '" + std::string(written) + "'",
              std::string(meant));
}

}  // namespace gs::cel
