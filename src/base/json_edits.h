// Changes to a JSON text that leave every other byte as it stands.
//
//   JsonEdits edits(outline);
//   edits.replace(root.member("model"), "\"gpt-4o\"");
//   edits.insert_first_element(root.member("messages"), message);
//   std::string changed = edits.apply();
//
// Edits are collected in any order and written in one pass. What is handed in is JSON text: the
// caller quotes strings (quoted_json below). An edit inside a value that is itself replaced or
// removed goes with it; of two replacements of one value the later stands; an insertion into a
// container that is replaced goes with it too. A value is named by the outline of the same text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_outline.h"

namespace gs {

class JsonEdits {
 public:
  // The outline, and its text, must outlive the edits.
  explicit JsonEdits(const JsonOutline& outline) : outline_(&outline) {}

  void replace(JsonOutline::Value value, std::string json);
  void rename(JsonOutline::Value member, std::string_view name);
  // A member or element, with the comma that goes with it. Never the root.
  void remove(JsonOutline::Value value);

  // Each goes before, or after, everything that is in the container at that moment.
  void insert_first_member(JsonOutline::Value object, std::string_view name, std::string_view json);
  void insert_last_member(JsonOutline::Value object, std::string_view name, std::string_view json);
  void insert_first_element(JsonOutline::Value array, std::string json);
  void insert_last_element(JsonOutline::Value array, std::string json);

  const JsonOutline& outline() const { return *outline_; }
  bool empty() const { return replaced_.empty() && containers_.empty(); }
  std::string apply() const;

 private:
  // `text` in place of [begin, end) of the original.
  struct Splice {
    size_t begin = 0;
    size_t end = 0;
    std::string text;
  };
  // What happens to the children of one object or array.
  struct Container {
    std::vector<std::string> front;  // the last is written first
    std::vector<std::string> back;
    std::vector<uint32_t> removed;
  };

  void add_splices(uint32_t index, const Container& changes, std::vector<Splice>& out) const;

  const JsonOutline* outline_;
  std::vector<Splice> replaced_;
  std::map<uint32_t, Container> containers_;  // by the value's index
};

// `utf8` as a JSON string, with its quotes.
std::string quoted_json(std::string_view utf8);

}  // namespace gs
