// A recursive-descent parser, in one file because it is one class with one small function a rule.
// Each function parses one rule of the grammar, starting at token_, and returns the id of the node,
// or 0 after it has reported an issue; the first issue ends the parse. Long chains (a && b && c, a
// + b + c, a.b.c) are loops, so that recursion is bounded by the nesting of brackets and ternaries,
// which is bounded by max_depth; the height of the tree is bounded apart.

#include "policy/cel/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "policy/cel/macros.h"
#include "policy/cel/signatures.h"
#include "policy/cel/token_reader.h"

namespace gs::cel {
namespace {

// How much higher than max_depth a tree may grow through chains of operators and selections.
constexpr uint32_t kChainFactor = 2;

struct BinaryOperator {
  TokenKind token;
  std::string_view function;
  int precedence;
};

constexpr std::array<BinaryOperator, 12> kBinaryOperators{{
    {TokenKind::kLess, "_<_", 0},
    {TokenKind::kLessEqual, "_<=_", 0},
    {TokenKind::kGreater, "_>_", 0},
    {TokenKind::kGreaterEqual, "_>=_", 0},
    {TokenKind::kEqual, "_==_", 0},
    {TokenKind::kNotEqual, "_!=_", 0},
    {TokenKind::kIn, "@in", 0},
    {TokenKind::kPlus, "_+_", 1},
    {TokenKind::kMinus, "_-_", 1},
    {TokenKind::kStar, "_*_", 2},
    {TokenKind::kSlash, "_/_", 2},
    {TokenKind::kPercent, "_%_", 2},
}};

const BinaryOperator* binary_operator(TokenKind token) {
  const auto* found = std::find_if(kBinaryOperators.begin(), kBinaryOperators.end(),
                                   [&](const BinaryOperator& op) { return op.token == token; });
  return found == kBinaryOperators.end() ? nullptr : found;
}

class Parser {
 public:
  Parser(std::string_view source, const LanguageOptions& options)
      : options_(options),
        ast_(std::string(source)),
        reader_(ast_.source(), options.word_operators) {}

  Parsed run();

 private:
  std::string_view source() const { return ast_.source(); }
  bool at(TokenKind kind) const { return reader_.at(kind); }
  bool take(TokenKind kind) { return reader_.take(kind); }
  ExprId fail(SourceRange range, std::string message, std::string suggestion = {}) {
    reader_.fail(range, std::move(message), std::move(suggestion));
    return 0;
  }
  ExprId expected(std::string_view what, std::string suggestion = {}) {
    reader_.expected(what, std::move(suggestion));
    return 0;
  }

  ExprId add(Expr expr);
  ExprId call(std::string_view name, SourceRange name_range, std::vector<ExprId> args, Expr base);

  ExprId whole();
  ExprId expression();
  ExprId logical(TokenKind op);
  ExprId balanced(const std::vector<ExprId>& terms, const std::vector<SourceRange>& operators,
                  std::string_view name, size_t begin, size_t end);
  ExprId arithmetic(int lowest);
  ExprId unary();
  ExprId number(const SourceRange* minus);
  ExprId suffixes(ExprId operand, uint32_t begin);
  ExprId dot_suffix(ExprId operand, uint32_t begin);
  ExprId method(ExprId operand, uint32_t begin, const Token& name);
  ExprId index_suffix(ExprId operand, uint32_t begin);
  ExprId primary();
  ExprId identifier();
  ExprId global_call(Expr expr, uint32_t begin);
  ExprId parenthesised();
  ExprId literal(Value value);
  ExprId literal(Value value, uint32_t begin);
  ExprId list();
  ExprId map();
  ExprId message(ExprId type, uint32_t begin);
  bool map_entry(Expr& map);
  bool message_field(Expr& message);
  bool arguments(std::vector<ExprId>& args, bool binds);
  ExprId expand(const CallSyntax& call, bool& is_macro);
  bool namespaced_function(ExprId receiver, std::string_view method, Expr& expr) const;

  bool logical_operator(TokenKind op) const {
    return at(op) || reader_.at_word(op == TokenKind::kOr ? "or" : "and");
  }
  bool at_not() const { return at(TokenKind::kNot) || reader_.at_word("not"); }

  const LanguageOptions& options_;
  Ast ast_;
  TokenReader reader_;
  uint32_t depth_ = 0;
  std::vector<uint32_t> heights_;    // by id - 1
  std::vector<std::string> locals_;  // loop and bind variables in scope
};

// ---- nodes

ExprId Parser::add(Expr expr) {
  uint32_t height = 0;
  for (ExprId child : expr.args) height = std::max(height, heights_[child - 1]);
  if (height >= options_.max_depth * kChainFactor) {
    return fail(expr.range, "the expression is too deep: more than " +
                                std::to_string(options_.max_depth * kChainFactor) +
                                " operations that each need the one before");
  }
  heights_.push_back(height + 1);
  return ast_.add(std::move(expr));
}

ExprId Parser::call(std::string_view name, SourceRange name_range, std::vector<ExprId> args,
                    Expr base) {
  base.kind = ExprKind::kCall;
  base.name = name;
  base.name_range = name_range;
  base.args = std::move(args);
  return add(std::move(base));
}

// ---- rules, lowest precedence first

Parsed Parser::run() {
  const ExprId root = whole();
  if (!reader_.issues().empty()) return {std::nullopt, reader_.issues()};
  ast_.set_root(root);
  ast_.compact();
  return {std::move(ast_), {}};
}

ExprId Parser::whole() {
  if (source().size() > options_.max_source_bytes) {
    return fail({0, 1}, "the expression is longer than " +
                            std::to_string(options_.max_source_bytes) + " bytes");
  }
  const size_t invalid = find_invalid_utf8(source());
  if (invalid != std::string_view::npos) {
    const auto offset = static_cast<uint32_t>(invalid);
    return fail({offset, offset + 1}, "the expression is not valid UTF-8");
  }
  reader_.advance();
  if (at(TokenKind::kEnd)) return fail({0, 0}, "the expression is empty");
  const ExprId root = expression();
  if (root != 0 && !at(TokenKind::kEnd)) reader_.expected_operator("the end of the expression");
  return root;
}

ExprId Parser::expression() {
  if (depth_ >= options_.max_depth) {
    return fail(reader_.token().range, "the expression is nested more than " +
                                           std::to_string(options_.max_depth) + " levels deep");
  }
  ++depth_;
  const uint32_t begin = reader_.token().range.begin;
  const ExprId condition = logical(TokenKind::kOr);
  if (condition == 0 || !at(TokenKind::kQuestion)) {
    --depth_;
    return condition;
  }
  const SourceRange question = reader_.token().range;
  reader_.advance();
  const ExprId then = logical(TokenKind::kOr);
  if (then == 0) return 0;
  if (at(TokenKind::kQuestion)) return expected("':' (a choice within a choice needs parentheses)");
  if (!reader_.expect(TokenKind::kColon, "':' and the other branch of '?'")) return 0;
  const ExprId otherwise = expression();
  if (otherwise == 0) return 0;
  --depth_;
  Expr base;
  base.range = reader_.since(begin);
  return call("_?_:_", question, {condition, then, otherwise}, std::move(base));
}

ExprId Parser::logical(TokenKind op) {
  const bool is_or = op == TokenKind::kOr;
  const auto term = [&] { return is_or ? logical(TokenKind::kAnd) : arithmetic(0); };
  ExprId next = term();
  if (next == 0 || !logical_operator(op)) return next;
  std::vector<ExprId> terms{next};
  std::vector<SourceRange> operators;
  while (logical_operator(op)) {
    operators.push_back(reader_.token().range);
    reader_.advance();
    next = term();
    if (next == 0) return 0;
    terms.push_back(next);
  }
  return balanced(terms, operators, is_or ? "_||_" : "_&&_", 0, terms.size());
}

// The terms [begin, end) as a tree; of two halves the left is the larger, as in ((a && b) && c).
ExprId Parser::balanced(const std::vector<ExprId>& terms, const std::vector<SourceRange>& operators,
                        std::string_view name, size_t begin, size_t end) {
  if (end - begin == 1) return terms[begin];
  const size_t middle = begin + (end - begin + 1) / 2;
  const ExprId left = balanced(terms, operators, name, begin, middle);
  const ExprId right = balanced(terms, operators, name, middle, end);
  if (left == 0 || right == 0) return 0;
  Expr base;
  base.range = {ast_[left].range.begin, ast_[right].range.end};
  return call(name, operators[middle - 1], {left, right}, std::move(base));
}

// Relations, sums and products by precedence climbing; all associate to the left.
ExprId Parser::arithmetic(int lowest) {
  ExprId left = unary();
  while (left != 0) {
    const BinaryOperator* op = binary_operator(reader_.token().kind);
    if (op == nullptr || op->precedence < lowest) break;
    const SourceRange name_range = reader_.token().range;
    reader_.advance();
    const ExprId right = arithmetic(op->precedence + 1);
    if (right == 0) return 0;
    Expr base;
    base.range = {ast_[left].range.begin, ast_[right].range.end};
    left = call(op->function, name_range, {left, right}, std::move(base));
  }
  return left;
}

ExprId Parser::unary() {
  std::vector<SourceRange> operators;
  const bool negation = at_not();
  while (negation ? at_not() : at(TokenKind::kMinus)) {
    operators.push_back(reader_.token().range);
    reader_.advance();
  }
  if (!operators.empty() && (at(TokenKind::kMinus) || at_not())) {
    return expected("an operand", "(" + std::string(reader_.text()) + " ...)");
  }
  ExprId operand = 0;
  if (!negation && !operators.empty() && (at(TokenKind::kInt) || at(TokenKind::kDouble))) {
    const SourceRange minus = operators.back();
    operators.pop_back();
    operand = suffixes(number(&minus), minus.begin);
  } else {
    const uint32_t begin = reader_.token().range.begin;
    operand = suffixes(primary(), begin);
  }
  for (auto range = operators.rbegin(); range != operators.rend() && operand != 0; ++range) {
    Expr base;
    base.range = {range->begin, ast_[operand].range.end};
    operand = call(negation ? "!_" : "-_", *range, {operand}, std::move(base));
  }
  return operand;
}

// A number, with the minus directly before it, if any, folded in: only so can it be the least int.
ExprId Parser::number(const SourceRange* minus) {
  const Token& token = reader_.token();
  const uint32_t begin = minus != nullptr ? minus->begin : token.range.begin;
  if (at(TokenKind::kDouble)) {
    return literal(Value::real(minus != nullptr ? -token.real : token.real), begin);
  }
  const bool least = token.integer == uint64_t{1} << 63;
  if (least && minus == nullptr) {
    return fail(token.range,
                "the number is out of the range of int, -9223372036854775808 to "
                "9223372036854775807");
  }
  // Negation modulo 2^64 gives the bits of the negative int.
  const uint64_t bits = minus != nullptr ? -token.integer : token.integer;
  return literal(Value::integer(static_cast<int64_t>(bits)), begin);
}

// What follows an operand: selections, calls, indexes.
ExprId Parser::suffixes(ExprId operand, uint32_t begin) {
  while (operand != 0) {
    if (at(TokenKind::kDot)) {
      operand = dot_suffix(operand, begin);
    } else if (at(TokenKind::kLeftBracket)) {
      operand = index_suffix(operand, begin);
    } else if (at(TokenKind::kLeftBrace)) {
      operand = message(operand, begin);
    } else {
      break;
    }
  }
  return operand;
}

ExprId Parser::dot_suffix(ExprId operand, uint32_t begin) {
  reader_.advance();
  const bool optional = take(TokenKind::kQuestion);
  const bool quoted = at(TokenKind::kQuotedIdent);
  if (!quoted && !at(TokenKind::kIdent) && !at(TokenKind::kReserved)) {
    return expected("a field or method name after '.'");
  }
  const Token name = reader_.token();
  reader_.advance();
  if (at(TokenKind::kLeftParen)) {
    if (quoted) return fail(name.range, "a name in back quotes cannot be called");
    if (optional) return fail(name.range, "'.?' selects a field and cannot call a method");
    return method(operand, begin, name);
  }
  Expr select;
  select.kind = ExprKind::kSelect;
  select.optional = optional;
  select.name = quoted ? name.text : std::string(reader_.text(name));
  select.name_range = name.range;
  select.range = reader_.since(begin);
  select.args = {operand};
  return add(std::move(select));
}

ExprId Parser::method(ExprId operand, uint32_t begin, const Token& name) {
  CallSyntax syntax;
  syntax.name = reader_.text(name);
  syntax.name_range = name.range;
  syntax.receiver = operand;
  if (!arguments(syntax.args, binds_variables(syntax.name))) return 0;
  syntax.range = reader_.since(begin);

  bool is_macro = false;
  const ExprId expanded = expand(syntax, is_macro);
  if (is_macro) return expanded;
  Expr base;
  base.range = syntax.range;
  base.name = syntax.name;
  if (namespaced_function(operand, syntax.name, base)) {
    const SourceRange dotted{ast_[operand].range.begin, name.range.end};
    const std::string dotted_name = base.name;
    return call(dotted_name, dotted, std::move(syntax.args), std::move(base));
  }
  base.member = true;
  std::vector<ExprId> args = std::move(syntax.args);
  args.insert(args.begin(), operand);
  return call(syntax.name, name.range, std::move(args), std::move(base));
}

bool Parser::namespaced_function(ExprId receiver, std::string_view method, Expr& expr) const {
  auto name = qualified_name(ast_, receiver);
  if (!name) return false;
  const bool local = std::find(locals_.begin(), locals_.end(), name->first) != locals_.end();
  if (local && !name->absolute) return false;
  name->text += '.';
  name->text += method;
  if (!function_table().has_global(name->text)) return false;
  expr.name = std::move(name->text);
  expr.absolute = name->absolute;
  return true;
}

ExprId Parser::expand(const CallSyntax& syntax, bool& is_macro) {
  auto expansion = expand_macro(ast_, syntax);
  is_macro = expansion.has_value();
  if (!is_macro) return 0;
  if (!expansion->problem.empty()) {
    return fail(expansion->problem_range, std::move(expansion->problem));
  }
  return add(std::move(expansion->expr));
}

// "(" args ")". Where `binds` is set, the leading identifiers name variables for what follows them.
bool Parser::arguments(std::vector<ExprId>& args, bool binds) {
  const SourceRange opening = reader_.token().range;
  reader_.advance();
  if (take(TokenKind::kRightParen)) return true;
  const size_t scope = locals_.size();
  do {
    const ExprId arg = expression();
    if (arg == 0) return false;
    args.push_back(arg);
    const bool variable = ast_[arg].kind == ExprKind::kIdent && !ast_[arg].absolute;
    if (binds && variable && args.size() <= 2) locals_.push_back(ast_[arg].name);
  } while (take(TokenKind::kComma));
  locals_.resize(scope);
  return reader_.expect_closing(TokenKind::kRightParen, ")", opening);
}

ExprId Parser::index_suffix(ExprId operand, uint32_t begin) {
  const SourceRange opening = reader_.token().range;
  reader_.advance();
  const bool optional = take(TokenKind::kQuestion);
  const ExprId index = expression();
  if (index == 0 || !reader_.expect_closing(TokenKind::kRightBracket, "]", opening)) return 0;
  Expr base;
  base.range = reader_.since(begin);
  return call(optional ? "_[?_]" : "_[_]", reader_.since(opening.begin), {operand, index},
              std::move(base));
}

ExprId Parser::primary() {
  switch (reader_.token().kind) {
    case TokenKind::kLeftParen:
      return parenthesised();
    case TokenKind::kLeftBracket:
      return list();
    case TokenKind::kLeftBrace:
      return map();
    case TokenKind::kInt:
    case TokenKind::kDouble:
      return number(nullptr);
    case TokenKind::kUint:
      return literal(Value::unsigned_integer(reader_.token().integer));
    case TokenKind::kString:
      return literal(Value::string(ast_.own(reader_.token().text)));
    case TokenKind::kBytes:
      return literal(Value::bytes(ast_.own(reader_.token().text)));
    case TokenKind::kTrue:
      return literal(Value::boolean(true));
    case TokenKind::kFalse:
      return literal(Value::boolean(false));
    case TokenKind::kNull:
      return literal(Value::null());
    case TokenKind::kDot:
    case TokenKind::kIdent:
      return identifier();
    default:
      return expected("an operand");
  }
}

ExprId Parser::literal(Value value) {
  return literal(value, reader_.token().range.begin);
}

ExprId Parser::literal(Value value, uint32_t begin) {
  Expr expr;
  expr.literal = value;
  reader_.advance();
  expr.range = expr.name_range = reader_.since(begin);
  return add(std::move(expr));
}

ExprId Parser::parenthesised() {
  const SourceRange opening = reader_.token().range;
  reader_.advance();
  const ExprId inner = expression();
  if (inner == 0 || !reader_.expect_closing(TokenKind::kRightParen, ")", opening)) return 0;
  ast_[inner].parenthesised = true;
  ast_[inner].range = reader_.since(opening.begin);
  return inner;
}

ExprId Parser::identifier() {
  const uint32_t begin = reader_.token().range.begin;
  Expr expr;
  expr.kind = ExprKind::kIdent;
  expr.absolute = take(TokenKind::kDot);
  const bool word = reader_.at_word("and") || reader_.at_word("or") || reader_.at_word("not");
  if (!at(TokenKind::kIdent) || word) {
    return expected(expr.absolute ? "a name after '.'" : "an operand");
  }
  expr.name = reader_.text();
  expr.name_range = reader_.token().range;
  reader_.advance();
  expr.range = reader_.since(begin);
  if (at(TokenKind::kLeftParen)) return global_call(std::move(expr), begin);
  return add(std::move(expr));
}

ExprId Parser::global_call(Expr expr, uint32_t begin) {
  CallSyntax syntax;
  syntax.name = expr.name;
  syntax.name_range = expr.name_range;
  if (!arguments(syntax.args, false)) return 0;
  expr.range = syntax.range = reader_.since(begin);
  if (!expr.absolute) {
    bool is_macro = false;
    const ExprId expanded = expand(syntax, is_macro);
    if (is_macro) return expanded;
  }
  const std::string name = expr.name;
  return call(name, syntax.name_range, std::move(syntax.args), std::move(expr));
}

// ---- lists, maps and messages

ExprId Parser::list() {
  const SourceRange opening = reader_.token().range;
  reader_.advance();
  Expr expr;
  expr.kind = ExprKind::kList;
  const bool comma_alone = take(TokenKind::kComma);
  while (!comma_alone && !at(TokenKind::kRightBracket)) {
    expr.optional_args.push_back(take(TokenKind::kQuestion));
    const ExprId element = expression();
    if (element == 0) return 0;
    expr.args.push_back(element);
    if (!take(TokenKind::kComma)) break;
  }
  if (!reader_.expect_closing(TokenKind::kRightBracket, "]", opening)) return 0;
  expr.range = expr.name_range = reader_.since(opening.begin);
  return add(std::move(expr));
}

bool Parser::map_entry(Expr& expr) {
  expr.optional_args.push_back(take(TokenKind::kQuestion));
  const ExprId key = expression();
  if (key == 0 || !reader_.expect(TokenKind::kColon, "':' after the key of a map entry"))
    return false;
  const ExprId value = expression();
  if (value == 0) return false;
  expr.args.push_back(key);
  expr.args.push_back(value);
  return true;
}

ExprId Parser::map() {
  const SourceRange opening = reader_.token().range;
  reader_.advance();
  Expr expr;
  expr.kind = ExprKind::kMap;
  const bool comma_alone = take(TokenKind::kComma);
  while (!comma_alone && !at(TokenKind::kRightBrace)) {
    if (!map_entry(expr)) return 0;
    if (!take(TokenKind::kComma)) break;
  }
  if (!reader_.expect_closing(TokenKind::kRightBrace, "}", opening)) return 0;
  expr.range = expr.name_range = reader_.since(opening.begin);
  return add(std::move(expr));
}

bool Parser::message_field(Expr& expr) {
  expr.optional_args.push_back(take(TokenKind::kQuestion));
  const bool quoted = at(TokenKind::kQuotedIdent);
  if (!quoted && !at(TokenKind::kIdent) && !at(TokenKind::kReserved)) {
    expected("a field name");
    return false;
  }
  const std::string name = quoted ? reader_.token().text : std::string(reader_.text());
  const ExprId field = literal(Value::string(ast_.own(name)));
  if (field == 0 || !reader_.expect(TokenKind::kColon, "':' after the name of a field"))
    return false;
  const ExprId value = expression();
  if (value == 0) return false;
  expr.args.push_back(field);
  expr.args.push_back(value);
  return true;
}

ExprId Parser::message(ExprId type, uint32_t begin) {
  const auto name = qualified_name(ast_, type);
  if (!name || ast_[type].parenthesised || ast_[type].test_only) {
    return expected("an operator");
  }
  const SourceRange opening = reader_.token().range;
  Expr expr;
  expr.kind = ExprKind::kStruct;
  expr.name = name->text;
  expr.absolute = name->absolute;
  expr.name_range = ast_[type].range;
  reader_.advance();
  const bool comma_alone = take(TokenKind::kComma);
  while (!comma_alone && !at(TokenKind::kRightBrace)) {
    if (!message_field(expr)) return 0;
    if (!take(TokenKind::kComma)) break;
  }
  if (!reader_.expect_closing(TokenKind::kRightBrace, "}", opening)) return 0;
  expr.range = reader_.since(begin);
  return add(std::move(expr));
}

}  // namespace

Parsed parse(std::string_view source, const LanguageOptions& options) {
  return Parser(source, options).run();
}

}  // namespace gs::cel
