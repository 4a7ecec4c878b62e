#include "policy/lawful_basis.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace gs::policy {
namespace {

constexpr size_t kShownCharacters = 64;

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

LawfulBasis lawful_basis(const boost::json::object* context,
                         const std::optional<std::vector<std::string>>& allowed,
                         const std::vector<std::string>* of_key) {
  const boost::json::value* given =
      context != nullptr ? context->if_contains("lawful_basis") : nullptr;
  if (given == nullptr || given->is_null()) return {};
  if (given->is_bool()) {
    if (!given->get_bool()) return {};
    if (!allowed && of_key == nullptr) return {true, {}};
    return {false, "lawful_basis: true names no basis"};
  }
  if (!given->is_string()) return {false, "lawful_basis is neither text nor a boolean"};
  const std::string_view name = given->get_string();
  if (name.empty()) return {};
  const auto remark = [name](std::string_view why) {
    return fmt::format("lawful basis '{}' {}", escape_for_display(name, kShownCharacters), why);
  };
  if (allowed && !contains(*allowed, name)) return {false, remark("is not allowed by the policy")};
  if (of_key != nullptr && !contains(*of_key, name)) {
    return {false, remark("is not open to this caller")};
  }
  return {true, {}};
}

}  // namespace gs::policy
