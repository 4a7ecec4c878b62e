#include "unit/policy/cel/naive_evaluator.h"

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

namespace gs::cel {

namespace {

using Values = std::vector<NaiveValue>;
using Scope = std::vector<std::pair<std::string, NaiveValue>>;

const NaiveValue kError{NaiveError{}};

template <typename T>
const T* as(const NaiveValue& value) {
  return std::get_if<T>(&value.is);
}
bool is_error(const NaiveValue& value) {
  return as<NaiveError>(value) != nullptr;
}
bool is_number(const NaiveValue& v) {
  return as<int64_t>(v) || as<uint64_t>(v) || as<double>(v);
}
NaiveValue boolean(bool b) {
  return {b};
}

double to_double(const NaiveValue& v) {
  if (const auto* i = as<int64_t>(v)) return static_cast<double>(*i);
  if (const auto* u = as<uint64_t>(v)) return static_cast<double>(*u);
  return *as<double>(v);
}

// -1, 0, 1; nothing for NaN.
std::optional<int> order_numbers(const NaiveValue& a, const NaiveValue& b) {
  if (as<double>(a) || as<double>(b)) {
    const double x = to_double(a);
    const double y = to_double(b);
    if (std::isnan(x) || std::isnan(y)) return std::nullopt;
    return x < y ? -1 : x > y ? 1 : 0;
  }
  // The extended double of x86 holds every 64-bit integer, but sign and size do as well.
  const auto negative = [](const NaiveValue& v) { return as<int64_t>(v) && *as<int64_t>(v) < 0; };
  if (negative(a) != negative(b)) return negative(a) ? -1 : 1;
  if (negative(a))
    return *as<int64_t>(a) < *as<int64_t>(b) ? -1 : *as<int64_t>(a) > *as<int64_t>(b);
  const auto size = [](const NaiveValue& v) {
    return as<uint64_t>(v) ? *as<uint64_t>(v) : static_cast<uint64_t>(*as<int64_t>(v));
  };
  return size(a) < size(b) ? -1 : size(a) > size(b) ? 1 : 0;
}

bool same(const NaiveValue& a, const NaiveValue& b);

const NaiveValue* lookup(const NaiveMap& map, const NaiveValue& key) {
  const bool usable = as<bool>(key) || as<std::string>(key) || is_number(key);
  if (!usable) return nullptr;
  if (const auto* d = as<double>(key); d && *d != std::trunc(*d)) return nullptr;
  for (const auto& [k, v] : map) {
    if (same(k, key)) return &v;
  }
  return nullptr;
}

bool same_lists(const NaiveList& a, const NaiveList& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

bool same_maps(const NaiveMap& a, const NaiveMap& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [key, value] : a) {
    const NaiveValue* other = lookup(b, key);
    if (!other || !same(value, *other)) return false;
  }
  return true;
}

// == of the language.
bool same(const NaiveValue& a, const NaiveValue& b) {
  if (is_number(a) && is_number(b)) return order_numbers(a, b) == 0;
  if (a.is.index() != b.is.index()) return false;
  if (as<NaiveNull>(a)) return true;
  if (as<bool>(a)) return *as<bool>(a) == *as<bool>(b);
  if (as<std::string>(a)) return *as<std::string>(a) == *as<std::string>(b);
  if (as<NaiveBytes>(a)) return as<NaiveBytes>(a)->bytes == as<NaiveBytes>(b)->bytes;
  if (as<NaiveList>(a)) return same_lists(*as<NaiveList>(a), *as<NaiveList>(b));
  if (as<NaiveMap>(a)) return same_maps(*as<NaiveMap>(a), *as<NaiveMap>(b));
  return false;
}

NaiveValue order(const std::string& name, const NaiveValue& a, const NaiveValue& b) {
  std::optional<int> sign;
  if (is_number(a) && is_number(b)) {
    sign = order_numbers(a, b);
  } else if (as<bool>(a) && as<bool>(b)) {
    sign = static_cast<int>(*as<bool>(a)) - static_cast<int>(*as<bool>(b));
  } else if (as<std::string>(a) && as<std::string>(b)) {
    sign = as<std::string>(a)->compare(*as<std::string>(b));
  } else if (as<NaiveBytes>(a) && as<NaiveBytes>(b)) {
    sign = as<NaiveBytes>(a)->bytes.compare(as<NaiveBytes>(b)->bytes);
  } else {
    return kError;
  }
  if (!sign) return boolean(false);
  if (name == "_<_") return boolean(*sign < 0);
  if (name == "_<=_") return boolean(*sign <= 0);
  return boolean(name == "_>_" ? *sign > 0 : *sign >= 0);
}

template <typename T>
NaiveValue whole_arithmetic(char op, T a, T b) {
  T out{};
  bool failed = false;
  switch (op) {
    case '+':
      failed = __builtin_add_overflow(a, b, &out);
      break;
    case '-':
      failed = __builtin_sub_overflow(a, b, &out);
      break;
    case '*':
      failed = __builtin_mul_overflow(a, b, &out);
      break;
    default:
      if (b == 0) return kError;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1)
          return a == std::numeric_limits<T>::min() ? kError : NaiveValue{op == '/' ? -a : T{0}};
      }
      out = op == '/' ? a / b : a % b;
  }
  return failed ? kError : NaiveValue{out};
}

NaiveValue real_arithmetic(char op, double a, double b) {
  if (op == '+') return {a + b};
  if (op == '-') return {a - b};
  if (op == '*') return {a * b};
  return op == '/' ? NaiveValue{a / b} : kError;
}

NaiveValue arithmetic(char op, const NaiveValue& a, const NaiveValue& b) {
  if (a.is.index() != b.is.index()) return kError;
  if (as<int64_t>(a)) return whole_arithmetic(op, *as<int64_t>(a), *as<int64_t>(b));
  if (as<uint64_t>(a)) return whole_arithmetic(op, *as<uint64_t>(a), *as<uint64_t>(b));
  if (as<double>(a)) return real_arithmetic(op, *as<double>(a), *as<double>(b));
  if (op != '+') return kError;
  if (as<std::string>(a)) return {*as<std::string>(a) + *as<std::string>(b)};
  if (as<NaiveBytes>(a)) return {NaiveBytes{as<NaiveBytes>(a)->bytes + as<NaiveBytes>(b)->bytes}};
  if (!as<NaiveList>(a)) return kError;
  NaiveList all = *as<NaiveList>(a);
  all.insert(all.end(), as<NaiveList>(b)->begin(), as<NaiveList>(b)->end());
  return {all};
}

NaiveValue negate(const NaiveValue& a) {
  if (as<double>(a)) return {-*as<double>(a)};
  if (!as<int64_t>(a) || *as<int64_t>(a) == INT64_MIN) return kError;
  return {-*as<int64_t>(a)};
}

NaiveValue index(const NaiveValue& container, const NaiveValue& key) {
  if (const auto* map = as<NaiveMap>(container)) {
    const NaiveValue* found = lookup(*map, key);
    return found ? *found : kError;
  }
  const auto* list = as<NaiveList>(container);
  if (!list || !is_number(key)) return kError;
  for (size_t i = 0; i < list->size(); ++i) {
    if (same({static_cast<int64_t>(i)}, key)) return (*list)[i];
  }
  return kError;
}

NaiveValue in(const NaiveValue& wanted, const NaiveValue& container) {
  if (const auto* map = as<NaiveMap>(container)) return boolean(lookup(*map, wanted) != nullptr);
  const auto* list = as<NaiveList>(container);
  if (!list) return kError;
  for (const NaiveValue& item : *list) {
    if (same(item, wanted)) return boolean(true);
  }
  return boolean(false);
}

NaiveValue size(const NaiveValue& value) {
  size_t count = 0;
  if (const auto* text = as<std::string>(value)) {
    for (const char c : *text) count += (c & 0xc0) != 0x80;
  } else if (const auto* bytes = as<NaiveBytes>(value)) {
    count = bytes->bytes.size();
  } else if (const auto* list = as<NaiveList>(value)) {
    count = list->size();
  } else if (const auto* map = as<NaiveMap>(value)) {
    count = map->size();
  } else {
    return kError;
  }
  return {static_cast<int64_t>(count)};
}

NaiveValue string_test(const std::string& name, const NaiveValue& a, const NaiveValue& b) {
  const auto* text = as<std::string>(a);
  const auto* part = as<std::string>(b);
  if (!text || !part) return kError;
  if (name == "contains") return boolean(text->find(*part) != std::string::npos);
  if (name == "startsWith") return boolean(text->substr(0, part->size()) == *part);
  if (part->size() > text->size()) return boolean(false);
  return boolean(text->substr(text->size() - part->size()) == *part);
}

class Naive {
 public:
  Naive(const Ast& ast, const NaiveVariables& variables) : ast_(ast), variables_(variables) {}

  NaiveValue visit(ExprId id) {
    const Expr& expr = ast_[id];
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return to_naive(expr.literal);
      case ExprKind::kIdent:
      case ExprKind::kSelect:
        return name_or_select(id);
      case ExprKind::kCall:
        return call(expr);
      case ExprKind::kList:
        return list(expr);
      case ExprKind::kMap:
        return map(expr);
      case ExprKind::kComprehension:
        return macro(expr);
      default:
        return kError;
    }
  }

 private:
  const NaiveValue* local(const std::string& name) const {
    for (auto it = scope_.rbegin(); it != scope_.rend(); ++it) {
      if (it->first == name) return &it->second;
    }
    return nullptr;
  }

  // "a.b.c" when the expression is such a chain.
  std::string chain(ExprId id) const {
    const Expr& expr = ast_[id];
    if (expr.kind == ExprKind::kIdent) return local(expr.name) ? "" : expr.name;
    if (expr.kind != ExprKind::kSelect || expr.optional) return "";
    const std::string front = chain(expr.args[0]);
    return front.empty() ? "" : front + "." + expr.name;
  }

  NaiveValue name_or_select(ExprId id) {
    const Expr& expr = ast_[id];
    if (expr.kind == ExprKind::kIdent && local(expr.name)) return *local(expr.name);
    const auto variable = variables_.find(chain(id));
    if (variable != variables_.end()) {
      const bool absent = is_error(variable->second);
      return expr.test_only ? boolean(!absent) : variable->second;
    }
    if (expr.kind == ExprKind::kIdent) return kError;
    const NaiveValue operand = visit(expr.args[0]);
    const auto* map = as<NaiveMap>(operand);
    if (!map) return kError;
    const NaiveValue* found = lookup(*map, {expr.name});
    if (expr.test_only) return boolean(found != nullptr);
    return found ? *found : kError;
  }

  NaiveValue call(const Expr& expr) {
    if (expr.name == "_&&_" || expr.name == "_||_") {
      const bool decisive = expr.name == "_||_";
      const NaiveValue a = visit(expr.args[0]);
      const NaiveValue b = visit(expr.args[1]);
      for (const NaiveValue* value : {&a, &b}) {
        if (as<bool>(*value) && *as<bool>(*value) == decisive) return boolean(decisive);
      }
      return as<bool>(a) && as<bool>(b) ? boolean(!decisive) : kError;
    }
    if (expr.name == "_?_:_") {
      const NaiveValue condition = visit(expr.args[0]);
      return as<bool>(condition) ? visit(expr.args[*as<bool>(condition) ? 1 : 2]) : kError;
    }
    Values args;
    for (const ExprId arg : expr.args) args.push_back(visit(arg));
    for (const NaiveValue& arg : args) {
      if (is_error(arg)) return kError;
    }
    return apply(expr.name, args);
  }

  static NaiveValue apply(const std::string& name, const Values& args) {
    if (args.size() == 1) {
      if (name == "!_") return as<bool>(args[0]) ? boolean(!*as<bool>(args[0])) : kError;
      if (name == "-_") return negate(args[0]);
      if (name == "size") return size(args[0]);
      return name == "dyn" ? args[0] : kError;
    }
    if (args.size() != 2) return kError;
    if (name == "_==_") return boolean(same(args[0], args[1]));
    if (name == "_!=_") return boolean(!same(args[0], args[1]));
    if (name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_") {
      return order(name, args[0], args[1]);
    }
    if (name == "@in") return in(args[0], args[1]);
    if (name == "_[_]") return index(args[0], args[1]);
    if (name.size() == 3 && name[0] == '_' && name[2] == '_') {
      return arithmetic(name[1], args[0], args[1]);
    }
    return string_test(name, args[0], args[1]);
  }

  NaiveValue list(const Expr& expr) {
    NaiveList items;
    for (const ExprId arg : expr.args) {
      items.push_back(visit(arg));
      if (is_error(items.back())) return kError;
    }
    return {items};
  }

  NaiveValue map(const Expr& expr) {
    NaiveMap entries;
    for (size_t i = 0; i < expr.args.size(); i += 2) {
      const NaiveValue key = visit(expr.args[i]);
      const NaiveValue value = visit(expr.args[i + 1]);
      const bool usable =
          as<bool>(key) || as<std::string>(key) || as<int64_t>(key) || as<uint64_t>(key);
      if (is_error(value) || !usable || lookup(entries, key)) return kError;
      entries.push_back({key, value});
    }
    return {entries};
  }

  NaiveValue macro(const Expr& expr) {
    const NaiveValue range = visit(expr.args[0]);
    NaiveList elements;
    if (const auto* items = as<NaiveList>(range)) {
      elements = *items;
    } else if (const auto* entries = as<NaiveMap>(range)) {
      for (const auto& entry : *entries) elements.push_back(entry.first);
    } else {
      return kError;
    }
    Values results;  // of the body, for the elements that pass the condition
    bool failed = false;
    for (const NaiveValue& element : elements) {
      scope_.push_back({expr.variable, element});
      NaiveValue chosen = expr.args.size() == 3 ? visit(expr.args[1]) : boolean(true);
      if (!as<bool>(chosen)) failed = true;
      if (as<bool>(chosen) && *as<bool>(chosen)) results.push_back(visit(expr.args.back()));
      scope_.pop_back();
    }
    return failed ? kError : reduce(expr.comprehension, elements, results);
  }

  static NaiveValue reduce(Comprehension kind, const NaiveList& elements, const Values& results) {
    int yes = 0;
    int no = 0;
    bool has_error = false;
    NaiveList kept;
    for (size_t i = 0; i < results.size(); ++i) {
      const auto* b = as<bool>(results[i]);
      yes += b && *b;
      no += b && !*b;
      has_error = has_error || is_error(results[i]);
      if (b && *b) kept.push_back(elements[i]);
    }
    const bool all_bool = yes + no == static_cast<int>(results.size());
    if (kind == Comprehension::kAll) return no ? boolean(false) : all_bool ? boolean(true) : kError;
    if (kind == Comprehension::kExists)
      return yes ? boolean(true) : all_bool ? boolean(false) : kError;
    if (kind == Comprehension::kMap) return has_error ? kError : NaiveValue{results};
    if (!all_bool) return kError;
    return kind == Comprehension::kExistsOne ? boolean(yes == 1) : NaiveValue{kept};
  }

  const Ast& ast_;
  const NaiveVariables& variables_;
  Scope scope_;
};

}  // namespace

NaiveValue evaluate_naively(const Ast& ast, const NaiveVariables& variables) {
  return Naive(ast, variables).visit(ast.root());
}

NaiveValue to_naive(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return {NaiveNull{}};
    case Kind::kBool:
      return {value.as_bool()};
    case Kind::kInt:
      return {value.as_int()};
    case Kind::kUint:
      return {value.as_uint()};
    case Kind::kDouble:
      return {value.as_double()};
    case Kind::kString:
      return {std::string(value.as_string())};
    case Kind::kBytes:
      return {NaiveBytes{std::string(value.as_string())}};
    case Kind::kList: {
      NaiveList items;
      for (const Value& item : value.as_list()) items.push_back(to_naive(item));
      return {items};
    }
    case Kind::kMap: {
      NaiveMap entries;
      for (const MapEntry& entry : value.entries()) {
        entries.push_back({to_naive(entry.key), to_naive(entry.value)});
      }
      return {entries};
    }
    default:
      return kError;
  }
}

bool identical(const NaiveValue& a, const NaiveValue& b) {
  if (a.is.index() != b.is.index()) return false;
  if (is_error(a)) return true;
  if (const auto* x = as<double>(a)) {
    return *x == *as<double>(b) || (std::isnan(*x) && std::isnan(*as<double>(b)));
  }
  if (const auto* list = as<NaiveList>(a)) {
    const auto& other = *as<NaiveList>(b);
    if (list->size() != other.size()) return false;
    for (size_t i = 0; i < other.size(); ++i) {
      if (!identical((*list)[i], other[i])) return false;
    }
    return true;
  }
  if (const auto* map = as<NaiveMap>(a)) {
    const auto& other = *as<NaiveMap>(b);
    if (map->size() != other.size()) return false;
    for (const auto& [key, value] : *map) {
      const NaiveValue* found = lookup(other, key);
      if (!found || !identical(value, *found)) return false;
    }
    return true;
  }
  return same(a, b);
}

}  // namespace gs::cel
