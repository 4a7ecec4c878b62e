// Reading an event must not cost more than judging its text, so no tree is built: one pass says
// whether it is JSON, the outline where its values stand, and a walk over that whether a name
// stands twice, of which one reader would take the first and another the last.
#include "gateway/openai/event_json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <string>
#include <vector>

namespace gs::gateway::openai {
namespace {

constexpr size_t kMaxDepth = 64;
constexpr size_t kFewMembers = 16;

// Takes whatever the parser finds, and keeps nothing.
struct Listener {
  using Code = boost::system::error_code;
  using Text = boost::json::string_view;
  static constexpr size_t kNoLimit = static_cast<size_t>(-1);
  static constexpr size_t max_object_size = kNoLimit;
  static constexpr size_t max_array_size = kNoLimit;
  static constexpr size_t max_key_size = kNoLimit;
  static constexpr size_t max_string_size = kNoLimit;

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(size_t, Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(size_t, Code&) { return true; }
  bool on_key_part(Text, size_t, Code&) { return true; }
  bool on_key(Text, size_t, Code&) { return true; }
  bool on_string_part(Text, size_t, Code&) { return true; }
  bool on_string(Text, size_t, Code&) { return true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(int64_t, Text, Code&) { return true; }
  bool on_uint64(uint64_t, Text, Code&) { return true; }
  bool on_double(double, Text, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

bool is_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::basic_parser<Listener> parser(options);
  boost::system::error_code error;
  const size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && read == text.size();
}

bool repeats(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

// Few names without escapes are compared where they stand.
bool has_name_twice(JsonOutline::Value object) {
  std::string_view few[kFewMembers];
  size_t count = 0;
  bool is_simple = true;
  for (JsonOutline::Value member : object) {
    const std::string_view name = member.name().raw();
    is_simple = is_simple && count < kFewMembers && name.find('\\') == std::string_view::npos;
    if (!is_simple) break;
    if (std::find(few, few + count, name) != few + count) return true;
    few[count++] = name;
  }
  if (is_simple) return false;
  std::vector<std::string> names;
  for (JsonOutline::Value member : object) names.push_back(member.name().text());
  return repeats(names);
}

// Depth is bounded by is_json().
bool any_name_twice(JsonOutline::Value value) {
  if (value.is_object() && has_name_twice(value)) return true;
  for (JsonOutline::Value child : value) {
    if ((child.is_object() || child.is_array()) && any_name_twice(child)) return true;
  }
  return false;
}

}  // namespace

bool is_event_json(std::string_view text, JsonOutline& outline) {
  if (!is_json(text)) return false;
  outline.read(text);
  return outline.root().is_object() && !any_name_twice(outline.root());
}

}  // namespace gs::gateway::openai
