// A summary made of a text's own sentences: what `summarize` falls back to when the model gives
// none.
//
// After Luhn, "The Automatic Creation of Literature Abstracts" (1958): words that occur more than
// once are significant; a sentence is worth as much as its densest cluster of them. Linear in the
// text but for sorting the sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gs::filter {

struct ExtractLimits {
  size_t max_sentences = 3;
  size_t max_characters = 600;  // code points of the summary
};

// At most so many sentences of `text`, in their order, joined by a space. A text without sentence
// ends is cut at line ends, then at white space or after 240 characters. Only an empty text (or
// nothing but white space) has an empty summary. `text` is valid UTF-8.
std::string extract_summary(std::string_view text, const ExtractLimits& limits = {});

}  // namespace gs::filter
