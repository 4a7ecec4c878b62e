#include "policy/cel/environment.h"

#include <algorithm>
#include <utility>

#include "policy/cel/lexer.h"

namespace gs::cel {
namespace {

bool is_word_operator(std::string_view word) {
  return word == "and" || word == "or" || word == "not";
}

Status check_name(const std::string& name, bool word_operators) {
  size_t begin = 0;
  while (begin <= name.size()) {
    const size_t end = std::min(name.find('.', begin), name.size());
    const std::string_view part = std::string_view(name).substr(begin, end - begin);
    if (!is_identifier(part)) {
      return fail(ErrorCode::kInvalidInput, "'" + name + "' is not a dotted identifier");
    }
    // Behind a dot only the keywords are out of reach.
    if (begin == 0 ? is_reserved(part) : is_keyword(part)) {
      return fail(ErrorCode::kInvalidInput, "'" + std::string(part) + "' is a reserved word");
    }
    if (begin == 0 && word_operators && is_word_operator(part)) {
      return fail(ErrorCode::kInvalidInput, "'" + std::string(part) + "' is an operator");
    }
    begin = end + 1;
  }
  return Ok{};
}

}  // namespace

Result<Variable*> Environment::add(std::string name, Type type) {
  GS_CHECK_OK(check_name(name, options_.word_operators));
  if (find(name) != nullptr) {
    return fail(ErrorCode::kAlreadyExists, "'" + name + "' is declared twice");
  }
  Variable& variable = variables_.emplace_back();
  variable.name = std::move(name);
  variable.type = std::move(type);
  by_name_[variable.name] = &variable;
  return &variable;
}

Result<Slot> Environment::declare(std::string name, Type type) {
  GS_TRY(Variable * variable, add(std::move(name), std::move(type)));
  variable->slot = slot_count_++;
  return variable->slot;
}

Status Environment::declare_constant(std::string name, Type type, Value value) {
  GS_TRY(Variable * variable, add(std::move(name), std::move(type)));
  variable->is_constant = true;
  variable->constant = value;
  return Ok{};
}

const Variable* Environment::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace gs::cel
