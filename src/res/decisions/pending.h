// Whether a decision that is not here may still be on its way.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "res/store/database.h"

namespace gs::res {

// When the exchange began, from its UUID version 7 (RFC 9562: 48 bits of milliseconds); nothing for
// any other id.
std::optional<WallTime> exchange_time(std::string_view exchange);

// True when some gateway that is still sending segments has not sent all of that time yet. A
// gateway counts as sending while one of the last 1,000 segments is its own. Records of an exchange
// may come some time after its beginning (streams), so a little longer is waited for.
Result<bool> may_be_pending(store::Connection& connection, std::string_view exchange, WallTime now,
                            std::chrono::hours at_most);

}  // namespace gs::res
