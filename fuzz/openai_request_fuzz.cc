// Any bytes as a request of each endpoint: refused with a 4xx, or read; then every segment masked
// and safe mode entered, the result is still JSON, holds the masks, and shows no masked text at the
// place where it stood.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/openai/model_request.h"

#include <boost/json.hpp>

namespace {

using gs::gateway::openai::Endpoint;
using gs::gateway::openai::ModelRequest;

constexpr std::string_view kMask = "[\"MASK\"]";

void check(bool holds) {
  if (!holds) std::abort();
}

gs::policy::SafeMode safe_mode() {
  gs::policy::SafeMode mode;
  mode.system_message = "Be safe.";
  mode.tools = true;  // what is removed shows nothing
  return mode;
}

bool is_masked(const gs::text::Segment& now, const gs::text::Segment& before) {
  if (now.json_path != before.json_path) return false;
  bool name = before.json_path.ends_with("#name");
  return name ? now.text.starts_with(kMask) : now.text == kMask;
}

// Without safe mode the segments of the changed body are those of the original, each masked. Names
// that paths tell by number get another number when they are masked, or when `governance` before
// them goes, so that paths are compared only where no name is told so. Roles are not compared: a
// type that is unknown is itself masked, and who writes such items is told by its ending.
void check_masks(Endpoint endpoint, std::string_view body, const gs::JsonLimits& limits) {
  auto request = ModelRequest::read(endpoint, std::string(body), limits);
  bool numbered = false;
  for (size_t i = 0; i < request->segments().size(); ++i) {
    std::string_view path = request->segments()[i].json_path;
    numbered = numbered || path.ends_with("#name") || path.find('{') != std::string_view::npos;
    request->mask(i, kMask);
  }
  std::string masked = request->upstream_body();
  gs::JsonLimits wide{.max_depth = limits.max_depth, .max_bytes = limits.max_bytes * 16};
  auto again = ModelRequest::read(endpoint, masked, wide);
  check(again.has_value());
  check(again->segments().size() == request->segments().size());
  for (size_t i = 0; i < again->segments().size() && !numbered; ++i) {
    check(is_masked(again->segments()[i], request->segments()[i]));
  }
  for (const gs::text::Segment& segment : again->segments()) {
    check(segment.text.find(kMask) != std::string_view::npos);
  }
  request->enter_safe_mode(safe_mode());
  request->require_usage();
  request->set_model("another");
  check(gs::parse_json(request->upstream_body(), wide).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data), size);
  gs::JsonLimits limits{.max_depth = 64, .max_bytes = 1 << 20};
  for (Endpoint endpoint :
       {Endpoint::kChat, Endpoint::kCompletions, Endpoint::kResponses, Endpoint::kEmbeddings}) {
    auto request = ModelRequest::read(endpoint, std::string(body), limits);
    if (!request) {
      check(request.error().status >= 400 && request.error().status < 500);
      continue;
    }
    bool governed = request->upstream_body() != body;
    check(!governed || body.find("governance") != std::string_view::npos ||
          body.find("\\u") != std::string_view::npos);
    check_masks(endpoint, body, limits);
  }
  return 0;
}
