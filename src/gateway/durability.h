// What has to wait for its record to be on the disk (audit.durability).
//
// A record is written before its decision is given; it survives a killed process from then on. What
// waits below waits for it to survive a loss of power as well.
#pragma once

#include "policy/decision.h"
#include "settings/audit_settings.h"

namespace gs::gateway {

// Whether callers or models get something else because of it: mask, summarize, safe_mode, block.
bool changes_something(policy::Action action);

// Whether the record of a decision is waited for before its effect is seen: an answer sent, a
// changed request passed to a model, the last piece of a stream.
bool waits_for_effect(settings::Durability durability, policy::Action action);

// Whether the record of a prompt is waited for before the first byte of the model's answer leaves.
bool waits_for_answer(settings::Durability durability);

}  // namespace gs::gateway
