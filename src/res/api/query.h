// The query string of a request, read by name and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/uri.h"

namespace gs::res {

inline constexpr size_t kMaxQueryText = 512;  // bytes of one value

// Errors (kInvalidInput) name the parameter in `where`. Names that nobody asks for are left aside.
class Query {
 public:
  // A malformed escape, a value that is no UTF-8, holds control characters or is too long, and a
  // name that comes twice.
  static Result<Query> parse(std::string_view query);

  // Empty: not given.
  std::string text(std::string_view name) const;
  Result<std::string> required(std::string_view name) const;
  Result<std::optional<WallTime>> time(std::string_view name) const;  // RFC 3339
  Result<std::optional<uint64_t>> number(std::string_view name) const;
  // `limit`, from 1 to `most`.
  Result<unsigned> limit(unsigned otherwise, unsigned most = 1000) const;
  // `cursor` of a page before: a leaf index.
  Result<std::optional<uint64_t>> cursor() const { return number("cursor"); }

 private:
  explicit Query(std::vector<http::QueryParameter> parameters)
      : parameters_(std::move(parameters)) {}
  const std::string* find(std::string_view name) const;

  std::vector<http::QueryParameter> parameters_;
};

}  // namespace gs::res
