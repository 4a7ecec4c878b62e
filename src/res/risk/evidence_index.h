// Which evidence a snapshot of a model rests on, kept between calls in the table `facts`, so that
// not all evidence of the model is read for each snapshot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "res/risk/snapshot.h"
#include "res/store/database.h"

namespace gs::res {

struct EvidenceIndex {
  std::vector<uint64_t> leaves;     // Snapshot::leaves
  std::optional<uint64_t> seen_to;  // leaf of the newest evidence that was looked at
  std::string state;                // state_of() what was recorded; empty: nothing was
};

// Empty where there is none, or an unreadable one: then everything is read anew.
Result<EvidenceIndex> load_index(store::Connection& connection, std::string_view model);
Status save_index(store::Connection& connection, std::string_view model,
                  const EvidenceIndex& index);

// The evidence in the index and all newer, reduced to what counts: fills inputs.evidence (with few
// members, whatever the number of evidence) and moves the index. The other inputs must be there.
Status read_evidence(store::Connection& connection, EvidenceIndex& index, RiskInputs& inputs);

}  // namespace gs::res
