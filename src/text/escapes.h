// Escapes that stand for one character: HTML entities, percent encoding, \u and \x.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/layer.h"

namespace gs::text {

struct Escape {
  size_t bytes = 0;  // of the escape; 0 when there is none
  char32_t code_point = 0;
  Layer layer = Layer::kHtmlEntities;
};

// The escape that `text` begins with; `text` begins with '&', '%' or '\\'. An escape that stands
// for half a character or for a control character other than tab and line end is none.
//   &#105; &#x69; &#105 &lt; (the common names)     HTML Standard 13.2.5.72
//   %69 %D0%BF                                      RFC 3986, UTF-8
//   \u0069 \ud83d\ude00 \U00000069 \x69 \u{69}      JSON, C, Rust and JavaScript
Escape read_escape(std::string_view text);

}  // namespace gs::text
