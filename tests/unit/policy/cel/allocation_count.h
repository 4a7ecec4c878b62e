// Counts calls of operator new in this program, for tests that must see none.
#pragma once

#include <cstddef>

namespace gs::cel {

// Calls so far, of all threads.
size_t allocation_count();

}  // namespace gs::cel
