#include "gateway/openai/seen_text.h"

#include <boost/json.hpp>

#include "gateway/openai/format_words.h"

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;

constexpr size_t kShownNameLimit = 40;
constexpr int kShownDigitLimit = 3;  // more of them may be a number that someone keeps secret

bool is_plain_name(std::string_view name) {
  int digits = 0;
  for (char c : name) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '_' && c != '-' && c != '$') return false;
    digits += digit ? 1 : 0;
  }
  return !name.empty() && name.size() <= kShownNameLimit && digits <= kShownDigitLimit;
}

// The `type` of a part or item; empty when it has none.
std::string_view type_of(const json::object& object) {
  const json::value* type = object.if_contains("type");
  return type != nullptr && type->is_string() ? std::string_view(type->get_string())
                                              : std::string_view();
}

bool is_closed_set(std::string_view name) {
  return name == "type" || name == "role" || name == "status" || name == "detail";
}

// A string that the format gives, at a place where the format gives strings.
bool is_format_string(std::string_view name, std::string_view value) {
  if (is_identifier_field(name)) return looks_like_identifier(value);
  return is_closed_set(name) && (is_format_value(value) || !opaque_content(value).empty());
}

}  // namespace

void TextCollector::enter_member(std::string_view name, size_t number) {
  if (is_plain_name(name)) {
    path_.append(path_.empty() ? "" : ".").append(name);
  } else {
    path_.append("{" + std::to_string(number) + "}");
  }
}

void TextCollector::enter_element(size_t index) {
  path_.append("[").append(std::to_string(index)).append("]");
}

void TextCollector::add(const BodyValue& value, std::string_view text, text::Role role,
                        bool is_name) {
  out_->segments.push_back({role, is_name ? path_ + "#name" : path_, text});
  out_->sites.push_back({value.place.index(), is_name});
}

void TextCollector::uninspectable(std::string_view what) {
  out_->uninspectable.push_back({path_, std::string(what)});
}

void TextCollector::string(const BodyValue& value, text::Role role) {
  add(value, value.tree->get_string(), role, false);
}

void TextCollector::name_of(const BodyValue& value, std::string_view name, text::Role role) {
  if (!name.empty() && !is_format_name(name)) add(value, name, role, true);
}

void TextCollector::every_string(const BodyValue& value, text::Role role) {
  if (value.tree->is_string()) {
    std::string_view text = value.tree->get_string();
    if (!text.empty() && !is_format_value(text)) string(value, role);
  } else if (value.tree->is_array()) {
    elements(value, [&](const BodyValue& element) { every_string(element, role); });
  } else if (value.tree->is_object()) {
    members(value, [&](std::string_view name, const BodyValue& member) {
      name_of(member, name, role);
      every_string(member, role);
    });
  }
}

void TextCollector::structure(const BodyValue& value, text::Role role) {
  inside(value, role, false);
}

void TextCollector::inside(const BodyValue& value, text::Role role, bool opaque) {
  if (value.tree->is_string()) {
    if (!value.tree->get_string().empty()) string(value, role);
  } else if (value.tree->is_array()) {
    elements(value, [&](const BodyValue& element) { inside(element, role, opaque); });
  } else if (value.tree->is_object()) {
    object(value, role, opaque);
  }
}

void TextCollector::object(const BodyValue& value, text::Role role, bool opaque) {
  std::string_view type = type_of(value.tree->get_object());
  std::string_view what = opaque_content(type);
  if (what.empty() && !type.empty() && !is_text_type(type)) what = "content of an unknown type";
  // A part is told once, and what is in it is not told again.
  if (!what.empty() && !opaque) uninspectable(what);
  bool known_opaque = opaque || !opaque_content(type).empty();
  members(value, [&](std::string_view name, const BodyValue& child) {
    member(name, child, role, known_opaque);
  });
}

void TextCollector::member(std::string_view name, const BodyValue& value, text::Role role,
                           bool opaque) {
  bool is_text = value.tree->is_string();
  if (is_text && is_format_string(name, value.tree->get_string())) return;
  bool empty = value.tree->is_null() || (is_text && value.tree->get_string().empty());
  bool newly_opaque = !opaque && !empty && !opaque_content(name).empty();
  if (newly_opaque) uninspectable(opaque_content(name));
  opaque = opaque || newly_opaque;
  if (opaque && is_text && is_opaque_payload(name)) return;
  if (newly_opaque && is_text && name == "encrypted_content") return;
  if (is_structural_field(name)) return inside(value, role, opaque);
  bool known = is_format_name(name);
  name_of(value, name, text::Role::kDocument);
  if (known && is_text) return string(value, role);
  every_string(value, known ? role : text::Role::kDocument);
}

}  // namespace gs::gateway::openai
