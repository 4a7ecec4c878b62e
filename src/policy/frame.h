// The memory of one decision: a value for every variable of the policy.
//
// It is reused for the next decision, so that it stops allocating. Used by one thread at a time.
#pragma once

#include <span>
#include <vector>

#include "policy/cel/arena.h"
#include "policy/cel/value.h"
#include "policy/inputs.h"
#include "policy/variables.h"

namespace gs::policy {

class Frame {
 public:
  // Fills the slots in `wanted` from `inputs`; all others are absent. Signals that were not
  // computed are absent too, those with a fault are errors. The values borrow from `inputs`.
  void fill(const Variables& variables, std::span<const cel::Slot> wanted, const Inputs& inputs,
            bool lawful_basis);

  std::span<const cel::Value> slots() const { return slots_; }
  cel::Arena& scratch() { return scratch_; }

 private:
  cel::Value value_of(const SlotSource& source, const Inputs& inputs, bool lawful_basis);
  cel::Value request_value(SlotSource::Kind kind, const RequestFacts& request);

  std::vector<cel::Value> slots_;
  cel::Arena values_;   // lists and maps of the inputs
  cel::Arena scratch_;  // what a condition makes
};

}  // namespace gs::policy
