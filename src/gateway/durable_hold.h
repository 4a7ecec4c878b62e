// Answers of plain handlers that leave once their records are on the disk.
#pragma once

#include <span>

#include "gateway/judgement.h"
#include "http/message.h"

namespace gs::gateway {

// Holds the answer (http::Hold) where a record of `made` is waited for and is not on the disk yet.
// Where it does not get there the answer becomes unrecorded(), or leaves all the same
// (audit.on_failure). The judge outlives the answer.
void hold_until_durable(const Judge& judge, std::span<const Judgement> made,
                        http::Response& response);

}  // namespace gs::gateway
