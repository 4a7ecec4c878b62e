#include "policy/cel/lexer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace gs::cel {
namespace {

using namespace std::string_literals;

std::vector<Token> tokens(std::string_view source) {
  std::vector<Token> all;
  Lexer lexer(source);
  do {
    all.push_back(lexer.next());
  } while (all.back().kind != TokenKind::kEnd && all.back().kind != TokenKind::kError);
  return all;
}

std::vector<TokenKind> kinds(std::string_view source) {
  std::vector<TokenKind> all;
  for (const Token& token : tokens(source)) all.push_back(token.kind);
  return all;
}

TEST(Lexer, EverySymbolIsAToken) {
  using K = TokenKind;
  EXPECT_EQ(kinds("&&||==!=<=>=<>0"), (std::vector{K::kAnd, K::kOr, K::kEqual, K::kNotEqual,
                                                   K::kLessEqual, K::kGreaterEqual, K::kError}));
  EXPECT_EQ(kinds("! . , : ? ( ) [ ] { } + - * / % < >"),
            (std::vector{K::kNot, K::kDot, K::kComma, K::kColon, K::kQuestion, K::kLeftParen,
                         K::kRightParen, K::kLeftBracket, K::kRightBracket, K::kLeftBrace,
                         K::kRightBrace, K::kPlus, K::kMinus, K::kStar, K::kSlash, K::kPercent,
                         K::kLess, K::kGreater, K::kEnd}));
}

TEST(Lexer, WordsAreKeywordsReservedOrIdentifiers) {
  using K = TokenKind;
  EXPECT_EQ(kinds("true false null in while import and not _x9 tru"),
            (std::vector{K::kTrue, K::kFalse, K::kNull, K::kIn, K::kReserved, K::kReserved,
                         K::kIdent, K::kIdent, K::kIdent, K::kIdent, K::kEnd}));
}

TEST(Lexer, BlanksAndCommentsSeparate) {
  Lexer lexer(" \t\r\n\f a // b\n c//");
  EXPECT_EQ(lexer.next().range.begin, 6u);
  EXPECT_FALSE(lexer.saw_comment());
  EXPECT_EQ(lexer.next().range.begin, 14u);
  EXPECT_TRUE(lexer.saw_comment());
  EXPECT_EQ(lexer.next().kind, TokenKind::kEnd);
  EXPECT_EQ(lexer.next().kind, TokenKind::kEnd);
}

TEST(Lexer, Integers) {
  struct Row {
    std::string_view text;
    TokenKind kind;
    uint64_t value;
  };
  for (const Row& row : std::vector<Row>{
           {"0", TokenKind::kInt, 0},
           {"007", TokenKind::kInt, 7},
           {"0x1F", TokenKind::kInt, 31},
           {"0xffffffffffffffffu", TokenKind::kUint, ~uint64_t{0}},
           {"9223372036854775808", TokenKind::kInt, uint64_t{1} << 63},
           {"18446744073709551615U", TokenKind::kUint, ~uint64_t{0}},
       }) {
    const Token token = tokens(row.text).front();
    EXPECT_EQ(token.kind, row.kind) << row.text;
    EXPECT_EQ(token.integer, row.value) << row.text;
    EXPECT_EQ(token.range.end, row.text.size()) << row.text;
  }
}

TEST(Lexer, Doubles) {
  const std::pair<std::string_view, double> rows[] = {
      {"1.5", 1.5},
      {".5", 0.5},
      {"1e3", 1000},
      {"1E+3", 1000},
      {"2.5e-1", 0.25},
      {"0e+0", 0},
      {"1e-324", 0},
      {"0.0000000001e-400", 0},
      {"5e-324", 5e-324},
      {"1e-99999999999999999999", 0},
      {"123456789.125", 123456789.125},
      {"1.7976931348623157e308", std::numeric_limits<double>::max()},
  };
  for (const auto& [text, value] : rows) {
    const Token token = tokens(text).front();
    EXPECT_EQ(token.kind, TokenKind::kDouble) << text;
    EXPECT_EQ(token.real, value) << text;
  }
}

TEST(Lexer, NumbersStopWhereTheGrammarSaysSo) {
  using K = TokenKind;
  EXPECT_EQ(kinds("42.charAt"), (std::vector{K::kInt, K::kDot, K::kIdent, K::kEnd}));
  EXPECT_EQ(kinds("1e"), (std::vector{K::kInt, K::kIdent, K::kEnd}));
  EXPECT_EQ(kinds("1e+"), (std::vector{K::kInt, K::kIdent, K::kPlus, K::kEnd}));
  EXPECT_EQ(kinds("0x"), (std::vector{K::kInt, K::kIdent, K::kEnd}));
  EXPECT_EQ(kinds("-1"), (std::vector{K::kMinus, K::kInt, K::kEnd}));
  EXPECT_EQ(kinds("a?.5:b"),
            (std::vector{K::kIdent, K::kQuestion, K::kDouble, K::kColon, K::kIdent, K::kEnd}));
}

TEST(Lexer, Strings) {
  struct Row {
    std::string_view text;
    TokenKind kind;
    std::string value;
  };
  for (const Row& row : std::vector<Row>{
           {R"('a"b')", TokenKind::kString, "a\"b"},
           {R"("a'b")", TokenKind::kString, "a'b"},
           {"'''a'b\nc'''", TokenKind::kString, "a'b\nc"},
           {R"("""a""b""")", TokenKind::kString, "a\"\"b"},
           {"''", TokenKind::kString, ""},
           {"''''''", TokenKind::kString, ""},
           {R"('\a\b\f\n\r\t\v\\\?\"\'\`')", TokenKind::kString, "\a\b\f\n\r\t\v\\?\"'`"},
           {R"('\x41\X42\u0043\U0001F62C\101')", TokenKind::kString,
            "ABC\xF0\x9F\x98\xAC"
            "A"},
           {R"('\xff\377')", TokenKind::kString, "\xC3\xBF\xC3\xBF"},
           {R"('\x00')", TokenKind::kString, "\0"s},
           {R"(b'\xff\377')", TokenKind::kBytes, "\xFF\xFF"},
           {"b'\xC3\xBF'", TokenKind::kBytes, "\xC3\xBF"},
           {R"(r'\n\')", TokenKind::kString, "\\n\\"},
           {R"(R"""\d"x""")", TokenKind::kString, "\\d\"x"},
           {R"(br'\x00')", TokenKind::kBytes, "\\x00"},
           {R"(BR"\x00")", TokenKind::kBytes, "\\x00"},
       }) {
    const auto all = tokens(row.text);
    EXPECT_EQ(all[0].kind, row.kind) << row.text << " " << all[0].text;
    EXPECT_EQ(all[0].text, row.value) << row.text;
    EXPECT_EQ(all.back().kind, TokenKind::kEnd) << row.text;
  }
  EXPECT_EQ(kinds("rb'x'"), (std::vector{TokenKind::kIdent, TokenKind::kString, TokenKind::kEnd}));
}

TEST(Lexer, QuotedIdentifiers) {
  const Token token = tokens("`a-b/c.d e_1`").front();
  EXPECT_EQ(token.kind, TokenKind::kQuotedIdent);
  EXPECT_EQ(token.text, "a-b/c.d e_1");
}

TEST(Lexer, MistakesSayWhatIsWrongAndWhere) {
  struct Row {
    std::string_view text;
    uint32_t begin, end;
    std::string_view message;
    std::string_view suggestion;
  };
  for (const Row& row : std::vector<Row>{
           {"a = b", 2, 3, "unexpected '='", "=="},
           {"a === b", 2, 5, "unexpected '==='", "=="},
           {"a & b", 2, 3, "unexpected '&'", "&&"},
           {"a | b", 2, 3, "unexpected '|'", "||"},
           {"a <> b", 2, 4, "unexpected '<>'", "!="},
           {"a => b", 2, 4, "unexpected '=>'", ">="},
           {"a ≥ b", 2, 5, "unexpected '≥'", ">="},
           {"x == “a”", 5, 8, "unexpected '“'", "'"},
           {"a $ b", 2, 3, "unexpected character \"$\"", ""},
           {"a \x01", 2, 3, "unexpected character \"\\u0001\"", ""},
           {"x == 'abc", 5, 6, "the string that starts here has no closing '", ""},
           {"'a\nb'", 0, 1, "the string that starts here has no closing '", ""},
           {"b\"\"\"a\"\"", 0, 4, "the string that starts here has no closing \"\"\"", ""},
           {R"('ab\d')", 3, 5, "unknown escape '\\d'; a backslash is written '\\\\'", ""},
           {R"('\x4')", 1, 4, "this escape needs 2 hexadecimal digits", ""},
           {R"('\u12g4')", 1, 7, "this escape needs 4 hexadecimal digits", ""},
           {R"('\18')", 1, 4, "this escape needs 3 octal digits", ""},
           {R"('\477')", 1, 3, "unknown escape '\\4'; a backslash is written '\\\\'", ""},
           {R"('\ud800')", 1, 7, "this escape is not a Unicode code point", ""},
           {R"('\U00110000')", 1, 11, "this escape is not a Unicode code point", ""},
           {R"(b'\u0041')", 2, 8, "bytes have no \\u and \\U escapes", ""},
           {"18446744073709551616u", 0, 21,
            "the number is out of the range of uint, 0 to 18446744073709551615", ""},
           {"9223372036854775809", 0, 19,
            "the number is out of the range of int, -9223372036854775808 to 9223372036854775807",
            ""},
           {"1e309", 0, 5, "the number is too large for a double", ""},
           {"a.``", 2, 4, "the name in back quotes is empty", ""},
       }) {
    const Token token = tokens(row.text).back();
    ASSERT_EQ(token.kind, TokenKind::kError) << row.text;
    EXPECT_EQ(token.text, row.message) << row.text;
    EXPECT_EQ(token.suggestion, row.suggestion) << row.text;
    EXPECT_EQ(token.range.begin, row.begin) << row.text;
    EXPECT_EQ(token.range.end, row.end) << row.text;
  }
}

}  // namespace
}  // namespace gs::cel
