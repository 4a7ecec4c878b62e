#include "gate/model_card.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <string_view>

namespace gs::gate {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> kUnknownWords = {"unknown", "tbd", "todo",
                                                           "to be determined"};

bool says_something(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return false;
  std::string word(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  if (word.ends_with('.')) word.pop_back();
  return std::find(kUnknownWords.begin(), kUnknownWords.end(), word) == kUnknownWords.end();
}

// The depth of a card is bounded by that of parse_json().
bool is_filled(const json::value& value) {
  if (value.is_null()) return false;
  if (const json::string* text = value.if_string()) return says_something(*text);
  if (const json::array* list = value.if_array()) {
    return std::any_of(list->begin(), list->end(), is_filled);
  }
  if (const json::object* object = value.if_object()) {
    const json::value* unknown = object->if_contains("unknown");
    if (unknown != nullptr && unknown->is_bool() && unknown->get_bool()) return false;
    return std::any_of(object->begin(), object->end(),
                       [](const auto& member) { return is_filled(member.value()); });
  }
  return true;  // a number, true or false
}

// The value at a dotted path; a member whose own name has the dots counts first.
const json::value* at_path(const json::object& object, std::string_view path) {
  if (const json::value* whole = object.if_contains(path)) return whole;
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const json::value* parent = object.if_contains(path.substr(0, dot));
  if (parent == nullptr || !parent->is_object()) return nullptr;
  return at_path(parent->get_object(), path.substr(dot + 1));
}

}  // namespace

std::vector<std::string> missing_fields(const json::object& card,
                                        std::span<const std::string> fields) {
  std::vector<std::string> missing;
  for (const std::string& field : fields) {
    const json::value* value = at_path(card, field);
    if (value == nullptr || !is_filled(*value)) missing.push_back(field);
  }
  return missing;
}

}  // namespace gs::gate
