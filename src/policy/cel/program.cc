#include "policy/cel/program.h"

#include <algorithm>

#include "policy/cel/compiler.h"
#include "policy/cel/evaluator.h"
#include "policy/cel/issue_at.h"
#include "policy/cel/parser.h"
#include "policy/cel/slot_tests.h"
#include "policy/cel/tracer.h"

namespace gs::cel {

namespace {

// Aligned so that a short condition lies in one cache line: a policy has a thousand of them.
class alignas(64) CompiledProgram final : public Program {
 public:
  CompiledProgram(Ast ast, CheckedTypes types, const Environment& environment)
      : ast_(std::move(ast)),
        types_(std::move(types)),
        slot_count_(environment.slot_count()),
        code_(generate(ast_, types_, environment)) {
    slots_touched_ = code_.slot_count;
    tests_ = SlotTests::of(code_);
    for (const Node& node : code_.nodes) {
      if (reads_slot(node)) reads_.push_back(node.a);
    }
    std::sort(reads_.begin(), reads_.end());
    reads_.erase(std::unique(reads_.begin(), reads_.end()), reads_.end());
  }

  Value evaluate(std::span<const Value> slots, Arena& arena) const override {
    if (slots.size() < slots_touched_) return Value::error(ErrorKind::kAbsent);
    const SlotTests::Verdict verdict = tests_.run(slots.data());
    if (verdict != SlotTests::Verdict::kUnknown) {
      return Value::boolean(verdict == SlotTests::Verdict::kTrue);
    }
    return evaluate_tree(slots.data(), arena);
  }

  Value trace(std::span<const Value> slots, Arena& arena, const Observer& observe) const override {
    if (slots.size() < slot_count_) return Value::error(ErrorKind::kAbsent);
    return trace_expression(ast_, types_, code_.max_iterations, slots, arena, observe);
  }

  const Ast& ast() const override { return ast_; }
  const CheckedTypes& types() const override { return types_; }
  const std::vector<Slot>& reads() const override { return reads_; }
  const Code& code() const { return code_; }

 private:
  // Apart, so that the short way needs no room for the evaluator.
  [[gnu::noinline]] Value evaluate_tree(const Value* slots, Arena& arena) const {
    return Evaluator(code_, slots, arena).run();
  }

  // What every evaluation reads comes first.
  uint32_t slots_touched_ = 0;  // the highest plus one
  SlotTests tests_;
  Ast ast_;
  CheckedTypes types_;
  uint32_t slot_count_;
  Code code_;
  std::vector<Slot> reads_;
};

}  // namespace

Compilation compile(std::string_view source, const Environment& environment) {
  Compilation result;
  Parsed parsed = parse(source, environment.options());
  result.issues = std::move(parsed.issues);
  if (!parsed.ast) return result;
  Checked checked = check(*parsed.ast, environment);
  result.issues.insert(result.issues.end(), checked.issues.begin(), checked.issues.end());
  if (has_errors(result.issues)) return result;
  auto program = std::make_shared<const CompiledProgram>(*std::move(parsed.ast),
                                                         std::move(checked.tables), environment);
  if (environment.options().check) {
    for (const CertainFailure& failure : program->code().certain_failures) {
      const SourceRange range = program->ast()[failure.expression].range;
      result.issues.push_back(
          issue_at(program->ast().source(), range, std::string(failure.message)));
    }
  }
  if (!has_errors(result.issues)) result.program = std::move(program);
  return result;
}

std::string describe_error(const Value& error, const Ast& ast) {
  std::string text(message(error.error_kind()));
  const ExprId id = error.error_expression();
  if (id == 0 || id > ast.size()) return text;
  const SourceRange range = ast[id].range;
  return text + ": `" + ast.source().substr(range.begin, range.end - range.begin) + "`";
}

}  // namespace gs::cel
