// PUT, GET and DELETE /evidence/{id}/content.
#pragma once

#include "res/api/call.h"

namespace gs::res {

http::Task<http::Response> put_evidence_content(Call* call);
Result<http::Response> get_evidence_content(const Call& call);
// Erases the evidence with its content: what is left is the leaf and who asked for it, and why.
http::Task<http::Response> delete_evidence_content(Call* call);

}  // namespace gs::res
