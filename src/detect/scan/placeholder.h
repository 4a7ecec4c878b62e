// What masks leave behind, as it stands in a text that is looked at again:
//
//   token     [EMAIL_ADDRESS_1]
//   redact    [REDACTED]
//   hash      [EMAIL_ADDRESS:0123456789abcdef]
//   partial   ****-****-****-1111   four asterisks at least, with punctuation and spaces among
//             them, and the last four letters or digits of what was there, if any
//
// A placeholder is never a finding, nothing that touches it is one, and no label before it names
// what stands behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gs::detect {

// In the syntax of scan/recogniser.h, each to run from and to any place.
std::span<const std::string_view> placeholder_patterns();

struct Placeholder {
  size_t size = 0;  // bytes of the match that belong to it
  // Asterisks can also be emphasis of Markdown or a line of a drawing; few of them give way to what
  // is validated.
  bool sure = false;
};

// What a match of one of the patterns is.
Placeholder placeholder_in(std::string_view match);

}  // namespace gs::detect
