#include "policy/cel/format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "policy/cel/issue_at.h"
#include "policy/cel/lexer.h"

namespace gs::cel {
namespace {

// How tightly an expression holds together.
enum Precedence { kChoice, kOr, kAnd, kRelation, kSum, kProduct, kUnary, kPrimary };

struct Operator {
  std::string_view function;
  std::string_view symbol;
  std::string_view word;  // with LanguageOptions::word_operators
  Precedence precedence;
};

constexpr std::array<Operator, 14> kOperators{{
    {"_||_", "||", "or", kOr},
    {"_&&_", "&&", "and", kAnd},
    {"_<_", "<", "<", kRelation},
    {"_<=_", "<=", "<=", kRelation},
    {"_>_", ">", ">", kRelation},
    {"_>=_", ">=", ">=", kRelation},
    {"_==_", "==", "==", kRelation},
    {"_!=_", "!=", "!=", kRelation},
    {"@in", "in", "in", kRelation},
    {"_+_", "+", "+", kSum},
    {"_-_", "-", "-", kSum},
    {"_*_", "*", "*", kProduct},
    {"_/_", "/", "/", kProduct},
    {"_%_", "%", "%", kProduct},
}};

const Operator* find_operator(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || expr.member || expr.args.size() != 2) return nullptr;
  for (const Operator& op : kOperators) {
    if (op.function == expr.name) return &op;
  }
  return nullptr;
}

bool is_unary(const Expr& expr) {
  return is_call(expr, "!_") || is_call(expr, "-_");
}

Precedence precedence_of(const Expr& expr) {
  if (is_call(expr, "_?_:_")) return kChoice;
  if (is_unary(expr)) return kUnary;
  const Operator* op = find_operator(expr);
  return op == nullptr ? kPrimary : op->precedence;
}

bool starts_with_digit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// ---- literals

void append_hex(std::string& out, unsigned char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\x";
  out += kDigits[c >> 4];
  out += kDigits[c & 15];
}

void append_escaped(std::string& out, char c, char quote, bool bytes) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\\' || c == quote) {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (byte < 0x20 || byte == 0x7F || (bytes && byte > 0x7F)) {
    append_hex(out, byte);
  } else {
    out += c;
  }
}

// A raw literal stays raw where it can, so that regular expressions stay readable.
bool stays_raw(std::string_view written, std::string_view value, char quote, bool bytes) {
  const size_t open = written.find_first_of("'\"");
  if (written.substr(0, open).find_first_of("rR") == std::string_view::npos) return false;
  for (char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || byte < 0x20 || byte == 0x7F || (bytes && byte > 0x7F)) return false;
  }
  return value.find('\\') != std::string_view::npos;
}

std::string quoted(std::string_view value, std::string_view written, bool bytes) {
  const bool has_single = value.find('\'') != std::string_view::npos;
  const bool has_double = value.find('"') != std::string_view::npos;
  const char quote = has_single && !has_double ? '"' : '\'';
  const bool raw = stays_raw(written, value, quote, bytes);
  std::string out = bytes ? "b" : "";
  if (raw) out += 'r';
  out += quote;
  for (char c : value) {
    if (raw) {
      out += c;
    } else {
      append_escaped(out, c, quote, bytes);
    }
  }
  return out + quote;
}

// The shortest text that reads back as the same double, and as a double.
std::string real(double value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string field_name(std::string_view name) {
  if (is_identifier(name) && !is_keyword(name)) return std::string(name);
  return "`" + std::string(name) + "`";
}

// ---- expressions

class Formatter {
 public:
  Formatter(const Ast& ast, bool words) : ast_(ast), words_(words) {}

  // In parentheses when it holds together less tightly than `least`.
  std::string print(ExprId id, Precedence least) const {
    std::string text = bare(ast_[id]);
    return precedence_of(ast_[id]) < least ? "(" + text + ")" : text;
  }

 private:
  std::string bare(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return literal(expr);
      case ExprKind::kIdent:
        return dot(expr) + expr.name;
      case ExprKind::kSelect:
        return select(expr);
      case ExprKind::kCall:
        return call(expr);
      case ExprKind::kList:
        return "[" + elements(expr) + "]";
      case ExprKind::kMap:
        return "{" + entries(expr) + "}";
      case ExprKind::kStruct:
        return dot(expr) + expr.name + "{" + entries(expr) + "}";
      case ExprKind::kComprehension:
        return comprehension(expr);
      case ExprKind::kBind:
        return "cel.bind(" + expr.variable + ", " + arguments(expr, 0) + ")";
    }
    return "";
  }

  static std::string dot(const Expr& expr) { return expr.absolute ? "." : ""; }

  std::string literal(const Expr& expr) const {
    const Value& value = expr.literal;
    const std::string_view written = text_of(ast_.source(), expr.name_range);
    switch (value.kind()) {
      case Kind::kBool:
        return value.as_bool() ? "true" : "false";
      case Kind::kInt:
        return std::to_string(value.as_int());
      case Kind::kUint:
        return std::to_string(value.as_uint()) + "u";
      case Kind::kDouble:
        return real(value.as_double());
      case Kind::kString:
        return quoted(value.as_string(), written, false);
      case Kind::kBytes:
        return quoted(value.as_string(), written, true);
      default:
        return "null";
    }
  }

  std::string select(const Expr& expr) const {
    const std::string operand = print(expr.args[0], kPrimary);
    if (expr.test_only) return "has(" + operand + "." + field_name(expr.name) + ")";
    return operand + (expr.optional ? ".?" : ".") + field_name(expr.name);
  }

  std::string arguments(const Expr& expr, size_t first) const {
    std::string text;
    for (size_t i = first; i < expr.args.size(); ++i) {
      if (i > first) text += ", ";
      text += print(expr.args[i], kChoice);
    }
    return text;
  }

  std::string elements(const Expr& expr) const {
    std::string text;
    for (size_t i = 0; i < expr.args.size(); ++i) {
      if (i > 0) text += ", ";
      if (expr.optional_args[i]) text += "?";
      text += print(expr.args[i], kChoice);
    }
    return text;
  }

  std::string entries(const Expr& expr) const {
    std::string text;
    for (size_t i = 0; i + 1 < expr.args.size(); i += 2) {
      if (i > 0) text += ", ";
      if (expr.optional_args[i / 2]) text += "?";
      const bool field = expr.kind == ExprKind::kStruct;
      text +=
          field ? field_name(ast_[expr.args[i]].literal.as_string()) : print(expr.args[i], kChoice);
      text += ": " + print(expr.args[i + 1], kChoice);
    }
    return text;
  }

  std::string comprehension(const Expr& expr) const {
    std::string text = print(expr.args[0], kPrimary) + "." + expr.name + "(" + expr.variable;
    if (!expr.variable2.empty()) text += ", " + expr.variable2;
    return text + ", " + arguments(expr, 1) + ")";
  }

  std::string call(const Expr& expr) const {
    if (expr.member) {
      return print(expr.args[0], kPrimary) + "." + expr.name + "(" + arguments(expr, 1) + ")";
    }
    if (const Operator* op = find_operator(expr)) return binary(expr, *op);
    if (is_unary(expr)) return unary(expr);
    if (expr.name == "_?_:_") {
      return print(expr.args[0], kOr) + " ? " + print(expr.args[1], kOr) + " : " +
             print(expr.args[2], kChoice);
    }
    if (expr.name == "_[_]" || expr.name == "_[?_]") {
      return print(expr.args[0], kPrimary) + (expr.name == "_[_]" ? "[" : "[?") +
             print(expr.args[1], kChoice) + "]";
    }
    return dot(expr) + expr.name + "(" + arguments(expr, 0) + ")";
  }

  std::string binary(const Expr& expr, const Operator& op) const {
    const auto next = static_cast<Precedence>(op.precedence + 1);
    const std::string symbol = " " + std::string(words_ ? op.word : op.symbol) + " ";
    if (op.precedence > kAnd) {
      return print(expr.args[0], op.precedence) + symbol + print(expr.args[1], next);
    }
    // A chain of && or || is a tree of which only the author's own groups have parentheses.
    const auto term = [&](ExprId id) {
      const bool group = is_call(ast_[id], expr.name) && ast_[id].parenthesised;
      return print(id, group ? next : op.precedence);
    };
    return term(expr.args[0]) + symbol + term(expr.args[1]);
  }

  std::string unary(const Expr& expr) const {
    const Expr& operand = ast_[expr.args[0]];
    const bool negation = expr.name == "!_";
    const std::string symbol = negation ? (words_ ? "not " : "!") : "-";
    const bool same = is_call(operand, expr.name);
    const std::string text = print(expr.args[0], same ? kUnary : kPrimary);
    // A minus would join a number that follows, and no minus may follow a `!`.
    const bool joins = negation ? text.starts_with('-') : starts_with_digit(text);
    return symbol + (joins ? "(" + text + ")" : text);
  }

  const Ast& ast_;
  bool words_;
};

bool has_comment(std::string_view source) {
  Lexer lexer(source);
  TokenKind kind = TokenKind::kIdent;
  while (kind != TokenKind::kEnd && kind != TokenKind::kError) kind = lexer.next().kind;
  return lexer.saw_comment();
}

}  // namespace

std::string format(const Ast& ast, bool words) {
  if (has_comment(ast.source())) return ast.source();
  return Formatter(ast, words).print(ast.root(), kChoice);
}

}  // namespace gs::cel
