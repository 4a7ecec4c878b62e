// Where the values of a JSON text stand.
//
// parse_json() says what a text means; an outline says which bytes say it, so that a part can be
// read without building a tree and a part can be changed while every other byte stays as its writer
// put it (base/json_edits.h).
//
//   JsonOutline outline(text);  // a text that parse_json() has accepted
//   for (JsonOutline::Value choice : outline.root().member("choices")) {
//     std::string said = choice.member("delta").member("content").text();
//   }
//
// One linear pass, one array of nodes in document order, no other allocation. A value that does not
// exist is a Value too: it is false, has no members and reads as nothing, so that a way down needs
// no check at each step. The text is borrowed and must outlive the outline and its values; it is
// shorter than 4 GiB. Of a text that is no JSON the outline is meaningless, but safe to walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gs {

enum class JsonKind : uint8_t { kAbsent, kNull, kBoolean, kNumber, kString, kArray, kObject };

class JsonOutline {
  struct Node {
    uint32_t begin = 0;  // bytes of the text, [begin, end), quotes and brackets included
    uint32_t end = 0;
    uint32_t next = 0;  // the next sibling; 0 when there is none. A member's name is a node before
    uint32_t parent = 0;  // its value, and the siblings of a member are the values alone
    JsonKind kind = JsonKind::kAbsent;
    bool escaped = false;  // a string with a backslash in it
    bool filled = false;   // an object or array with something in it
  };

 public:
  class Iterator;

  // A value of the text: three words, passed by value. It becomes invalid with its outline's text
  // and with the outline's next read(), not with a move of the outline.
  class Value {
   public:
    Value() = default;

    explicit operator bool() const { return nodes_ != nullptr; }
    JsonKind kind() const { return nodes_ == nullptr ? JsonKind::kAbsent : node().kind; }
    bool is_string() const { return kind() == JsonKind::kString; }
    bool is_array() const { return kind() == JsonKind::kArray; }
    bool is_object() const { return kind() == JsonKind::kObject; }

    // Its bytes in the text, and where they stand.
    std::string_view raw() const;
    size_t first_byte() const { return nodes_ == nullptr ? 0 : node().begin; }
    size_t past_byte() const { return nodes_ == nullptr ? 0 : node().end; }

    // What a string says, escapes undone; empty for any other kind. The second form borrows the
    // bytes of the text where nothing is escaped, and writes into `room` where something is.
    std::string text() const;
    std::string_view text(std::string& room) const;
    bool text_is(std::string_view wanted) const;

    std::optional<int64_t> integer() const;  // of a number without fraction and exponent
    std::optional<bool> boolean() const;

    // Absent when there is none of that name or index, or when this is no object or array.
    Value member(std::string_view name) const;
    Value element(size_t index) const;
    bool is_empty_container() const { return nodes_ == nullptr || !node().filled; }

    // The elements of an array, the values of an object's members; nothing for any other kind.
    Iterator begin() const;
    Iterator end() const;

    // Of an object's member: its name, a string.
    Value name() const;
    Value container() const;  // absent for the root
    Value next() const;       // the value after it in the same container

    // The number of the value in document order: `outline.at(index)` is the value again.
    uint32_t index() const { return index_; }
    bool operator==(const Value&) const = default;

   private:
    friend class JsonOutline;
    Value(const Node* nodes, const char* text, uint32_t index)
        : nodes_(nodes), text_(text), index_(index) {}
    const Node& node() const { return nodes_[index_]; }
    Value first_child() const;

    const Node* nodes_ = nullptr;
    const char* text_ = nullptr;
    uint32_t index_ = 0;
  };

  class Iterator {
   public:
    explicit Iterator(Value at) : at_(at) {}
    Value operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_.next();
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    Value at_;
  };

  JsonOutline() = default;
  explicit JsonOutline(std::string_view text) { read(text); }

  // Outlines another text with the memory of the last one.
  void read(std::string_view text);

  Value root() const { return at(0); }
  Value at(uint32_t index) const;
  std::string_view text() const { return text_; }

 private:
  class Scan;

  std::string_view text_;
  std::vector<Node> nodes_;
};

// What the JSON string `quoted` says, with its quotes: escapes undone, a surrogate without its
// other half as U+FFFD.
std::string unescape_json_string(std::string_view quoted);

}  // namespace gs
