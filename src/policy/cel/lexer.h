// Text to tokens, one at a time.
//
// Source: cel-spec, doc/langdef.md, "Syntax". A minus is always a token of its own; the parser
// folds it into a number. Words such as `and` are identifiers here: only the parser knows where an
// operator can stand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/cel/ast.h"

namespace gs::cel {

enum class TokenKind : uint8_t {
  kEnd,
  kError,  // `text` says what is wrong, `suggestion` what to write
  kIdent,
  kReserved,     // a word that is only allowed behind a dot
  kQuotedIdent,  // `a-b` in back quotes; `text` is the name
  kInt,          // `integer`, up to 2^63 (which needs a minus before it)
  kUint,         // `integer`
  kDouble,       // `real`
  kString,       // `text` is the value
  kBytes,        // `text` is the value
  kTrue,
  kFalse,
  kNull,
  kIn,
  kDot,
  kComma,
  kColon,
  kQuestion,
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kNot,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourceRange range;  // of a kError: what to underline
  uint64_t integer = 0;
  double real = 0;
  std::string text;
  std::string suggestion;
};

// The words `true false null in`, which cannot even be field names without back quotes.
bool is_keyword(std::string_view word);
// The words that cannot name a variable or a function: the keywords and as, break, const, ...
bool is_reserved(std::string_view word);
// Whether `word` has the form of an identifier.
bool is_identifier(std::string_view word);

class Lexer {
 public:
  // `source` is valid UTF-8, shorter than 4 GB, and outlives the lexer.
  explicit Lexer(std::string_view source) : source_(source) {}

  // The next token; kEnd for ever at the end. After a kError the rest has no meaning.
  Token next();

  // Whether a comment was passed so far.
  bool saw_comment() const { return saw_comment_; }

 private:
  void skip_blanks();
  char at(size_t offset) const { return offset < source_.size() ? source_[offset] : '\0'; }
  Token take(TokenKind kind, size_t size);
  Token fail(SourceRange range, std::string message, std::string suggestion = {});
  Token word();
  Token number();
  Token quoted_identifier();
  Token string(size_t prefix);
  Token finish_string(SourceRange body, bool raw, bool bytes, size_t end);
  Token symbol();
  Token mistaken_symbol(std::string_view written, std::string_view meant);

  std::string_view source_;
  size_t next_ = 0;
  bool saw_comment_ = false;
};

}  // namespace gs::cel
