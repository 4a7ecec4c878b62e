// Makes the index that Corpus reads.
//
//   CorpusBuilder builder(total_bytes);
//   for (...) GS_CHECK_OK(builder.add(name, text));
//   GS_TRY(std::string index, std::move(builder).finish());
//   GS_CHECK_OK(files.replace(path, index));
//
// Equal sources in equal order give equal bytes. Memory, in bytes of the sources: about three times
// for prose of spaced words, the read file included; 3.6 for Chinese; 6 for single letters between
// spaces, the worst there is.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/verbatim/index_entries.h"
#include "detect/verbatim/index_format.h"
#include "detect/verbatim/tokeniser.h"
#include "detect/verbatim/winnower.h"

namespace gs::detect {

class CorpusBuilder {
 public:
  // `expected_bytes`: of all sources together, so that memory is taken once.
  explicit CorpusBuilder(size_t expected_bytes = 0);

  // Adds a protected text: valid UTF-8, as is `name`, by which evidence will call it. kTooLarge
  // when all texts together no longer fit into one index (4 GiB of folded text), which ends the
  // build.
  Status add(std::string_view name, std::string_view text);

  // The index. kInvalidInput when nothing was added.
  Result<std::string> finish() &&;

 private:
  void add_token(const Token& token);
  void add_window();
  void mark(size_t counted_at);
  std::string_view text() const;
  IndexEntries windows_of(const std::vector<uint64_t>& crowded) const;
  void append_section(Section section, std::string_view bytes);
  void append_entries();

  std::string index_;  // the header's room, then the text, to which finish() appends the rest
  std::vector<SourceRecord> sources_;
  std::string names_;
  std::vector<uint32_t> marks_;
  IndexEntries entries_;
  IndexHeader header_;
  // Of the source that is being added.
  Winnower winnower_;
  SeenWindows seen_;
  std::array<uint32_t, kMatchTokens> token_places_{};
  uint64_t source_tokens_ = 0;  // 0 between sources
  bool is_full_ = false;
  uint32_t last_place_ = kCrowded;
};

}  // namespace gs::detect
