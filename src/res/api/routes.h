// Every endpoint of the service, as one visible list: who may use it, and what answers.
//
// To add one: write its handler, add a row to routes.cc, its path to
// specs/openapi-risk-evidence-service.yaml with the same x-roles, and a test.
#pragma once

#include <span>

#include "auth/principal.h"
#include "http/message.h"
#include "res/api/call.h"

namespace gs::res {

// How large its body may be.
enum class BodyLimit : uint8_t { kUsual, kContent, kSegment };

struct Endpoint {
  http::Method method = http::Method::kGet;
  const char* path = "";
  auth::RoleSet roles;  // any of them, and admin; none: open to everybody
  Read read = nullptr;  // this or `write`
  Write write = nullptr;
  const char* accepts = "";  // media type of the body; empty: any
  BodyLimit body = BodyLimit::kUsual;
  bool blocks = true;  // false: `read` needs no database and runs on the connection's thread
};

// Without those of /log/tile/, of which there is one for each depth of a path: all are as
// tile_endpoint().
std::span<const Endpoint> endpoints();
const Endpoint& tile_endpoint();

}  // namespace gs::res
