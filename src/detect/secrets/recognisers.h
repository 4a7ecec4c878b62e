// The rows that say what keys, tokens and passwords look like, by what they open.
//
// How a row works: scan/recogniser.h. A provider's own prefix makes a row telling by itself; a row
// without one needs the name of a secret before it ("aws_secret_access_key = ...").
#pragma once

#include <span>
#include <vector>

#include "detect/scan/recogniser.h"

namespace gs::detect {

std::span<const Recogniser> cloud_secrets();
std::span<const Recogniser> development_secrets();   // source control, CI, registries
std::span<const Recogniser> service_secrets();       // payments, messaging, monitoring
std::span<const Recogniser> intelligence_secrets();  // model providers
std::span<const Recogniser> generic_secrets();       // key blocks, URLs, assignments

// All of them, in the order above.
std::vector<Recogniser> secret_recognisers();

}  // namespace gs::detect
