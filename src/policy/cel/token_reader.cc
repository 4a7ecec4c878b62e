#include "policy/cel/token_reader.h"

#include <utility>

#include "base/utf8.h"
#include "policy/cel/issue_at.h"

namespace gs::cel {
namespace {

// Words of other languages in the place of an operator, and what to write here.
std::string_view meant_operator(std::string_view previous, std::string_view word) {
  if (previous == "NOT" || previous == "Not") return "not";
  if (word == "AND" || word == "And") return "and";
  if (word == "OR" || word == "Or") return "or";
  if (word == "IN" || word == "In") return "in";
  if (word == "is" || word == "equals" || word == "eq") return "==";
  if (word == "not") return "not (x in list)";
  return "";
}

}  // namespace

std::string_view TokenReader::text(const Token& token) const {
  return text_of(source_, token.range);
}

void TokenReader::advance() {
  previous_ = token_.range;
  token_ = lexer_.next();
}

bool TokenReader::take(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

void TokenReader::fail(SourceRange range, std::string message, std::string suggestion) {
  if (!issues_.empty()) return;
  issues_.push_back(issue_at(source_, range, std::move(message), std::move(suggestion)));
}

std::string TokenReader::found() const {
  if (at(TokenKind::kEnd)) return "the end of the expression";
  std::string shown = escape_for_display(text(), 24);
  if (at(TokenKind::kString) || at(TokenKind::kBytes)) return "the string " + shown;
  if (at(TokenKind::kReserved)) return "the reserved word '" + shown + "'";
  return "'" + shown + "'";
}

void TokenReader::expected(std::string_view what, std::string suggestion) {
  // A token that is no token says itself what is wrong.
  if (at(TokenKind::kError)) return fail(token_.range, token_.text, token_.suggestion);
  fail(token_.range, "expected " + std::string(what) + ", found " + found(), std::move(suggestion));
}

void TokenReader::expected_operator(std::string_view or_what) {
  expected("an operator or " + std::string(or_what),
           std::string(meant_operator(text_of(source_, previous_), text())));
}

bool TokenReader::expect(TokenKind kind, std::string_view what) {
  if (take(kind)) return true;
  expected(what);
  return false;
}

bool TokenReader::expect_closing(TokenKind kind, std::string_view bracket, SourceRange opening) {
  if (take(kind)) return true;
  const std::string closing = "'" + std::string(bracket) + "'";
  if (at(TokenKind::kEnd)) {
    fail(opening, "this bracket is never closed; expected " + closing + " at the end");
  } else {
    expected_operator(closing);
  }
  return false;
}

}  // namespace gs::cel
