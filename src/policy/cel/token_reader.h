// The parser's view of the tokens: one token ahead, and the first issue that stopped the parse.
#pragma once

#include <string>
#include <string_view>

#include "base/issue.h"
#include "policy/cel/lexer.h"

namespace gs::cel {

class TokenReader {
 public:
  // `source` is valid UTF-8 and outlives the reader. Stands before the first token: advance()
  // first.
  TokenReader(std::string_view source, bool word_operators)
      : source_(source), word_operators_(word_operators), lexer_(source) {}

  std::string_view source() const { return source_; }
  const Token& token() const { return token_; }
  std::string_view text() const { return text(token_); }
  std::string_view text(const Token& token) const;
  const Issues& issues() const { return issues_; }

  bool at(TokenKind kind) const { return token_.kind == kind; }
  // Whether the token is the word `word`, and words are operators.
  bool at_word(std::string_view word) const {
    return word_operators_ && at(TokenKind::kIdent) && text() == word;
  }

  void advance();
  bool take(TokenKind kind);  // advances if the token is of this kind
  // From `begin` to the end of the last token that was passed.
  SourceRange since(uint32_t begin) const { return {begin, previous_.end}; }

  // Each reports an issue unless there is one already.
  void fail(SourceRange range, std::string message, std::string suggestion = {});
  void expected(std::string_view what, std::string suggestion = {});
  void expected_operator(std::string_view or_what);

  // Take the token, or report that it is missing.
  bool expect(TokenKind kind, std::string_view what);
  bool expect_closing(TokenKind kind, std::string_view bracket, SourceRange opening);

 private:
  std::string found() const;

  std::string_view source_;
  bool word_operators_;
  Lexer lexer_;
  Token token_;
  SourceRange previous_;
  Issues issues_;
};

}  // namespace gs::cel
