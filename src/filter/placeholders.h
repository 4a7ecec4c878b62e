// What stands in a masked text for a value: "[EMAIL_ADDRESS_1]".
//
// Numbers count by type, in order of first occurrence within one exchange; the same value keeps its
// number, so that a model can still tell two people apart. Where values are to be put back, a text
// that already looks like a placeholder must not be taken for one: such look-alikes are escaped
// with a backslash on the way in and freed of it on the way back.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace gs::filter {

class Placeholders {
 public:
  // The placeholder of a value. Once asked for with `restorable` it can be put back.
  std::string token_for(std::string_view type, std::string_view value, bool restorable);

  // The value behind a placeholder that may be put back; null for any other text.
  const std::string* value_of(std::string_view placeholder) const;

  bool any_restorable() const { return !values_.empty(); }

 private:
  std::map<std::pair<std::string, std::string>, std::string> tokens_;  // type and value -> token
  std::map<std::string, size_t, std::less<>> counts_;                  // by type
  std::unordered_map<std::string, std::string> values_;                // token -> value
};

// A stretch that has the form of a placeholder, backslashes included: "[US_SSN_2]", "[\US_SSN_2]".
struct PlaceholderForm {
  size_t length = 0;       // in bytes; 0: the text does not begin with one
  size_t backslashes = 0;  // behind the bracket
  bool open = false;       // the text ends before this can be told
};

// The longest name of an entity in a placeholder.
inline constexpr size_t kMaxEntityName = 64;

PlaceholderForm read_placeholder(std::string_view text);

// Every look-alike with one backslash more. unescape is its inverse: Restorer.
std::string escape_lookalikes(std::string_view text);

}  // namespace gs::filter
