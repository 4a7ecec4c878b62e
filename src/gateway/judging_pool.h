// Threads for what takes long to judge, so that the other connections of a worker do not wait
// behind it.
#pragma once

#include <cstddef>

#include "service/work_pool.h"

namespace gs::gateway {

// Texts (or bodies) of this size and more are judged there; below, handing them over would take
// longer than judging them.
inline constexpr size_t kLongText = 32 * 1024;

using JudgingPool = service::WorkPool;

}  // namespace gs::gateway
