// What every exchange with a model is given, and which of the endpoints it came by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "gateway/exchange_telemetry.h"
#include "gateway/guards/panel.h"
#include "gateway/judgement.h"
#include "gateway/judging_pool.h"
#include "gateway/limits/limits.h"
#include "gateway/openai/endpoint.h"
#include "gateway/upstream/upstreams.h"
#include "service/authentication.h"
#include "settings/limit_settings.h"
#include "settings/proxy_settings.h"

namespace gs::gateway {

// Everything is borrowed and outlives the exchanges.
struct ModelParts {
  const Clock& clock;
  const Judge& judge;
  JudgingPool& judging_pool;
  guards::Panel& panel;
  const service::Authentication& authentication;
  upstream::Upstreams& upstreams;
  Limits& limits;
  ExchangeTelemetry& telemetry;
  const settings::LimitSettings& limit_settings;
  const settings::ProxySettings& settings;
  std::string default_model;  // of /proxy/completion
  size_t answer_limit = 0;    // bytes of a whole answer, and of what a stream may hold
  size_t event_limit = 0;     // bytes of one event of a stream
  JsonLimits json_limits;
};

enum class Caller : uint8_t {
  kOpenAi,      // /v1/*: OpenAI bodies, errors and events
  kPlain,       // /proxy/completion
  kPlainStream  // /proxy/completion/stream
};

struct ModelRoute {
  std::string path;  // "/v1/chat/completions"
  openai::Endpoint endpoint = openai::Endpoint::kChat;
  Caller caller = Caller::kOpenAi;
};

}  // namespace gs::gateway
