// Any bytes as a request body: read or refused with a 4xx, and what parses has one canonical form.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "gateway/ci_endpoint.h"
#include "gateway/filter_request.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data), size);
  gs::JsonLimits limits;
  for (auto phase : {gs::text::Phase::kPrompt, gs::text::Phase::kOutput}) {
    auto request = gs::gateway::read_filter_request(body, phase, limits);
    check(request || (request.error().status >= 400 && request.error().status < 500));
  }
  auto metrics = gs::gateway::read_metrics(body, limits);
  check(metrics || (metrics.error().status >= 400 && metrics.error().status < 500));

  auto value = gs::parse_json(body, limits);
  if (!value) return 0;
  auto canonical = gs::canonical_json(*value);
  if (!canonical) return 0;
  auto again = gs::parse_json(*canonical, limits);
  check(again.has_value());
  check(gs::canonical_json(*again).value() == *canonical);
  return 0;
}
