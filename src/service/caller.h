// Who asks, as the endpoints see it.
#pragma once

#include <functional>

#include "auth/principal.h"
#include "http/message.h"

namespace gs::service {

// A handler behind the authentication: it is only called for callers who may.
using CallerHandler =
    std::function<http::Response(const http::Request&, const auth::Principal& caller)>;

}  // namespace gs::service
