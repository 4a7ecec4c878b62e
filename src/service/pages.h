// Pages that both services serve.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace gs::service {

// src/service/pages/docs.html, compiled in (see cmake/embed.cmake).
std::string_view docs_page();

// GET /docs: shows whichever /openapi.json it is served with.
http::Response docs();

// GET /openapi.json. `document` is the specification as JSON text.
http::Response openapi(const std::string& document);

// An embedded specification in YAML as JSON text; for once at start.
Result<std::string> openapi_json(std::string_view yaml);

}  // namespace gs::service
