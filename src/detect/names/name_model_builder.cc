#include "detect/names/name_model_builder.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/crc32c.h"
#include "detect/names/name_features.h"
#include "detect/names/name_model.h"
#include "detect/names/word_lists.h"

namespace gs::detect {
namespace {

constexpr int16_t kNever = -8000;

size_t slots_for(size_t entries, double fill) {
  return static_cast<size_t>(static_cast<double>(entries) / fill) + 16;
}

// The first free place at or behind `at`, or slots.size() when there is none within the probes.
template <typename Slot>
size_t free_place(const std::vector<Slot>& slots, size_t at, uint16_t check, size_t probes) {
  for (size_t probe = 0; probe < probes; ++probe) {
    if (slots[at].check == 0) return at;
    if (slots[at].check == check) return slots.size();  // would be taken for the other
    if (++at == slots.size()) at = 0;
  }
  return slots.size();
}

}  // namespace

void forbid_impossible(std::array<std::array<int16_t, kTagLanes>, kTagLanes>& transitions) {
  for (size_t before = 0; before < kTagLanes; ++before) {
    for (size_t tag = 0; tag < kTagLanes; ++tag) {
      const bool possible = before < kNameTags && tag < kNameTags &&
                            may_follow(static_cast<NameTag>(before), static_cast<NameTag>(tag));
      if (!possible) transitions[before][tag] = kNever;
    }
  }
}

Result<std::string> build_name_model(const NameModelContent& content, double fill) {
  std::vector<WeightRow> rows(slots_for(content.weights.size(), fill));
  size_t lost = 0;
  for (const auto& [feature, weights] : content.weights) {
    const uint16_t check = weight_check(feature);
    const size_t at = free_place(rows, weight_slot(feature, rows.size()), check, kMaxWeightProbes);
    if (at == rows.size()) {
      ++lost;
      continue;
    }
    std::copy(weights.begin(), weights.end(), rows[at].weights.begin());
    rows[at].check = check;
  }
  std::vector<WordSlot> words(slots_for(content.words.size(), fill));
  for (const auto& [key, flags] : content.words) {
    const uint16_t check = word_check(key);
    const size_t at = free_place(words, word_slot(key, words.size()), check, kMaxWordProbes);
    if (at == words.size()) {
      ++lost;
      continue;
    }
    words[at] = {check, flags};
  }
  if (lost > (content.weights.size() + content.words.size()) / 500) {
    return fail(ErrorCode::kInvalidInput, "no room for " + std::to_string(lost) + " entries");
  }

  NameModelHeader header;
  header.magic = kNameModelMagic;
  header.version = kNameModelVersion;
  header.features = kNameFeatures;
  header.tags = kNameTags;
  header.word_slots = static_cast<uint32_t>(words.size());
  header.weight_rows = static_cast<uint32_t>(rows.size());
  header.unit = content.unit;
  header.transitions = content.transitions;
  forbid_impossible(header.transitions);
  header.bytes = sizeof header + rows.size() * sizeof(WeightRow) + words.size() * sizeof(WordSlot);
  std::string bytes(header.bytes, '\0');
  char* at = bytes.data() + sizeof header;
  std::memcpy(at, rows.data(), rows.size() * sizeof(WeightRow));
  std::memcpy(at + rows.size() * sizeof(WeightRow), words.data(), words.size() * sizeof(WordSlot));
  std::memcpy(bytes.data(), &header, sizeof header);
  header.crc = crc32c(std::string_view(bytes).substr(offsetof(NameModelHeader, bytes)));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace gs::detect
