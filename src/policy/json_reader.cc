// JSON text to a tree. base/json.h parses; a second walk over the text, side by side with the tree,
// finds the places. The text is known to be valid then, so that the walk only has to skip.
#include <charconv>
#include <cstdio>
#include <utility>

#include "base/json.h"
#include "policy/text_positions.h"
#include "policy/tree.h"

namespace gs::policy {
namespace {

namespace json = boost::json;

// Fills in the places of a tree; recursion is bounded by the depth limit of the parser.
class PlaceWalker {
 public:
  PlaceWalker(std::string_view text, const DocumentLimits& limits, Tree& tree)
      : text_(text), limits_(limits), positions_(text), tree_(tree) {}

  void walk(const json::value& value, const std::string& path, const Position* key) {
    skip_space();
    if (++nodes_ == limits_.max_nodes + 1) {
      problem("more than " + std::to_string(limits_.max_nodes) + " nodes");
    }
    Place place;
    place.offset = offset_;
    place.value = positions_.at(offset_);
    place.key = key != nullptr ? *key : place.value;
    if (value.is_string()) place.style = ScalarStyle::kDoubleQuoted;
    tree_.places.emplace(path, place);
    if (const auto* object = value.if_object()) return walk_object(*object, path);
    if (const auto* array = value.if_array()) return walk_array(*array, path);
    if (value.is_string()) return skip_string();
    skip_word(value);
  }

 private:
  // Boost.JSON keeps the order of insertion, which is the order of the text.
  void walk_object(const json::object& object, const std::string& path) {
    ++offset_;  // {
    for (const auto& entry : object) {
      skip_space();
      const Position key = positions_.at(offset_);
      skip_string();
      skip_space();
      ++offset_;  // :
      walk(entry.value(), child_path(path, std::string_view(entry.key())), &key);
      skip_space();
      ++offset_;  // , or }
    }
    if (object.empty()) skip_empty();
  }

  void walk_array(const json::array& array, const std::string& path) {
    ++offset_;  // [
    for (size_t i = 0; i < array.size(); ++i) {
      walk(array[i], child_path(path, i), nullptr);
      skip_space();
      ++offset_;  // , or ]
    }
    if (array.empty()) skip_empty();
  }

  void skip_empty() {
    skip_space();
    ++offset_;
  }

  void skip_space() {
    const size_t next = text_.find_first_not_of(" \t\r\n", offset_);
    offset_ = next == std::string_view::npos ? text_.size() : next;
  }

  void skip_string() {
    for (++offset_; offset_ < text_.size() && text_[offset_] != '"'; ++offset_) {
      if (text_[offset_] == '\\') ++offset_;
    }
    ++offset_;
  }

  void skip_word(const json::value& value) {
    const bool too_large =
        value.is_uint64() || (value.is_int64() && (value.get_int64() > kLargestInteger ||
                                                   value.get_int64() < -kLargestInteger));
    if (too_large) problem("the integer is beyond 2^53; write it in quotes");
    const size_t end = text_.find_first_of(",]} \t\r\n", offset_);
    offset_ = end == std::string_view::npos ? text_.size() : end;
  }

  void problem(std::string message) {
    Issue issue;
    issue.position = positions_.at(offset_);
    issue.message = std::move(message);
    tree_.issues.push_back(std::move(issue));
  }

  std::string_view text_;
  const DocumentLimits& limits_;
  TextPositions positions_;
  Tree& tree_;
  size_t offset_ = 0;
  size_t nodes_ = 0;
};

// parse_json() names the place as "line L column C".
Position position_from(const std::string& where) {
  Position position;
  std::sscanf(where.c_str(), "line %u column %u", &position.line, &position.column);
  return position;
}

}  // namespace

Tree read_json(std::string_view text, const DocumentLimits& limits) {
  Tree tree;
  auto root = parse_json(text, {limits.max_depth, limits.max_bytes});
  if (!root) {
    Issue issue;
    issue.position = position_from(root.error().where);
    issue.message = root.error().message;
    tree.issues.push_back(std::move(issue));
    return tree;
  }
  tree.root = *std::move(root);
  PlaceWalker(text, limits, tree).walk(tree.root, {}, nullptr);
  return tree;
}

}  // namespace gs::policy
