// POST and GET /evidence, GET /evidence/{id}, its proof and its signed statement.
#pragma once

#include "res/api/call.h"

namespace gs::res {

http::Task<http::Response> post_evidence(Call* call);
Result<http::Response> get_evidence_list(const Call& call);
Result<http::Response> get_evidence(const Call& call);
Result<http::Response> get_evidence_proof(const Call& call);
Result<http::Response> get_evidence_statement(const Call& call);

}  // namespace gs::res
