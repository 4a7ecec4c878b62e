// Proof files of leaves, as answers.
#pragma once

#include <cstdint>
#include <string>

#include "res/api/call.h"

namespace gs::res {

inline constexpr char kLeafHeader[] = "x-ledger-leaf";

// The tlog-proof of a leaf, with the leaf's bytes (base64) in the header x-ledger-leaf; 202 while
// no published head covers it.
Result<http::Response> proof_answer(const Call& call, store::Connection& connection,
                                    uint64_t leaf_index);

// Whether the request says "Prefer: wait=proof".
bool prefers_proof(const http::Request& request);

// Waits until a head that covers the leaf is published, at most ApiValues::proof_wait; then the
// proof file's text. Nothing: that took too long, or failed.
http::Task<std::optional<std::string>> wait_for_proof(Call* call, uint64_t leaf_index);

}  // namespace gs::res
