// The signals of a text that a policy test or `policy eval` gives, found by the real detectors.
#pragma once

#include "detect/detector.h"
#include "policy/rule_tests.h"

namespace gs::filter {

// Every detector runs on the given text, whatever the policy reads. A value in given.signals
// replaces what was found. `shared` as for Inspector::create().
policy::SignalSource detected_signals(detect::Detectors shared);

}  // namespace gs::filter
