// The rows that harm is learned from and measured on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "detect/harm/categories.h"
#include "train_harm/written_rows.h"
#include "training/labelled_rows.h"

namespace gs::training {

inline constexpr int kWritten = -1;  // group of the rows written for this project: always learned

struct HarmRow {
  std::string plain;  // its plain view, what the detector reads
  bool label = false;
  detect::HarmCategorySet categories;
  bool everyday = false;  // harmless, and neither a look-alike nor of a set about hate
  int group = kWritten;
  size_t source = 0;             // index into HarmRows::sources; unused where written
  unsigned times = 1;            // how often it counts in training
  std::vector<uint32_t> hashes;  // features of its first window
  bool is_long = false;          // more than one sentence
};

struct HarmSource {
  std::string name;
  std::string licence;
  int group = 0;
};

struct HarmRows {
  std::vector<HarmSource> sources;  // by name
  std::vector<HarmRow> rows;
};

HarmRows harm_rows(const std::vector<LabelledRow>& labelled,
                   const std::vector<WrittenRow>& written);

}  // namespace gs::training
