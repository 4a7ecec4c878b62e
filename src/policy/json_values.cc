#include "policy/json_values.h"

#include <cmath>
#include <vector>

namespace gs::policy {
namespace {

namespace json = boost::json;

cel::Value number(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const bool integral = std::floor(value) == value && std::fabs(value) <= kExact;
  return integral ? cel::Value::integer(static_cast<int64_t>(value)) : cel::Value::real(value);
}

}  // namespace

cel::Value to_cel(const json::object& object, cel::Arena& arena) {
  std::vector<cel::MapEntry> entries;
  entries.reserve(object.size());
  for (const auto& entry : object) {
    const cel::Value item = to_cel(entry.value(), arena);
    if (item.is_error()) return item;
    entries.push_back({cel::Value::string(std::string_view(entry.key())), item});
  }
  return cel::make_map(arena, entries);
}

cel::Value to_cel(const json::value& value, cel::Arena& arena) {
  switch (value.kind()) {
    case json::kind::null:
      return cel::Value::null();
    case json::kind::bool_:
      return cel::Value::boolean(value.get_bool());
    case json::kind::int64:
      return cel::Value::integer(value.get_int64());
    case json::kind::uint64:
      return cel::Value::real(value.to_number<double>());
    case json::kind::double_:
      return number(value.get_double());
    case json::kind::string:
      return cel::Value::string(std::string_view(value.get_string()));
    case json::kind::object:
      return to_cel(value.get_object(), arena);
    case json::kind::array:
      break;
  }
  std::vector<cel::Value> items;
  items.reserve(value.get_array().size());
  for (const json::value& item : value.get_array()) {
    items.push_back(to_cel(item, arena));
    if (items.back().is_error()) return items.back();
  }
  return cel::make_list(arena, items);
}

}  // namespace gs::policy
