#include "http/problem.h"

#include "base/json_escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace gs::http {
namespace {

std::string title_of(std::string_view slug) {
  std::string title(slug);
  std::replace(title.begin(), title.end(), '-', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  }
  return title;
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ',';
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

}  // namespace

Response problem(int status, std::string_view slug, std::string_view detail,
                 std::string_view field) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  std::string& body = response.body;
  body = "{\"type\":";
  append_json_string(body, fmt::format("/problems/{}", slug));
  append_member(body, "title", title_of(slug));
  body += fmt::format(",\"status\":{}", status);
  append_member(body, "detail", detail);
  if (!field.empty()) append_member(body, "field", field);
  body += '}';
  return response;
}

Response internal_error() {
  Response response = problem(500, "internal-error", "the request could not be completed");
  response.close = true;
  return response;
}

}  // namespace gs::http
