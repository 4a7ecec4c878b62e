// YAML text to a tree, on the events of yaml-cpp.
//
// The events are used instead of YAML::Node because they are several times faster, carry the
// anchors (so that copies can be counted) and say which scalars were quoted. The builder keeps a
// stack of the open mappings and sequences; after the first problem it ignores the remaining
// events.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "policy/text_positions.h"
#include "policy/tree.h"
#include "policy/yaml_scalar.h"

namespace gs::policy {
namespace {

namespace json = boost::json;

struct Size {
  size_t nodes = 1;
  size_t height = 0;  // levels of mappings and sequences
};

Size measure(const json::value& value) {
  Size size;
  if (value.is_structured()) size.height = 1;
  const auto add = [&size](const json::value& child) {
    const Size inner = measure(child);
    size.nodes += inner.nodes;
    size.height = std::max(size.height, inner.height + 1);
  };
  if (const auto* object = value.if_object()) {
    for (const auto& entry : *object) add(entry.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) add(item);
  }
  return size;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const DocumentLimits& limits)
      : text_(text), limits_(limits), positions_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) problem(mark, "more than one document in the file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (waits_for_key()) {
      problem(mark, "a mapping key must be text");
      return;
    }
    add(nullptr, place(mark, true), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped()) return;
    const auto original = anchors_.find(anchor);
    if (original == anchors_.end()) {
      problem(mark, "an alias inside the node that it names");
      return;
    }
    if (waits_for_key()) {
      problem(mark, "a mapping key must be a scalar");
      return;
    }
    const Size size = measure(original->second);
    nodes_ += size.nodes;
    if (nodes_ > limits_.max_nodes) {
      problem(mark, "more than " + std::to_string(limits_.max_nodes) + " nodes, aliases included");
    } else if (stack_.size() + size.height > limits_.max_depth) {
      too_deep(mark);
    } else {
      add(original->second, place(mark, false), 0);
    }
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (stopped() || !count(mark)) return;
    const Place where = place(mark, true);
    if (!is_closed(where)) return problem(mark, "the quoted text is not closed");
    if (waits_for_key()) {
      take_key(mark, where, value);
      return;
    }
    if (tag == "!" || tag == "tag:yaml.org,2002:str") {
      add(json::value(json::string(value)), where, anchor);
    } else if (tag == "?") {
      Scalar scalar = resolve_plain_scalar(value);
      if (!scalar.problem.empty()) return problem(mark, scalar.problem);
      add(std::move(scalar.value), where, anchor);
    } else {
      problem(mark, "the tag '" + tag + "' is not supported");
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, json::array());
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, json::object());
  }
  void OnMapEnd() override { close(); }

  void problem(const YAML::Mark& mark, std::string message) {
    if (stopped()) return;
    Issue issue;
    issue.message = std::move(message);
    if (!mark.is_null()) issue.position = positions_.at(static_cast<size_t>(mark.pos));
    tree_.issues.push_back(std::move(issue));
  }
  bool stopped() const { return !tree_.issues.empty(); }
  Tree finish() && { return std::move(tree_); }

 private:
  struct Open {
    json::value value;  // an object or an array
    std::string path;
    Place place;
    YAML::anchor_t anchor;
    std::optional<std::string> key;  // of an object: waits for its value
    Position key_position;
  };

  bool waits_for_key() const {
    return !stack_.empty() && stack_.back().value.is_object() && !stack_.back().key;
  }

  bool count(const YAML::Mark& mark) {
    if (++nodes_ <= limits_.max_nodes) return true;
    problem(mark, "more than " + std::to_string(limits_.max_nodes) + " nodes");
    return false;
  }

  void too_deep(const YAML::Mark& mark) {
    problem(mark, "nested deeper than " + std::to_string(limits_.max_depth) + " levels");
  }

  // yaml-cpp marks a node at its tag or anchor; the value itself stands behind them.
  size_t value_offset(const YAML::Mark& mark) const {
    size_t offset = static_cast<size_t>(mark.pos);
    while (offset < text_.size() && (text_[offset] == '&' || text_[offset] == '!')) {
      offset = text_.find_first_of(" \t\r\n", offset);
      if (offset == std::string_view::npos) return text_.size();
      offset = std::min(text_.find_first_not_of(" \t\r\n", offset), text_.size());
    }
    return std::min(offset, text_.size());
  }

  Place place(const YAML::Mark& mark, bool is_scalar) {
    Place where;
    where.offset = value_offset(mark);
    where.value = positions_.at(where.offset);
    where.key = where.value;
    if (!is_scalar) return where;
    where.style = ScalarStyle::kPlain;
    if (where.offset < text_.size()) {
      switch (text_[where.offset]) {
        case '\'':
          where.style = ScalarStyle::kSingleQuoted;
          break;
        case '"':
          where.style = ScalarStyle::kDoubleQuoted;
          break;
        case '|':
          where.style = ScalarStyle::kLiteral;
          break;
        case '>':
          where.style = ScalarStyle::kFolded;
          break;
        default:
          break;
      }
    }
    return where;
  }

  // yaml-cpp lets a quoted scalar end without its quote where the next line is not indented.
  bool is_closed(const Place& where) const {
    const bool single = where.style == ScalarStyle::kSingleQuoted;
    if (!single && where.style != ScalarStyle::kDoubleQuoted) return true;
    const char quote = text_[where.offset];
    for (size_t at = where.offset + 1; at < text_.size(); ++at) {
      if (text_[at] == '\\' && !single) {
        ++at;
      } else if (text_[at] == quote) {
        if (!single || text_.substr(at + 1, 1) != "'") return true;
        ++at;
      } else if (text_[at] == '\n' && !stack_.empty()) {
        const std::string_view next = text_.substr(at + 1, 1);
        if (next.find_first_not_of(" \r\n") == 0) return false;
      }
    }
    return false;
  }

  void take_key(const YAML::Mark& mark, const Place& where, const std::string& key) {
    Open& map = stack_.back();
    if (key == "<<" && where.style == ScalarStyle::kPlain) {
      problem(mark, "merge keys (<<) are not supported; write the keys out");
    } else if (map.value.get_object().contains(key)) {
      problem(mark, "the key '" + key + "' appears twice");
    } else {
      map.key = key;
      map.key_position = where.value;
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            json::value empty) {
    if (stopped() || !count(mark)) return;
    if (waits_for_key()) return problem(mark, "a mapping key must be a scalar");
    const bool plain_tag = tag.empty() || tag == "?" || tag == "!" ||
                           tag == "tag:yaml.org,2002:map" || tag == "tag:yaml.org,2002:seq";
    if (!plain_tag) return problem(mark, "the tag '" + tag + "' is not supported");
    if (stack_.size() >= limits_.max_depth) return too_deep(mark);
    Place where = place(mark, false);
    if (!stack_.empty() && stack_.back().key) where.key = stack_.back().key_position;
    stack_.push_back({std::move(empty), next_path(), where, anchor, std::nullopt, {}});
  }

  void close() {
    if (stopped()) return;
    Open done = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(done.value), done.place, done.anchor);
  }

  // The path of the node that comes next.
  std::string next_path() const {
    if (stack_.empty()) return {};
    const Open& parent = stack_.back();
    if (parent.key) return child_path(parent.path, *parent.key);
    return child_path(parent.path, parent.value.get_array().size());
  }

  void add(json::value value, Place where, YAML::anchor_t anchor) {
    if (stopped()) return;
    if (anchor != 0) anchors_.insert_or_assign(anchor, value);
    std::string path = next_path();
    if (stack_.empty()) {
      tree_.root = std::move(value);
    } else if (Open& parent = stack_.back(); parent.key) {
      where.key = parent.key_position;
      parent.value.get_object().emplace(*parent.key, std::move(value));
      parent.key.reset();
    } else {
      parent.value.get_array().push_back(std::move(value));
    }
    tree_.places.insert_or_assign(std::move(path), where);
  }

  std::string_view text_;
  const DocumentLimits& limits_;
  TextPositions positions_;
  Tree tree_;
  std::vector<Open> stack_;
  std::unordered_map<YAML::anchor_t, json::value> anchors_;
  size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace

Tree read_yaml(std::string_view text, const DocumentLimits& limits) {
  TreeBuilder builder(text, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (!builder.stopped() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    builder.problem(exception.mark, exception.msg);
  }
  return std::move(builder).finish();
}

}  // namespace gs::policy
