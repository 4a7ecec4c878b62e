// The member `governance` that our answers in the form of other APIs have beside theirs.
#pragma once

#include "base/json_writer.h"
#include "gateway/judgement.h"

namespace gs::gateway {

// {decision_id, action, reasons[], rules[], signals{}, policy_digest}
void write_governance(JsonWriter& out, const Judgement& made);

}  // namespace gs::gateway
