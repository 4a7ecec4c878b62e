// A compiled regular expression (RE2 syntax), searched for anywhere in a text.
#pragma once

#include <memory>
#include <string_view>

namespace gs::cel {

class Pattern {
 public:
  virtual ~Pattern() = default;
  // Linear in the text; false as well when the automaton ran out of memory.
  virtual bool found_in(std::string_view text) const = 0;

  // Null when the expression is malformed or needs more memory than a policy's pattern may.
  static std::unique_ptr<const Pattern> compile(std::string_view expression);
};

}  // namespace gs::cel
