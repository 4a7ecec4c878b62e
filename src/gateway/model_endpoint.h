// The endpoints that carry requests to models, as routes see them.
#pragma once

#include "gateway/model_exchange.h"
#include "gateway/model_parts.h"
#include "http/exchange.h"

namespace gs::gateway {

// One of /v1/chat/completions, /v1/completions, /v1/responses, /v1/embeddings, /proxy/completion
// and /proxy/completion/stream. Safe from any thread.
class ModelEndpoint final : public http::CoroutineHandler {
 public:
  // `parts` outlives the endpoint.
  ModelEndpoint(const ModelParts& parts, ModelRoute route)
      : parts_(parts), route_(std::move(route)), counts_(parts.telemetry, route_.path) {}

  http::Task<http::Response> handle(http::Exchange* wire) const override {
    ModelExchange exchange(parts_, route_, counts_, *wire);
    co_return co_await exchange.run();
  }

 private:
  const ModelParts& parts_;
  const ModelRoute route_;
  const RouteCounts counts_;
};

// All of them, with the path of each.
std::vector<ModelRoute> model_routes();

}  // namespace gs::gateway
