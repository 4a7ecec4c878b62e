// GET /v1/models: what the model servers offer together.
#pragma once

#include "gateway/model_parts.h"
#include "http/exchange.h"

namespace gs::gateway {

// Asks every usable server and joins their lists, without repeats and without what the caller's key
// may not use. One server that does not answer leaves its models out; when none answers it is the
// error of the last. Safe from any thread.
class ModelsEndpoint final : public http::CoroutineHandler {
 public:
  // `parts` outlives the endpoint.
  explicit ModelsEndpoint(const ModelParts& parts) : parts_(parts) {}

  http::Task<http::Response> handle(http::Exchange* wire) const override;

 private:
  const ModelParts& parts_;
};

}  // namespace gs::gateway
