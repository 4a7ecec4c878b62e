// How many sockets this process may hold open.
#pragma once

#include <cstddef>

namespace gs::http {

// Raises the soft limit on open files to at least `wanted`, as far as the hard limit lets it.
// Returns the limit that then holds.
size_t raise_file_limit(size_t wanted);

}  // namespace gs::http
