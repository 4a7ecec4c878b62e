// Writes the file of a name model: what the trainer has found, as NameModel reads it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "detect/names/name_model_format.h"

namespace gs::detect {

// In order of their keys, so that equal content makes equal bytes.
struct NameModelContent {
  std::map<uint64_t, uint16_t> words;     // by phrase_key(): WordList flags and kGoesOn
  std::map<uint64_t, uint16_t> clusters;  // by NameToken::word, none 0
  std::map<uint64_t, std::array<int8_t, kNameTags>> weights;  // by feature
  std::array<std::array<int16_t, kTagLanes>, kTagLanes> transitions{};
  float unit = 1;
};

// The bytes of the file. `fill`: share of the slots and rows that is used, more than 0 and at most
// .8. Errors: kInvalidInput when an entry finds no room within the probes that a reader makes.
Result<std::string> build_name_model(const NameModelContent& content, double fill);

// Sets, for each pair of tags that cannot follow each other, what rules them out.
void forbid_impossible(std::array<std::array<int16_t, kTagLanes>, kTagLanes>& transitions);

}  // namespace gs::detect
