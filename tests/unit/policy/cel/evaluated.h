// Evaluates an expression for a table of tests.
#pragma once

#include <string>
#include <string_view>

#include "policy/cel/program.h"

namespace gs::cel {

// The value of `source` as to_string() writes it, "error: ..." for an error value, or "refused: "
// and the first message when it does not compile. Unchecked, so that errors show at run time.
inline std::string evaluated(std::string_view source, bool checked = false) {
  LanguageOptions options;
  options.check = checked;
  const Environment environment(options);
  const Compilation compiled = compile(source, environment);
  if (compiled.program == nullptr) return "refused: " + compiled.issues.front().message;
  Arena arena;
  return to_string(compiled.program->evaluate({}, arena));
}

// A row of a table: an expression and what evaluated() makes of it.
struct Evaluated {
  std::string_view source;
  std::string_view value;
};

}  // namespace gs::cel
