// The tables of version 1, compiled in (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace gs::res::store {

std::string_view schema_sql();  // src/res/store/schema.sql

}  // namespace gs::res::store
