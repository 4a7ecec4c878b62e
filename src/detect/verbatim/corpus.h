// An index of protected texts, made by CorpusBuilder: where a run of 16 tokens occurs in them.
//
//   GS_TRY(std::shared_ptr<const Corpus> corpus, Corpus::open("protected.gsv"));
//
// The file is mapped, not read: opening looks at the header and the list of sources, and the system
// brings in what lookups touch. The format is docs/formats/verbatim_index.md; the index holds the
// texts in folded form, so whoever may read it may read them.
//
// Immutable; any thread may look things up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"
#include "detect/verbatim/index_format.h"

namespace gs::detect {

// Figures of an index.
struct CorpusInfo {
  size_t sources = 0;
  uint64_t source_bytes = 0;  // of the files it was made from
  uint64_t tokens = 0;
  uint64_t entries = 0;
  uint64_t index_bytes = 0;
  std::string digest;   // SHA-256 of all behind the header, hex
  std::string unicode;  // version of the character properties it was made with, as in "15.0"
};

// One protected text.
struct CorpusSource {
  std::string_view name;  // owned by the corpus
  uint64_t bytes = 0;     // of the file
  uint64_t tokens = 0;
  std::string digest;  // SHA-256 of the file, hex
};

// A place in the protected texts.
struct CorpusPlace {
  size_t source = 0;   // its number
  uint64_t token = 0;  // of the source, counted from 0
};

class Corpus {
 public:
  // Errors: those of MappedFile; kInvalidInput, with the reason in words, for what is no index, is
  // of another version, is cut short or contradicts itself. The digest of the whole is not checked:
  // see verify().
  static Result<std::shared_ptr<const Corpus>> open(const std::string& path);
  // The same for an index in memory. `name` stands for it in errors.
  static Result<std::shared_ptr<const Corpus>> from_bytes(std::string bytes,
                                                          const std::string& name);

  // Reads the whole index and compares its digest. A damaged index gives wrong answers, but no
  // others than "copied" or "not copied".
  Status verify() const;

  CorpusInfo info() const;
  size_t sources() const { return header_.sources; }
  CorpusSource source(size_t number) const;
  std::string_view source_name(size_t number) const;

  // The codes of all tokens of all sources, one behind the other, a line feed before each source
  // and at the end.
  std::string_view text() const { return text_; }
  // Appends the places in text() that are filed under `hash`, at most a handful. kCrowded among
  // them means: there are more, ask for the hashes of whole windows.
  void find(uint64_t hash, std::vector<uint32_t>& places) const;
  // The number of the source that holds this byte of text().
  size_t source_at(size_t byte) const;
  // The same with the token that begins there. Reads up to 4 KiB of the text.
  CorpusPlace place_at(size_t byte) const;

 private:
  Corpus(std::optional<MappedFile> file, std::string owned);

  // Reads and checks the header and the sources. Returns what is wrong, or nothing.
  std::string load();
  std::string check_sections();
  std::string check_sources() const;
  SourceRecord record(size_t number) const;
  uint64_t tokens_before(size_t byte) const;

  std::optional<MappedFile> file_;
  std::string owned_;
  std::string name_;
  std::string_view bytes_;
  IndexHeader header_;
  std::string_view text_;
  std::string_view sources_;
  std::string_view names_;
  std::string_view marks_;
  std::string_view directory_;
  std::string_view tags_;
  std::string_view places_;
};

}  // namespace gs::detect
