// The parts of load_model(), one function a section. Each reads its section from the top of the
// document into the model and notes what is wrong.
#pragma once

#include "policy/field_reader.h"
#include "policy/model.h"

namespace gs::policy {

// meta, ownership, classification, incident_response.
void load_governance(FieldReader& reader, const Node& root, PolicyModel& model);
// policy_as_code; calls load_rules() for its rules.
void load_policy_as_code(FieldReader& reader, const Node& root, PolicyModel& model);
void load_rules(FieldReader& reader, const Node& section, PolicyModel& model);
void load_thresholds(FieldReader& reader, const Node& root, PolicyModel& model);
void load_gates(FieldReader& reader, const Node& root, PolicyModel& model);

// One `tests` entry: a rule's own, or an entry of a test file.
std::optional<RuleTest> load_rule_test(FieldReader& reader, const Node& node);

// Whether `name` can follow a dot in an expression: a letter or `_`, then letters, digits, `_`.
bool is_identifier(std::string_view name);

}  // namespace gs::policy
