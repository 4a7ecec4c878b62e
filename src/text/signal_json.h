// Signals as JSON.
#pragma once

#include "base/json_writer.h"
#include "text/signal.h"

namespace gs::text {

void write_json(JsonWriter& out, const SignalValue& value);

}  // namespace gs::text
