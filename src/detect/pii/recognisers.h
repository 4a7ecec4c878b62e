// The rows that say what personal data looks like, by where it is from.
//
// Names are those of Microsoft Presidio where it has one. How a row works: scan/recogniser.h.
// Scores: a shape that nothing else has is 0.6 and more; a plain number is far below one half until
// a context word or a check digit speaks for it.
#pragma once

#include <span>
#include <vector>

#include "detect/scan/recogniser.h"

namespace gs::detect {

std::span<const Recogniser> general_recognisers();
std::span<const Recogniser> phone_recognisers();
std::span<const Recogniser> american_recognisers();
std::span<const Recogniser> european_recognisers();
std::span<const Recogniser> asian_pacific_recognisers();

// All of them, in the order above.
std::vector<Recogniser> pii_recognisers();

}  // namespace gs::detect
