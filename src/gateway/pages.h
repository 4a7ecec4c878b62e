// Files that are compiled into the program (see cmake/embed.cmake).
#pragma once

#include <string_view>

namespace gs::gateway {

std::string_view openapi_yaml();  // specs/openapi-policy-gateway.yaml

}  // namespace gs::gateway
