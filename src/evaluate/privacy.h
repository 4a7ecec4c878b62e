// How easily a record of a table can be told from the others by its quasi-identifiers.
//
// Records with equal quasi-identifiers are a class. Of n records in c classes:
//
//   k_anonymity      size of the smallest class; Sweeney, "k-anonymity: a model for protecting
//                    privacy", IJUFKS 10 (2002)
//   reid_risk        share of records that are alone in their class
//   prosecutor_risk  1 / k: the chance to pick the right record of the smallest class, the highest
//                    risk of any record; El Emam, "Guide to the De-Identification of Personal
//                    Health Information" (2013), ch. 16. The mean over the records, c / n, is in
//                    the detail.
//   l_diversity      least number of different sensitive values in a class; Machanavajjhala et al.,
//                    "l-diversity: privacy beyond k-anonymity", ICDE 2006, in its distinct form
//
// The table is all there is, not a sample, so there are no intervals. An empty cell is a value like
// any other. Four bytes a cell and each different value once are kept.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evaluate/artifact.h"
#include "evaluate/table.h"

namespace gs::evaluate {

class Privacy {
 public:
  // `sensitive` may be empty: then there is no l_diversity. `quasi_identifiers` is not.
  Privacy(std::vector<std::string> quasi_identifiers, std::string sensitive);

  // For Table.
  std::vector<std::string> columns() const;
  Status take(std::span<const Cell> cells, const Place& place);
  Status finish(const std::string& file, Artifact& artifact);

 private:
  // What the classes of the records come to.
  struct Classes {
    uint64_t number = 0;
    uint64_t of_one = 0;
    size_t smallest = 0;
    size_t least_diverse = 0;  // where there is a sensitive column
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  uint32_t code(size_t column, std::string_view text);
  std::vector<uint32_t> sorted_records() const;
  bool same_class(uint32_t a, uint32_t b) const;
  Classes classes_of(std::span<const uint32_t> sorted) const;
  size_t sensitive_values(std::span<const uint32_t> records) const;

  const std::vector<std::string> quasi_identifiers_;
  const std::string sensitive_;
  const size_t width_;  // columns, the sensitive one last
  std::vector<std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>>> codes_;
  std::vector<uint32_t> cells_;  // codes, record after record
};

}  // namespace gs::evaluate
