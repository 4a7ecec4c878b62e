// Cuts a text into sentences.
#pragma once

#include <cstddef>
#include <string_view>

namespace gs::detect {

// Bytes of the first sentence of `text`, all of it where none ends. A sentence ends behind . ! ? or
// the like before a blank, and with its line. The end belongs to the sentence.
size_t sentence_length(std::string_view text);

}  // namespace gs::detect
