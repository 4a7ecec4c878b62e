// In which phases a rule is evaluated, and whether its variables and its action exist there.
#pragma once

#include <string>
#include <vector>

#include "policy/cel/program.h"
#include "policy/rule.h"
#include "policy/variables.h"

namespace gs::policy {

struct PhaseProblem {
  std::string message;
  std::string suggestion;
};

struct RulePhases {
  Phases phases;
  bool reads_prompt = false;  // prompt.* by name
  std::vector<PhaseProblem> problems;
};

// As written, or derived: output.* makes an output rule (it may read prompt.* too), prompt.* a
// prompt rule; bare names mean every phase in which they all exist. A rule that reads no signal is
// evaluated wherever its action can act.
RulePhases phases_of(const Rule& rule, const cel::Program& program, const Variables& variables);

}  // namespace gs::policy
