// POST /decisions (segments of gateways' journals), GET /decisions, GET /decisions/{id} and its
// proof.
#pragma once

#include "res/api/call.h"

namespace gs::res {

inline constexpr char kSegmentType[] = "application/vnd.governed-speed.segment";
inline constexpr char kSealHeader[] = "x-segment-seal";  // base64 of the seal's JSON

http::Task<http::Response> post_segment(Call* call);
Result<http::Response> get_decision_list(const Call& call);
Result<http::Response> get_decision(const Call& call);
Result<http::Response> get_decision_proof(const Call& call);

}  // namespace gs::res
