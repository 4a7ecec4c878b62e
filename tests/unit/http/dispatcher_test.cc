#include "http/dispatcher.h"

#include "http/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace gs::http {
namespace {

using testing::HasSubstr;

Dispatcher make_dispatcher(DispatchOptions options = {}) {
  std::vector<Route> routes = {
      {Method::kGet, "/health", [](const Request&) { return Response{.body = "ok"}; }},
      {Method::kPost, "/echo",
       [](const Request& r) { return Response{.body = std::string(r.body)}; }, "application/json"},
      {Method::kGet, "/item/{id}",
       [](const Request& r) { return Response{.body = std::string(r.parameter("id"))}; }},
      {Method::kGet, "/throw",
       [](const Request&) -> Response { throw std::runtime_error("secret"); }},
      {Method::kGet, "/memory", [](const Request&) -> Response { throw std::bad_alloc(); }},
  };
  return Dispatcher(*Router::create(std::move(routes)), std::move(options));
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (equals_ignore_case(key, name)) return value;
  }
  return {};
}

Response ask(const Dispatcher& dispatcher, Method method, std::string_view path,
             std::vector<HeaderField> headers = {}, std::string_view body = {}) {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = headers;
  request.body = body;
  std::string failure;
  return dispatcher.dispatch(request, failure).response;
}

TEST(Dispatcher, Routes) {
  const Dispatcher dispatcher = make_dispatcher();
  EXPECT_EQ(ask(dispatcher, Method::kGet, "/health").body, "ok");
  EXPECT_EQ(ask(dispatcher, Method::kGet, "/item/7").body, "7");
  EXPECT_EQ(ask(dispatcher, Method::kGet, "/no").status, 404);
  EXPECT_EQ(ask(dispatcher, Method::kGet, "/%").status, 400);
  const Response refused = ask(dispatcher, Method::kPut, "/health");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "allow"), "GET, HEAD, OPTIONS");
  const Response options = ask(dispatcher, Method::kOptions, "/health");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(header(options, "allow"), "GET, HEAD, OPTIONS");
}

class Never final : public CoroutineHandler {
 public:
  Task<Response> handle(Exchange*) const override { co_return Response{}; }
};

TEST(Dispatcher, LargeBodiesGoToTheCoroutineOfARouteThatHasBoth) {
  Route route{Method::kPost, "/both", [](const Request&) { return Response{.body = "plain"}; }};
  route.coroutine = std::make_shared<Never>();
  route.coroutine_from = 4;
  const Dispatcher dispatcher(*Router::create({route}), {});
  for (const std::string_view body : {"", "abc", "abcd", "abcde"}) {
    Request request;
    request.method = Method::kPost;
    request.path = "/both";
    request.body = body;
    std::string failure;
    const Dispatcher::Dispatch result = dispatcher.dispatch(request, failure);
    EXPECT_EQ(result.coroutine != nullptr, body.size() >= 4) << body;
    if (result.coroutine == nullptr) {
      EXPECT_EQ(result.response.body, "plain");
    }
  }
}

TEST(Dispatcher, ExceptionsBecomeProblemsWithoutTheirWords) {
  const Dispatcher dispatcher = make_dispatcher();
  for (const char* path : {"/throw", "/memory"}) {
    Request request;
    request.path = path;
    std::string failure;
    const Response response = dispatcher.dispatch(request, failure).response;
    EXPECT_EQ(response.status, 500);
    EXPECT_TRUE(response.close);
    EXPECT_THAT(response.body, HasSubstr("/problems/internal-error"));
    EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
    EXPECT_FALSE(failure.empty());
  }
}

TEST(Dispatcher, MediaTypeOfTheBody) {
  struct Row {
    std::vector<HeaderField> headers;
    int status;
  };
  const Row rows[] = {
      {{{"Content-Type", "application/json"}}, 200},
      {{{"content-type", "Application/JSON ; charset=utf-8"}}, 200},
      {{}, 200},
      {{{"Origin", "https://evil"}}, 415},
      {{{"Content-Type", "text/plain"}}, 415},
      {{{"Content-Type", ""}}, 415},
      {{{"Content-Type", "application/jsonx"}}, 415},
  };
  const Dispatcher dispatcher = make_dispatcher();
  for (const Row& row : rows) {
    EXPECT_EQ(ask(dispatcher, Method::kPost, "/echo", row.headers, "{}").status, row.status);
  }
  EXPECT_EQ(ask(dispatcher, Method::kPost, "/echo").status, 200);  // no body, no type
}

TEST(Dispatcher, HostCheck) {
  const Dispatcher dispatcher =
      make_dispatcher({.allowed_hosts = {"localhost", "127.0.0.1", "[::1]"}});
  struct Row {
    const char* host;
    int status;
  };
  const Row rows[] = {
      {"localhost", 200},  {"LOCALHOST:8081", 200}, {"127.0.0.1:1", 200},    {"[::1]", 200},
      {"[::1]:8081", 200}, {"evil.example", 421},   {"localhost.evil", 421}, {"", 421}};
  for (const Row& row : rows) {
    EXPECT_EQ(ask(dispatcher, Method::kGet, "/health", {{"Host", row.host}}).status, row.status)
        << row.host;
  }
}

TEST(Dispatcher, CorsOffAddsNothing) {
  const Dispatcher dispatcher = make_dispatcher();
  const Response response =
      ask(dispatcher, Method::kOptions, "/health",
          {{"Origin", "https://a"}, {"Access-Control-Request-Method", "GET"}});
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(header(response, "access-control-allow-origin"), "");
  EXPECT_EQ(header(response, "vary"), "");
}

TEST(Dispatcher, CorsForListedOriginsOnly) {
  const Dispatcher dispatcher = make_dispatcher({.cors_origins = {"https://a"}});
  const Response good = ask(dispatcher, Method::kGet, "/health", {{"Origin", "https://a"}});
  EXPECT_EQ(header(good, "access-control-allow-origin"), "https://a");
  EXPECT_EQ(header(good, "vary"), "Origin");
  const Response bad = ask(dispatcher, Method::kGet, "/health", {{"Origin", "https://b"}});
  EXPECT_EQ(bad.status, 200);
  EXPECT_EQ(header(bad, "access-control-allow-origin"), "");

  const Response preflight = ask(dispatcher, Method::kOptions, "/echo",
                                 {{"Origin", "https://a"},
                                  {"Access-Control-Request-Method", "POST"},
                                  {"Access-Control-Request-Headers", "content-type"}});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(header(preflight, "access-control-allow-origin"), "https://a");
  EXPECT_EQ(header(preflight, "access-control-allow-methods"), "POST, OPTIONS");
  EXPECT_EQ(header(preflight, "access-control-allow-headers"), "content-type");
  EXPECT_EQ(std::count_if(preflight.headers.begin(), preflight.headers.end(),
                          [](const auto& field) { return field.first == "Vary"; }),
            1);
}

}  // namespace
}  // namespace gs::http
