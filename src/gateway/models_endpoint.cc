#include "gateway/models_endpoint.h"

#include <boost/json.hpp>
#include <set>

#include "base/json.h"
#include "base/json_writer.h"
#include "gateway/api_errors.h"
#include "gateway/upstream/call.h"
#include "gateway/upstream_errors.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

constexpr size_t kMaxList = 4 * 1024 * 1024;

// Adds the models of one server's list that are new and that the caller may use.
bool add_models(std::string_view body, const auth::Principal& caller, std::set<std::string>& seen,
                json::array& models) {
  auto list = parse_json(body);
  if (!list || !list->is_object()) return false;
  const json::value* data = list->get_object().if_contains("data");
  if (data == nullptr || !data->is_array()) return false;
  for (const json::value& model : data->get_array()) {
    const json::value* id = model.is_object() ? model.get_object().if_contains("id") : nullptr;
    if (id == nullptr || !id->is_string()) continue;
    const std::string name(id->get_string());
    if (caller.may_use_model(name) && seen.insert(name).second) models.push_back(model);
  }
  return true;
}

// What one server says; an error where it says nothing that can be used.
http::Task<tl::expected<std::string, ModelError>> ask(const ModelParts* parts, http::Exchange* wire,
                                                      upstream::Server* server) {
  upstream::UpstreamCall call(parts->upstreams, wire->worker(), wire->executor());
  wire->when_gone([&call] { call.abort(); });
  upstream::CallRequest request;
  request.method = "GET";
  request.path = "/v1/models";
  request.only = server;
  bool going = co_await call.open(std::move(request));
  std::string body;
  while (going && !call.complete() && body.size() <= kMaxList) {
    going = co_await call.read();
    if (going) body.append(call.piece());
  }
  wire->when_gone({});
  if (!going) co_return tl::unexpected(error_of(call.failure(), true));
  if (body.size() > kMaxList) co_return tl::unexpected(answer_too_large());
  if (call.head().status != 200) co_return tl::unexpected(error_of_status(call.head(), body));
  co_return body;
}

}  // namespace

http::Task<http::Response> ModelsEndpoint::handle(http::Exchange* wire) const {
  auto caller = parts_.authentication.identify(auth::Role::kCaller, wire->request());
  if (!caller) co_return openai_denial(caller.error());
  ModelError error = error_of(upstream::CallFailure::kNoServer, false);
  std::set<std::string> seen;
  json::array models;
  bool any = false;
  for (upstream::Server* server : parts_.upstreams.servers()) {
    auto body = co_await ask(&parts_, wire, server);
    if (body && add_models(*body, *caller, seen, models)) {
      any = true;
    } else {
      error = body ? invalid_answer() : body.error();
    }
  }
  http::Response response;
  if (any) {
    response.body = to_json_text(json::object{{"object", "list"}, {"data", std::move(models)}});
  } else {
    response = to_response(error);
  }
  response.principal = caller->id;
  co_return response;
}

}  // namespace gs::gateway
