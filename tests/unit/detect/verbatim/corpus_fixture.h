// Corpora and texts for the tests, and what a slow and simple reader says of them.
#pragma once

#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/verbatim/corpus.h"
#include "detect/verbatim/corpus_builder.h"
#include "detect/verbatim/tokeniser.h"
#include "text/plain_view.h"

namespace gs::detect {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

inline std::string index_of(const NamedTexts& texts) {
  CorpusBuilder builder;
  for (const auto& [name, text] : texts) (void)builder.add(name, text).value();
  return std::move(builder).finish().value();
}

inline std::shared_ptr<const Corpus> corpus_of(const NamedTexts& texts) {
  return Corpus::from_bytes(index_of(texts), "test").value();
}

// The codes of the tokens of what a reader takes the text for.
inline std::vector<std::string> codes_of(const std::string& text) {
  std::vector<std::string> codes;
  const auto sink = [&](const Token& token) { codes.emplace_back(token.code); };
  text::PlainView view;
  view.begin_segment();
  Tokeniser tokeniser;
  tokeniser.feed(view.feed(text), sink);
  tokeniser.end(sink);
  return codes;
}

// The words "w0" to "w<alphabet - 1>" in random order. Of a small alphabet everything repeats.
inline std::string random_words(std::mt19937& random, size_t words, size_t alphabet) {
  std::string text;
  for (size_t i = 0; i < words; ++i) text += "w" + std::to_string(random() % alphabet) + " ";
  return text;
}

// For each token of `text` whether it lies in 16 tokens that stand in one of the texts.
inline std::vector<bool> covered_naively(const NamedTexts& texts, const std::string& text) {
  using Window = std::vector<std::string>;
  const auto window = [](const std::vector<std::string>& codes, size_t at) {
    const auto begin = codes.begin() + static_cast<ptrdiff_t>(at);
    return Window(begin, begin + kMatchTokens);
  };
  std::set<Window> known;
  for (const auto& [name, protected_text] : texts) {
    const auto codes = codes_of(protected_text);
    for (size_t i = 0; i + kMatchTokens <= codes.size(); ++i) known.insert(window(codes, i));
  }
  const auto codes = codes_of(text);
  std::vector<bool> covered(codes.size());
  for (size_t i = 0; i + kMatchTokens <= codes.size(); ++i) {
    if (!known.contains(window(codes, i))) continue;
    for (size_t k = 0; k < kMatchTokens; ++k) covered[i + k] = true;
  }
  return covered;
}

}  // namespace gs::detect
