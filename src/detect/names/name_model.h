// The tagger's weights and word lists, in a file that is mapped into memory and checked once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/mapped_file.h"
#include "base/result.h"
#include "detect/names/name_features.h"
#include "detect/names/name_model_format.h"
#include "detect/names/word_lists.h"

namespace gs::detect {

// One score a tag, in units of the model.
using TagScores = std::array<int16_t, kTagLanes>;

// Immutable, shared by all threads.
class NameModel {
 public:
  // Errors: what MappedFile::open() says; kInvalidInput for a file that is no model, of another
  // version, cut short, or damaged.
  static Result<std::shared_ptr<const NameModel>> open(const std::string& path);
  // The same of bytes in memory.
  static Result<std::shared_ptr<const NameModel>> from_bytes(std::string bytes,
                                                             const std::string& name);

  const WordLists& lists() const { return lists_; }
  // The cluster of each word, by NameToken::word.
  const WordTable& clusters() const { return clusters_; }
  // Sum of what the features say. Of features that the model does not know, nothing.
  void score(const NameFeatures& features, TagScores& scores) const;
  // What it says for `tag` behind `before`; very little where that cannot be.
  const TagScores& transitions(NameTag before) const { return header_.transitions[before]; }
  float unit() const { return header_.unit; }
  size_t bytes() const { return bytes_.size(); }

 private:
  NameModel(std::optional<MappedFile> file, std::string owned);
  std::string load();  // what is wrong, or empty

  std::optional<MappedFile> file_;
  std::string owned_;
  std::string_view bytes_;
  NameModelHeader header_;
  std::span<const WeightRow> rows_;
  WordLists lists_;
  WordTable clusters_;
};

// Where the row of a feature is looked for first, and how it is told from others there.
size_t weight_slot(uint64_t feature, size_t rows);
uint16_t weight_check(uint64_t feature);
inline constexpr size_t kMaxWeightProbes = 16;

}  // namespace gs::detect
