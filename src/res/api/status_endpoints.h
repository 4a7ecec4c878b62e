// GET /health, /ready, /metrics, /openapi.json and /docs: what the service says of itself.
#pragma once

#include "res/api/call.h"

namespace gs::res {

Result<http::Response> get_health(const Call& call);
// 200 while the service takes work: the database answers, the log accepts and signs; else 503.
// Names each part's state.
Result<http::Response> get_ready(const Call& call);
Result<http::Response> get_metrics(const Call& call);
Result<http::Response> get_openapi(const Call& call);
Result<http::Response> get_docs(const Call& call);

}  // namespace gs::res
