// Hex digits back to bytes; digest.h writes them.
#pragma once

#include <optional>
#include <string_view>

#include "base/digest.h"

namespace gs {

// 64 lower-case hex digits, as to_hex() writes them; nothing for any other text.
std::optional<Sha256Digest> sha256_from_hex(std::string_view hex);

}  // namespace gs
