#include "gateway/ci_endpoint.h"

#include "base/json_writer.h"

#include <boost/json.hpp>
#include <string>

namespace gs::gateway {

namespace json = boost::json;

tl::expected<gate::Metrics, service::BadRequest> read_metrics(std::string_view body,
                                                              const JsonLimits& limits) {
  auto parsed = service::read_json_object(body, limits);
  if (!parsed) return tl::unexpected(std::move(parsed).error());
  gate::Metrics metrics;
  for (const auto& [area, values] : parsed->get_object()) {
    if (values.is_null()) continue;
    if (!values.is_object())
      return tl::unexpected(service::bad_field(area, "must be an object of metrics"));
    auto& read = metrics[area];
    for (const auto& [name, value] : values.get_object()) {
      std::string field = std::string(area) + "." + std::string(name);
      if (!value.is_number()) return tl::unexpected(service::bad_field(field, "must be a number"));
      read[name] = value.to_number<double>();
    }
  }
  return metrics;
}

http::Response ci_check(const PolicyInForce& policy, const http::Request& request,
                        const JsonLimits& limits) {
  auto metrics = read_metrics(request.body, limits);
  if (!metrics) return metrics.error().to_response();
  std::shared_ptr<const LoadedPolicy> loaded = policy.current();
  const policy::CompiledPolicy& compiled = loaded->inspector->policy();
  json::object answer = gate::to_json(gate::check(compiled.model().thresholds, *metrics));
  answer["policy_digest"] = compiled.digest();
  http::Response response;
  response.body = to_json_text(answer);
  return response;
}

}  // namespace gs::gateway
