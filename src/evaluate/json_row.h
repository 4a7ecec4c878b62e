// One line of JSON Lines, read without a tree: the members of its object by name.
//
//   JsonRow row;                                  // used again and again
//   if (Error* wrong = row.read(line, place)) ...
//   row["passed"].flag()
//
// The whole line is checked by the grammar of RFC 8259 and must be UTF-8; a name twice in the
// object is refused. Objects and arrays inside are checked, and their contents forgotten (Cell
// kNested). A million rows a second, where a tree costs several times that. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/cell.h"
#include "evaluate/place.h"

namespace gs::evaluate {

class JsonRow {
 public:
  JsonRow();
  ~JsonRow();

  // kInvalidInput with the place of the line. Cells are valid until the next read().
  Status read(std::string_view line, const Place& place);

  struct Member {
    std::string_view name;
    Cell cell;
  };
  // In the order of the line.
  const std::vector<Member>& members() const { return members_; }
  // kAbsent where there is none of that name.
  Cell operator[](std::string_view name) const;

 private:
  class Parser;

  std::unique_ptr<Parser> parser_;
  std::vector<Member> members_;
};

// A string that is there and not empty. The refusal names the field.
Result<std::string_view> text_of(const JsonRow& row, std::string_view name, const Place& place);
// true or false, or 1 or 0 as a number; a text is none.
Result<bool> flag_of(const JsonRow& row, std::string_view name, const Place& place);
// A whole number from 0 on that a double holds exactly; a text is none.
Result<uint64_t> count_of(const JsonRow& row, std::string_view name, const Place& place);

}  // namespace gs::evaluate
