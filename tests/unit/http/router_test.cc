#include "http/router.h"

#include <gtest/gtest.h>

namespace gs::http {
namespace {

Handler named(const std::string& name) {
  return [name](const Request&) { return Response{.body = name}; };
}

Router make_router() {
  return *Router::create({
      {Method::kGet, "/health", named("health")},
      {Method::kPost, "/evidence", named("create")},
      {Method::kGet, "/evidence", named("list")},
      {Method::kGet, "/evidence/newest", named("newest")},
      {Method::kGet, "/evidence/{id}", named("one")},
      {Method::kPut, "/evidence/{id}/content", named("content")},
      {Method::kGet, "/", named("root")},
  });
}

struct Row {
  Method method;
  const char* path;
  RouteMatch::Outcome outcome;
  const char* name;  // of the handler
  const char* id;    // value of {id}
  const char* allow;
};

TEST(Router, Table) {
  const Router router = make_router();
  const Row rows[] = {
      {Method::kGet, "/health", RouteMatch::kFound, "health", "", "GET, HEAD, OPTIONS"},
      {Method::kHead, "/health", RouteMatch::kFound, "health", "", "GET, HEAD, OPTIONS"},
      {Method::kPost, "/health", RouteMatch::kMethodNotAllowed, "", "", "GET, HEAD, OPTIONS"},
      {Method::kPost, "/evidence", RouteMatch::kFound, "create", "", "GET, HEAD, POST, OPTIONS"},
      {Method::kGet, "/evidence/newest", RouteMatch::kFound, "newest", "", "GET, HEAD, OPTIONS"},
      {Method::kGet, "/evidence/42", RouteMatch::kFound, "one", "42", "GET, HEAD, OPTIONS"},
      {Method::kGet, "/evidence/a%2Fb%20c", RouteMatch::kFound, "one", "a/b c",
       "GET, HEAD, OPTIONS"},
      {Method::kPut, "/evidence/7/content", RouteMatch::kFound, "content", "7", "PUT, OPTIONS"},
      {Method::kHead, "/evidence/7/content", RouteMatch::kMethodNotAllowed, "", "", "PUT, OPTIONS"},
      {Method::kGet, "/h%65alth", RouteMatch::kFound, "health", "", "GET, HEAD, OPTIONS"},
      {Method::kGet, "/", RouteMatch::kFound, "root", "", "GET, HEAD, OPTIONS"},
      {Method::kGet, "/nothing", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/health/", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/Health", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/evidence/", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/evidence/..", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/evidence/%2e%2E", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/evidence/7/other", RouteMatch::kNotFound, "", "", ""},
      {Method::kGet, "/evidence/%zz", RouteMatch::kBadPath, "", "", ""},
      {Method::kGet, "/evidence/%00", RouteMatch::kBadPath, "", "", ""},
  };
  for (const Row& row : rows) {
    const RouteMatch match = router.find(row.method, row.path);
    EXPECT_EQ(match.outcome, row.outcome) << row.path;
    EXPECT_EQ(match.allow, row.allow) << row.path;
    if (row.outcome != RouteMatch::kFound) continue;
    EXPECT_EQ(match.route->handler(Request{}).body, row.name) << row.path;
    ASSERT_EQ(match.parameters.size(), *row.id == '\0' ? 0U : 1U) << row.path;
    if (!match.parameters.empty()) {
      EXPECT_EQ(match.parameters[0].name, "id");
      EXPECT_EQ(match.parameters[0].value, row.id);
    }
  }
}

TEST(Router, BadRoutesAreNamed) {
  struct Bad {
    std::vector<Route> routes;
    const char* message;
    const char* where;
  };
  const Bad rows[] = {
      {{{Method::kGet, "health", named("x")}}, "a route must start with '/'", "health"},
      {{{Method::kGet, "/a{id}", named("x")}},
       "a parameter must be a whole segment, {name}",
       "/a{id}"},
      {{{Method::kGet, "/{}", named("x")}}, "a parameter must be a whole segment, {name}", "/{}"},
      {{{Method::kGet, "/{a}/{a}", named("x")}}, "a parameter is named twice", "/{a}/{a}"},
      {{{Method::kGet, "/a", named("x")}, {Method::kGet, "/a", named("y")}},
       "two routes for the same method and path",
       "/a"},
      {{{Method::kGet, "/a", nullptr}}, "a route has no handler", "/a"},
  };
  for (const Bad& row : rows) {
    const Result<Router> router = Router::create(row.routes);
    ASSERT_FALSE(router) << row.where;
    EXPECT_EQ(router.error().message, row.message);
    EXPECT_EQ(router.error().where, row.where);
  }
}

}  // namespace
}  // namespace gs::http
