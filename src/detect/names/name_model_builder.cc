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

// `lost` counts those that found no room.
std::vector<WordSlot> table_of(const std::map<uint64_t, uint16_t>& values, double fill,
                               size_t& lost) {
  std::vector<WordSlot> slots(slots_for(values.size(), fill));
  for (const auto& [key, value] : values) {
    const uint16_t check = word_check(key);
    const size_t at = free_place(slots, word_slot(key, slots.size()), check, kMaxWordProbes);
    if (at == slots.size()) {
      ++lost;
    } else {
      slots[at] = {check, value};
    }
  }
  return slots;
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
  const std::vector<WordSlot> words = table_of(content.words, fill, lost);
  const std::vector<WordSlot> clusters = table_of(content.clusters, fill, lost);
  const size_t entries = content.weights.size() + content.words.size() + content.clusters.size();
  if (lost > entries / 500) {
    return fail(ErrorCode::kInvalidInput, "no room for " + std::to_string(lost) + " entries");
  }

  NameModelHeader header;
  header.magic = kNameModelMagic;
  header.version = kNameModelVersion;
  header.features = kNameFeatures;
  header.tags = kNameTags;
  header.word_slots = static_cast<uint32_t>(words.size());
  header.cluster_slots = static_cast<uint32_t>(clusters.size());
  header.weight_rows = static_cast<uint32_t>(rows.size());
  header.unit = content.unit;
  header.transitions = content.transitions;
  forbid_impossible(header.transitions);
  header.bytes = sizeof header + rows.size() * sizeof(WeightRow) +
                 (words.size() + clusters.size()) * sizeof(WordSlot);
  std::string bytes(header.bytes, '\0');
  char* at = bytes.data() + sizeof header;
  std::memcpy(at, rows.data(), rows.size() * sizeof(WeightRow));
  at += rows.size() * sizeof(WeightRow);
  std::memcpy(at, words.data(), words.size() * sizeof(WordSlot));
  at += words.size() * sizeof(WordSlot);
  std::memcpy(at, clusters.data(), clusters.size() * sizeof(WordSlot));
  std::memcpy(bytes.data(), &header, sizeof header);
  header.crc = crc32c(std::string_view(bytes).substr(offsetof(NameModelHeader, bytes)));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace gs::detect
