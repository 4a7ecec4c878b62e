// The signals of a text that a policy test or `policy eval` gives, found by the real detectors.
#pragma once

#include "policy/rule_tests.h"

namespace gs::filter {

// A policy::SignalSource: every detector runs on the given text, whatever the policy reads. A value
// in given.signals replaces what was found.
policy::GivenSignals detected_signals(const policy::CompiledPolicy& policy, text::Phase phase,
                                      const policy::TestGiven& given);

}  // namespace gs::filter
