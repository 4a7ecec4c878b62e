// A summary in the model's own words, for the action `summarize`.
#pragma once

#include <string>
#include <string_view>

#include "gateway/upstream/call.h"
#include "settings/proxy_settings.h"

namespace gs::gateway {

// Asks the model for it. Empty when that fails in any way: the caller has another means then (see
// openai::GuardedAnswer::summarized()). The call may be aborted from outside through `abort`, which
// points to it while it is under way.
struct SummaryRequest {
  upstream::Upstreams& upstreams;
  unsigned worker;
  http::Executor executor;
  std::string model = {};
  uint32_t max_tokens = 256;
  std::string text = {};
  upstream::UpstreamCall** abort = nullptr;
};

http::Task<std::string> model_summary(SummaryRequest request);

}  // namespace gs::gateway
