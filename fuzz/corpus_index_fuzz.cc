// Any bytes as a verbatim index: refused with a reason, or safe to look things up in, however much
// what it says is nonsense. The header's digest would keep nearly every input out, so the harness
// sets right what a random change cannot get right: magic, version, sizes and digest.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "detect/verbatim/corpus.h"
#include "detect/verbatim/corpus_matcher.h"
#include "detect/verbatim/tokeniser.h"
#include "detect/verbatim/winnower.h"

namespace {

using gs::detect::Corpus;
using gs::detect::IndexHeader;

void check(bool holds) {
  if (!holds) std::abort();
}

void use(const Corpus& corpus, std::string_view text) {
  (void)corpus.verify();
  (void)corpus.info();
  for (size_t i = 0; i < corpus.sources(); ++i) (void)corpus.source(i);
  gs::detect::CorpusMatcher matcher(corpus);
  gs::detect::Tokeniser tokeniser;
  const auto sink = [&](const gs::detect::Token& token) { matcher.push(token); };
  tokeniser.feed(text, sink);
  tokeniser.end(sink);
  matcher.end();
  for (const auto& match : matcher.matches()) (void)corpus.place_at(match.place);
  for (const auto& share : matcher.shares(16)) check(share.source < corpus.sources());
  check(matcher.covered() <= matcher.tokens());
}

std::string mended(std::string bytes) {
  if (bytes.size() < sizeof(IndexHeader)) return bytes;
  IndexHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.magic = gs::detect::kIndexMagic;
  header.version = gs::detect::kIndexVersion;
  header.header_bytes = sizeof(IndexHeader);
  header.file_bytes = bytes.size();
  header.gram_tokens = gs::detect::kGramTokens;
  header.window_grams = gs::detect::kWindowGrams;
  std::memcpy(bytes.data(), &header, sizeof(header));
  header.header_digest = gs::detect::header_digest(bytes);
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // The text of the seeds, so that look-ups hit what they file.
  std::string text;
  for (int i = 0; i < 40; ++i) text += "w" + std::to_string(i * i % 7) + " ";
  text += "the quick brown fox jumps over the lazy dog and runs through the dark wood until dawn";
  for (const std::string& index : {bytes, mended(bytes)}) {
    const auto corpus = Corpus::from_bytes(index, "fuzz");
    if (corpus) {
      use(**corpus, text);
    } else {
      check(!corpus.error().message.empty());
    }
  }
  return 0;
}
