#include "policy/inputs.h"

#include <algorithm>

namespace gs::policy {
namespace {

bool any_matches(const std::optional<std::vector<std::string>>& patterns, std::string_view name) {
  if (!patterns) return true;
  return std::any_of(patterns->begin(), patterns->end(),
                     [name](const std::string& pattern) { return glob_matches(pattern, name); });
}

}  // namespace

bool applies(const AppliesTo& scope, const RequestFacts* request) {
  const auto fact = [request](std::string RequestFacts::* field) {
    return request != nullptr ? std::string_view(request->*field) : std::string_view();
  };
  return any_matches(scope.tenants, fact(&RequestFacts::tenant)) &&
         any_matches(scope.models, fact(&RequestFacts::model)) &&
         any_matches(scope.paths, fact(&RequestFacts::path));
}

text::Signals neutral_signals(std::span<const text::SignalDeclaration> declarations) {
  text::Signals signals;
  signals.reserve(declarations.size());
  for (const text::SignalDeclaration& declaration : declarations) {
    signals.push_back({true, text::SignalFault::kNone, text::neutral_value(declaration.type)});
  }
  return signals;
}

}  // namespace gs::policy
