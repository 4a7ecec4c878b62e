// Typed reading of the fields of a document, with every problem noted at its place.
//
// A Node is a value and its path. The readers below return what is there if it has the right type;
// an absent field is no problem unless `require` asks for it, a field of the wrong type always is
// one.
#pragma once

#include <boost/json/value.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "policy/document.h"

namespace gs::policy {

struct Node {
  const boost::json::value* value = nullptr;
  std::string path;
  explicit operator bool() const { return value != nullptr; }
};

class FieldReader {
 public:
  FieldReader(const Document& document, Issues& issues) : document_(document), issues_(issues) {}

  Place place(const Node& node) const { return document_.place(node.path); }
  const Document& document() const { return document_; }

  // Notes a problem with the value of `node`, or with its key.
  void error(const Node& node, std::string message, std::string suggestion = {});
  void warn_key(const Node& node, std::string check, std::string message,
                std::string suggestion = {});

  // The field `key` of `parent`; empty when the parent is no mapping, or the field absent or null.
  Node field(const Node& parent, std::string_view key) const;
  // As field(), and notes an error at the parent when it is absent.
  Node require(const Node& parent, std::string_view key);

  // The node, if it is a mapping or a list (an absent one is not); else notes what was expected.
  bool is_object(const Node& node);
  bool is_array(const Node& node);
  std::vector<Node> items(const Node& array) const;    // empty when `array` is no list
  std::vector<Node> fields(const Node& object) const;  // empty when it is no mapping

  std::optional<std::string> text(const Node& node);
  std::optional<bool> boolean(const Node& node);
  std::optional<double> number(const Node& node);
  // A number, or a percent string ("99.5%" is 0.995).
  std::optional<double> fraction(const Node& node);
  std::optional<std::vector<std::string>> texts(const Node& node);  // a list of strings
  // One of `choices`; anything else is an error with a suggestion. The result is the index.
  std::optional<size_t> choice(const Node& node, std::initializer_list<std::string_view> choices);

  // A key of `object` that is not in `known` but close to one of them is reported as misspelt.
  void check_keys(const Node& object, std::initializer_list<std::string_view> known);

 private:
  void note(Severity severity, Position position, const Node& node, std::string message,
            std::string suggestion, std::string check);

  const Document& document_;
  Issues& issues_;
};

// "text", "a number", "a list", ...: the type of a value, for messages.
std::string_view kind_name(const boost::json::value& value);

// The number that text such as "99.5%" stands for, 0.995.
std::optional<double> parse_percent(std::string_view text);

}  // namespace gs::policy
