// Zstandard frames back to bytes, for segments as RES stores them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::res {

// kInvalidInput: this is no whole frame; kTooLarge: it holds more than `most` bytes.
Result<std::string> unpack_zstd(std::string_view packed, size_t most);

}  // namespace gs::res
