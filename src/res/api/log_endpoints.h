// /log/: the transparency log as its verifiers read it (C2SP tlog-tiles).
#pragma once

#include "res/api/call.h"

namespace gs::res {

Result<http::Response> get_checkpoint(const Call& call);
Result<http::Response> get_vkey(const Call& call);
// Tiles of hashes and bundles of leaves, by the path behind "/log/".
Result<http::Response> get_tile(const Call& call);

}  // namespace gs::res
