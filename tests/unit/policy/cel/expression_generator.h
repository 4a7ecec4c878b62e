// Random expressions over a fixed set of variables, made from a string of bytes.
//
// Equal bytes give equal expressions, so a fuzzer can drive it and a failure can be repeated. Most
// of what it makes is well typed, some is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/environment.h"
#include "policy/cel/value.h"

namespace gs::cel {

// Numbers from bytes; all zero behind the end.
class ByteSource {
 public:
  explicit ByteSource(std::string_view bytes) : bytes_(bytes) {}
  // Below `limit`, which is 1 to 256.
  uint32_t below(uint32_t limit) {
    if (at_ >= bytes_.size()) return 0;
    return static_cast<uint8_t>(bytes_[at_++]) % limit;
  }
  bool exhausted() const { return at_ >= bytes_.size(); }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

std::string generate_expression(ByteSource& bytes);

// The variables that generated expressions read. Declares them, and makes values for them: mostly
// of the declared type, sometimes of another, sometimes errors.
void declare_generated_variables(Environment& environment);
std::vector<Value> generate_slots(ByteSource& bytes, Arena& arena);

}  // namespace gs::cel
