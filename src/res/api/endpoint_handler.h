// From a request to its endpoint and back: trace, access, the endpoint, counts.
#pragma once

#include <memory>

#include "http/exchange.h"
#include "res/api/api.h"
#include "res/api/routes.h"

namespace gs::res {

class EndpointHandler final : public http::CoroutineHandler {
 public:
  // `name` is the endpoint's in metrics and traces.
  EndpointHandler(std::shared_ptr<const ApiParts> api, const Endpoint& endpoint, std::string name)
      : api_(std::move(api)), endpoint_(endpoint), name_(std::move(name)) {}

  http::Task<http::Response> handle(http::Exchange* exchange) const override;

 private:
  // The parts of handle(), in their order.
  http::Task<http::Response> answer(http::Exchange* exchange, telemetry::SpanSet* spans,
                                    size_t root) const;
  http::Task<http::Response> call(Call* call) const;
  void finish(telemetry::SpanSet spans, size_t root, http::Response& response,
              SteadyTime began) const;

  const std::shared_ptr<const ApiParts> api_;
  const Endpoint& endpoint_;
  const std::string name_;
};

}  // namespace gs::res
