// Who may use what: the rows of routes.cc against the specification, every role against every row.
#include "res/api/routes.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "http/router.h"
#include "res/api/api.h"
#include "service/authentication.h"
#include "service/pages.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr char kKey[] = "a-key-of-this-test-alone";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c | 0x20);
  return out;
}

std::set<std::string> roles_of(const auth::RoleSet& roles) {
  std::set<std::string> names;
  for (const std::string& name : auth::role_names()) {
    if (roles.contains(*auth::role_from(name))) names.insert(name);
  }
  return names;
}

// "post /evidence" -> roles.
std::map<std::string, std::set<std::string>> in_code() {
  std::map<std::string, std::set<std::string>> rows;
  for (const Endpoint& endpoint : endpoints()) {
    rows[lower(http::to_string(endpoint.method)) + " " + endpoint.path] = roles_of(endpoint.roles);
  }
  rows["get /log/tile/{level}/{n}"] = roles_of(tile_endpoint().roles);
  return rows;
}

std::map<std::string, std::set<std::string>> in_specification() {
  std::map<std::string, std::set<std::string>> rows;
  const auto text = service::openapi_json(res_openapi_yaml());
  EXPECT_TRUE(text) << text.error().message;
  const json::value document = json::parse(*text);
  for (const auto& [path, item] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : item.as_object()) {
      std::set<std::string>& roles = rows[std::string(method) + " " + std::string(path)];
      for (const json::value& role : operation.at("x-roles").as_array()) {
        roles.insert(std::string(role.as_string()));
      }
    }
  }
  return rows;
}

TEST(Routes, TheSpecificationHasEveryRowWithItsRoles) {
  EXPECT_EQ(in_code(), in_specification());
}

TEST(Routes, EveryRowHasOneHandler) {
  for (const Endpoint& endpoint : endpoints()) {
    EXPECT_NE(endpoint.read == nullptr, endpoint.write == nullptr) << endpoint.path;
  }
}

// What each role may do, written down once more and by hand.
const std::set<std::string> kSubmitter = {
    "POST /evidence",       "PUT /evidence/{id}/content", "POST /incident",
    "PATCH /incident/{id}", "POST /alerts/webhook",       "POST /decisions",
};
const std::set<std::string> kReader = {
    "GET /evidence",      "GET /evidence/{id}", "GET /evidence/{id}/content",
    "GET /risk/snapshot", "GET /risk/history",  "GET /models",
    "GET /incidents",     "GET /incident/{id}", "GET /evidence/{id}/statement",
};
const std::set<std::string> kAuditorAlone = {
    "GET /audit",          "GET /evidence/{id}/proof",  "GET /decisions",
    "GET /decisions/{id}", "GET /decisions/{id}/proof",
};
const std::set<std::string> kAdminAlone = {"DELETE /evidence/{id}/content"};
const std::set<std::string> kOpen = {
    "GET /health", "GET /ready",          "GET /metrics",  "GET /openapi.json",
    "GET /docs",   "GET /log/checkpoint", "GET /log/vkey",
};

bool may(const std::string& role, const std::string& row) {
  if (kOpen.contains(row) || role == "admin") return true;
  if (role == "submitter") return kSubmitter.contains(row);
  if (role == "reader") return kReader.contains(row);
  if (role == "auditor") return kReader.contains(row) || kAuditorAlone.contains(row);
  return false;  // caller: of the gateway
}

TEST(Routes, EachRoleMayDoWhatItsRowSaysAndNothingMore) {
  const SystemClock clock;
  const http::HeaderField field{"x-api-key", kKey};
  http::Request request;
  request.headers = {&field, 1};
  size_t rows = 0;
  for (const std::string& role : auth::role_names()) {
    auto ring = auth::KeyRing::load(
        R"({"keys":[{"id":"k","sha256":")" + sha256_hex(kKey) + R"(","roles":[")" + role + "\"]}]}",
        "keys.json");
    ASSERT_TRUE(ring);
    const service::Authentication authentication(
        clock, std::make_shared<const auth::KeyRing>(*std::move(ring)));
    for (const Endpoint& endpoint : endpoints()) {
      const std::string row = std::string(http::to_string(endpoint.method)) + " " + endpoint.path;
      const bool let_in =
          endpoint.roles.empty() || authentication.identify(endpoint.roles, request).has_value();
      EXPECT_EQ(let_in, may(role, row)) << role << ": " << row;
      ++rows;
    }
  }
  EXPECT_EQ(rows,
            auth::role_names().size() * (kSubmitter.size() + kReader.size() + kAuditorAlone.size() +
                                         kAdminAlone.size() + kOpen.size()));
}

}  // namespace
}  // namespace gs::res
