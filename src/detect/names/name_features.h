// What the tagger's model weighs about one token: hashes of its letters, shapes, lists, and of its
// neighbours'. The same code in training and in serving.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "detect/names/name_token.h"

namespace gs::detect {

inline constexpr size_t kTokensBefore = 3;
inline constexpr size_t kTokensBehind = 2;
inline constexpr size_t kNameWindow = kTokensBefore + 1 + kTokensBehind;

inline constexpr size_t kNameFeatures = 57;
// Features below this number speak of which word it is; training leaves them out now and then, so
// that shapes, lists and neighbours get their due.
inline constexpr size_t kWordFeatures = 8;

// Tokens around tokens[kTokensBefore], which is looked at; those outside of the text are
// boundary().
using NameWindow = std::array<const NameToken*, kNameWindow>;
const NameToken& name_boundary();

using NameFeatures = std::array<uint64_t, kNameFeatures>;
void compute_features(const NameWindow& window, NameFeatures& features);

}  // namespace gs::detect
