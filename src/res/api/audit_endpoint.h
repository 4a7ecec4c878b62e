// GET /audit: who did what, when, on what.
//
// As JSON in pages, newest first. With "Accept: application/x-ndjson" as JSON Lines, oldest first
// and without pages: each line has the historical members timestamp, event, artifact_type,
// model_version, evidence_hash and user, and behind them what is known beside.
#pragma once

#include "res/api/call.h"

namespace gs::res {

http::Task<http::Response> get_audit(Call* call);

}  // namespace gs::res
