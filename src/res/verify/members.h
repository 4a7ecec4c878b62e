// Members of a JSON object, found without building a tree: for leaves and contents by the million.
//
// Meant for canonical JSON whose digest holds, or whose digest is compared beside it: the walk is
// linear and stays within the bytes whatever they are, but is no judge of what JSON is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gs::res {

class Members {
 public:
  // Nothing: this is no object, or ends too early. The views point into `json`.
  static std::optional<Members> of(std::string_view json);

  // The value as it stands ("\"text\"", "17", "{...}"); empty: there is no such member.
  std::string_view raw(std::string_view name) const;
  // A string's text, unescaped; empty: absent, or no string.
  std::string text(std::string_view name) const;
  // The same for one without escapes, as all identifiers are; empty for others.
  std::string_view plain_text(std::string_view name) const;
  size_t size() const { return members_.size(); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> members_;  // names as they stand
};

}  // namespace gs::res
