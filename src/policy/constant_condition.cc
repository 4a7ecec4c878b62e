#include "policy/constant_condition.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace gs::policy {
namespace {

// The values that a signal may still have.
struct Range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  bool empty() const { return low > high || (low == high && (low_open || high_open)); }
  void at_least(double bound, bool open) {
    if (bound < low) return;
    low_open = bound == low ? low_open || open : open;
    low = bound;
  }
  void at_most(double bound, bool open) {
    if (bound > high) return;
    high_open = bound == high ? high_open || open : open;
    high = bound;
  }
};

std::optional<double> number_of(const cel::Expr& expr) {
  if (expr.kind != cel::ExprKind::kLiteral) return std::nullopt;
  switch (expr.literal.kind()) {
    case cel::Kind::kBool:
      return expr.literal.as_bool() ? 1 : 0;
    case cel::Kind::kInt:
      return static_cast<double>(expr.literal.as_int());
    case cel::Kind::kUint:
      return static_cast<double>(expr.literal.as_uint());
    case cel::Kind::kDouble:
      return expr.literal.as_double();
    default:
      return std::nullopt;
  }
}

std::string_view mirrored(std::string_view relation) {
  if (relation == "_<_") return "_>_";
  if (relation == "_>_") return "_<_";
  if (relation == "_<=_") return "_>=_";
  if (relation == "_>=_") return "_<=_";
  return relation;
}

// Collects what a conjunction demands of each signal.
class Conjunction {
 public:
  Conjunction(const cel::Program& program, const Variables& variables)
      : ast_(program.ast()), types_(program.types()), variables_(variables) {}

  void add(cel::ExprId id) {
    const cel::Expr& expr = ast_[id];
    if (expr.kind == cel::ExprKind::kCall && expr.name == "_&&_") {
      for (const cel::ExprId child : expr.args) add(child);
    } else if (expr.kind == cel::ExprKind::kCall && expr.name == "!_") {
      if (Range* range = range_of(expr.args[0])) restrict(*range, "_==_", 0);
    } else if (expr.kind == cel::ExprKind::kCall && expr.args.size() == 2) {
      add_comparison(expr);
    } else if (Range* range = range_of(id)) {
      restrict(*range, "_==_", 1);
    }
  }

  bool impossible() const {
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [](const auto& entry) { return entry.second.empty(); });
  }

 private:
  void add_comparison(const cel::Expr& expr) {
    const auto right = number_of(ast_[expr.args[1]]);
    const auto left = number_of(ast_[expr.args[0]]);
    if (right && !left) {
      if (Range* range = range_of(expr.args[0])) restrict(*range, expr.name, *right);
    } else if (left && !right) {
      if (Range* range = range_of(expr.args[1])) restrict(*range, mirrored(expr.name), *left);
    }
  }

  static void restrict(Range& range, std::string_view relation, double bound) {
    if (relation == "_==_" || relation == "_>_" || relation == "_>=_") {
      range.at_least(bound, relation == "_>_");
    }
    if (relation == "_==_" || relation == "_<_" || relation == "_<=_") {
      range.at_most(bound, relation == "_<_");
    }
  }

  // The range of the signal that the expression names, or null for anything else.
  Range* range_of(cel::ExprId id) {
    const cel::Reference& reference = types_.reference(id);
    const bool is_variable =
        reference.kind == cel::Reference::Kind::kVariable && !reference.variable->is_constant;
    if (!is_variable) return nullptr;
    const SlotSource& source = variables_.source(reference.variable->slot);
    if (!source.is_signal()) return nullptr;
    const text::SignalType type = variables_.signals()[source.signal].type;
    if (type == text::SignalType::kString || type == text::SignalType::kStringList) return nullptr;
    const auto [entry, is_new] = ranges_.try_emplace(reference.variable->name);
    if (is_new && type != text::SignalType::kInt) entry->second.high = 1;  // scores and booleans
    return &entry->second;
  }

  const cel::Ast& ast_;
  const cel::CheckedTypes& types_;
  const Variables& variables_;
  std::map<std::string, Range> ranges_;
};

}  // namespace

std::optional<bool> constant_condition(const cel::Program& program, const Variables& variables) {
  const std::vector<cel::Value> absent(variables.environment().slot_count(),
                                       cel::Value::error(cel::ErrorKind::kAbsent));
  cel::Arena arena;
  const cel::Value value = program.evaluate(absent, arena);
  if (value.is_bool()) return value.as_bool();
  Conjunction conjunction(program, variables);
  conjunction.add(program.ast().root());
  if (conjunction.impossible()) return false;
  return std::nullopt;
}

}  // namespace gs::policy
