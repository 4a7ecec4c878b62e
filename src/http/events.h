// What the server tells its operator: starts, stops, reloads, failures. Never one a request.
#pragma once

#include <functional>
#include <string_view>

namespace gs::http {

enum class EventLevel { kInfo, kWarning, kError };

// Called from any thread; the message is valid during the call only.
using EventSink = std::function<void(EventLevel level, std::string_view message)>;

}  // namespace gs::http
