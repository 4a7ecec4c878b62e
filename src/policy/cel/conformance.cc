#include "policy/cel/conformance.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <optional>
#include <vector>

#include "base/json.h"
#include "policy/cel/conformance_value.h"
#include "policy/cel/program.h"

namespace gs::cel {

namespace json = boost::json;

namespace {

// How a row ended. Empty text with kPassed.
struct Outcome {
  enum class Kind { kPassed, kFailed, kSkipped } kind = Kind::kPassed;
  std::string text;
};

Outcome passed() {
  return {};
}
Outcome failed(std::string text) {
  return {Outcome::Kind::kFailed, std::move(text)};
}
Outcome skipped(std::string text) {
  return {Outcome::Kind::kSkipped, std::move(text)};
}

std::string string_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool bool_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// Why the row cannot be run here, or empty.
std::string reason_to_skip(const json::object& row, const json::object& expect) {
  const json::value* proto_free = row.if_contains("proto_free");
  if (proto_free != nullptr && proto_free->is_bool() && !proto_free->get_bool()) {
    return "needs protobuf messages";
  }
  if (expect.contains("unknown")) return "expects an unknown, which this engine does not have";
  if (bool_member(row, "disable_macros")) return "macros cannot be switched off";
  const json::value* needs = row.if_contains("needs");
  if (needs == nullptr || !needs->is_array()) return "";
  for (const json::value& need : needs->get_array()) {
    if (need.is_string() && need.get_string() == "cel_block") return "needs cel.block";
  }
  return "";
}

// One row, from its environment to its result.
class Case {
 public:
  Case(const json::object& row, const json::object& expect)
      : row_(row), expect_(expect), environment_(options(row)) {}

  Outcome run();

 private:
  static LanguageOptions options(const json::object& row);
  // An empty text, or why the row cannot be run.
  std::string declare();
  bool declare_variable(const std::string& name, Type type, std::optional<Value> value);
  Outcome judge_type(const Program& program) const;
  Outcome judge_value(const Program& program);

  const json::object& row_;
  const json::object& expect_;
  Environment environment_;
  Arena arena_;
  std::vector<Value> slots_;
};

LanguageOptions Case::options(const json::object& row) {
  LanguageOptions options;
  options.check = !bool_member(row, "disable_check");
  options.container = string_member(row, "container");
  options.word_operators = false;
  return options;
}

bool Case::declare_variable(const std::string& name, Type type, std::optional<Value> value) {
  if (environment_.find(name) != nullptr) return true;
  const auto slot = environment_.declare(name, std::move(type));
  if (!slot) return false;
  slots_.push_back(value.value_or(Value::error(ErrorKind::kAbsent)));
  return true;
}

std::string Case::declare() {
  const json::value* bindings = row_.if_contains("bindings");
  const auto bound = [&](std::string_view name) -> const json::value* {
    if (bindings == nullptr || !bindings->is_object()) return nullptr;
    return bindings->get_object().if_contains(name);
  };
  if (const json::value* types = row_.if_contains("type_env"); types && types->is_array()) {
    for (const json::value& declared : types->get_array()) {
      const json::object& declaration = declared.get_object();
      const std::string name = string_member(declaration, "name");
      if (!declaration.contains("type")) continue;  // a function: calls of it stay undeclared
      std::optional<Value> value;
      if (const json::value* given = bound(name)) value = read_conformance_value(*given, arena_);
      // A refused name (true, null) cannot be reached by an expression either.
      declare_variable(name, read_conformance_type(string_member(declaration, "type")), value);
    }
  }
  if (bindings == nullptr || !bindings->is_object()) return "";
  for (const auto& binding : bindings->get_object()) {
    const auto value = read_conformance_value(binding.value(), arena_);
    if (!value) return "a binding is a protobuf value";
    declare_variable(std::string(binding.key()), TypeKind::kDyn, value);
  }
  return "";
}

Outcome Case::run() {
  if (std::string reason = declare(); !reason.empty()) return skipped(std::move(reason));
  const Compilation compiled = compile(string_member(row_, "expr"), environment_);
  if (compiled.program == nullptr) {
    if (expect_.contains("error")) return passed();
    return failed("expected a value, got " + render(compiled.issues, "expression", ""));
  }
  if (Outcome outcome = judge_type(*compiled.program); !outcome.text.empty()) return outcome;
  return bool_member(row_, "check_only") ? passed() : judge_value(*compiled.program);
}

Outcome Case::judge_type(const Program& program) const {
  const std::string wanted = string_member(expect_, "deduced_type");
  if (wanted.empty() || bool_member(row_, "disable_check")) return passed();
  const Type type = read_conformance_type(wanted);
  if (program.result_type() == type) return passed();
  return failed("expected type " + wanted + ", got " + program.result_type().to_string());
}

Outcome Case::judge_value(const Program& program) {
  const Value value = program.evaluate(slots_, arena_);
  const Value traced = program.trace(slots_, arena_, [](ExprId, const Value&) {});
  if (!same_value(value, traced)) {
    return failed("evaluation gives " + to_string(value) + ", trace gives " + to_string(traced));
  }
  if (expect_.contains("error")) {
    return value.is_error() ? passed() : failed("expected an error, got " + to_string(value));
  }
  const json::value* wanted = expect_.if_contains("value");
  if (wanted == nullptr) return passed();
  const auto expected = read_conformance_value(*wanted, arena_);
  if (!expected) return skipped("expects a protobuf value");
  if (same_value(value, *expected)) return passed();
  return failed("expected " + to_string(*expected) + ", got " + to_string(value));
}

Outcome run_row(const json::value& row) {
  const json::value* expect = row.is_object() ? row.get_object().if_contains("expect") : nullptr;
  if (expect == nullptr || !expect->is_object()) return failed("expected a row with \"expect\"");
  std::string reason = reason_to_skip(row.get_object(), expect->get_object());
  if (!reason.empty()) return skipped(std::move(reason));
  return Case(row.get_object(), expect->get_object()).run();
}

// Runs one line and adds what there is to say about it.
ConformanceTotals run_line(std::string_view line, const std::string& place, std::string& report) {
  const auto row = parse_json(line);
  if (!row) {
    report += "FAIL " + place + ": " + row.error().to_string() + "\n";
    return {0, 1, 0};
  }
  const Outcome outcome = run_row(*row);
  if (outcome.kind == Outcome::Kind::kPassed) return {1, 0, 0};
  std::string id = row->is_object() ? string_member(row->get_object(), "id") : "";
  if (id.empty()) id = place;
  const bool skip = outcome.kind == Outcome::Kind::kSkipped;
  report += (skip ? "SKIP " : "FAIL ") + id + ": " + outcome.text + "\n";
  return skip ? ConformanceTotals{0, 0, 1} : ConformanceTotals{0, 1, 0};
}

}  // namespace

ConformanceTotals run_conformance(std::string_view jsonl, std::string_view file,
                                  std::string& report) {
  ConformanceTotals totals;
  size_t number = 0;
  while (!jsonl.empty()) {
    const size_t end = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view line = jsonl.substr(0, end);
    jsonl.remove_prefix(std::min(end + 1, jsonl.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    totals += run_line(line, std::string(file) + ":" + std::to_string(number), report);
  }
  return totals;
}

}  // namespace gs::cel
