// What PostgreSQL's error codes mean for RES.
// https://www.postgresql.org/docs/15/errcodes-appendix.html
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::res::store {

// `state`: SQLSTATE, five characters. `words`: the server's primary message; never its details,
// which hold values of rows. `server`: its name for messages.
Error postgres_error(std::string_view state, std::string_view words, std::string_view sql,
                     const std::string& server);

}  // namespace gs::res::store
