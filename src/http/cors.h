// Cross-origin resource sharing (Fetch standard): which web pages may read our answers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace gs::http {

class CorsPolicy {
 public:
  // Origins as browsers send them, "https://console.example.org"; "*" stands for any. None: CORS
  // off. Credentials (cookies) are never allowed across origins: keys travel in Authorization.
  explicit CorsPolicy(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  bool enabled() const { return !origins_.empty(); }
  // A browser's question before the real request.
  static bool is_preflight(const Request& request);
  // `allow`: the methods of the path, "GET, HEAD".
  Response answer_preflight(const Request& request, std::string_view allow) const;
  // Lets the page read `response`, if its origin is allowed.
  void add_to(const Request& request, Response& response) const;

 private:
  bool allows(std::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace gs::http
