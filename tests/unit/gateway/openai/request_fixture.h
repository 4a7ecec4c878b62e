// Requests for tests, and what is seen of them as lines that a row of a table can name.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "gateway/openai/model_request.h"

namespace gs::gateway::openai {

// The request that `body` is; the test fails when it is refused.
inline ModelRequest request_of(Endpoint endpoint, std::string_view body) {
  auto request = ModelRequest::read(endpoint, std::string(body), {});
  if (!request) {
    ADD_FAILURE() << request.error().message << " in " << body;
    return *ModelRequest::read(Endpoint::kEmbeddings, "{\"input\":\"\"}", {});
  }
  return *std::move(request);
}

// "role path: text" for each segment, then "? path: what" for what cannot be read.
inline std::string seen_of(const ModelRequest& request) {
  std::string out;
  for (const text::Segment& segment : request.segments()) {
    out.append(text::to_string(segment.role)).append(" ").append(segment.json_path);
    out.append(": ").append(segment.text).append("\n");
  }
  for (const Uninspectable& part : request.uninspectable()) {
    out.append("? ").append(part.path).append(": ").append(part.what).append("\n");
  }
  return out;
}

inline size_t segment_at(const ModelRequest& request, std::string_view path) {
  for (size_t i = 0; i < request.segments().size(); ++i) {
    if (request.segments()[i].json_path == path) return i;
  }
  ADD_FAILURE() << "no segment at " << path << " in\n" << seen_of(request);
  return 0;
}

}  // namespace gs::gateway::openai
