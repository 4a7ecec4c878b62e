// GET /risk/snapshot, /risk/history and /models.
#pragma once

#include "res/api/call.h"

namespace gs::res {

Result<http::Response> get_risk_snapshot(const Call& call);
Result<http::Response> get_risk_history(const Call& call);
Result<http::Response> get_models(const Call& call);

}  // namespace gs::res
