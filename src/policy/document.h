// A policy file as text becomes a tree of values that knows where each of them stands.
//
// YAML and JSON give the same tree. Text whose first character (after white space) is `{` is JSON;
// everything else is YAML 1.2 with the core schema: `yes` and `off` are strings, numbers are
// decimal, 0x or 0o, quoted scalars are strings. Refused, with their position: duplicate keys, keys
// that are not scalars, merge keys (`<<`), tags other than !!str, several documents, .nan and .inf,
// integers beyond 2^53 (they have no canonical JSON form), control characters, invalid UTF-8.
// Aliases copy their anchor and count toward max_nodes, so that an alias bomb ends at the limit.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/issue.h"

namespace gs::policy {

struct DocumentLimits {
  size_t max_bytes = 4 * 1024 * 1024;
  size_t max_depth = 64;
  size_t max_nodes = 200'000;
};

// How a scalar is written.
enum class ScalarStyle : uint8_t { kNone, kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };

// Where a node stands.
struct Place {
  Position key;                            // of its key; of the value where there is no key
  Position value;                          // of the value's first character, quotes included
  size_t offset = 0;                       // byte offset of `value` in the text
  ScalarStyle style = ScalarStyle::kNone;  // kNone for mappings and sequences
};

// "a.b", or a["b c"] where the key is not made of letters, digits, `_` and `-`.
std::string child_path(std::string_view parent, std::string_view key);
std::string child_path(std::string_view parent, size_t index);

class Document {
 public:
  Document(std::string text, boost::json::value root, std::unordered_map<std::string, Place> places)
      : text_(std::move(text)), root_(std::move(root)), places_(std::move(places)) {}

  const std::string& text() const { return text_; }
  const boost::json::value& root() const { return root_; }

  // The place of `path`, or of its nearest ancestor that has one (nodes copied by an alias have
  // none).
  Place place(std::string_view path) const;

 private:
  std::string text_;
  boost::json::value root_;
  std::unordered_map<std::string, Place> places_;
};

struct ParsedDocument {
  std::optional<Document> document;  // absent when an issue is an error
  Issues issues;
};

ParsedDocument parse_document(std::string text, const DocumentLimits& limits = {});

}  // namespace gs::policy
