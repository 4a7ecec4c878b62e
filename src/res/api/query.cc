#include "res/api/query.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace gs::res {
namespace {

// What neither a database nor a log line should be asked to hold.
bool is_plain(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

Status check(const std::vector<http::QueryParameter>& parameters, size_t at) {
  const http::QueryParameter& one = parameters[at];
  if (!is_plain(one.name)) return fail(ErrorCode::kInvalidInput, "a name is not plain text");
  if (!is_plain(one.value)) {
    return fail(ErrorCode::kInvalidInput, "must be UTF-8 without control characters", one.name);
  }
  if (one.value.size() > kMaxQueryText) {
    return fail(ErrorCode::kInvalidInput,
                "must not be longer than " + std::to_string(kMaxQueryText) + " bytes", one.name);
  }
  const auto same = [&](const http::QueryParameter& other) { return other.name == one.name; };
  const auto end = parameters.begin() + static_cast<std::ptrdiff_t>(at);
  if (std::any_of(parameters.begin(), end, same)) {
    return fail(ErrorCode::kInvalidInput, "is given twice", one.name);
  }
  return Ok{};
}

// A time before or behind all that a clock here can tell, as the first or last of these.
std::optional<WallTime> far_time(std::string_view text) {
  constexpr size_t kYear = 4;
  if (text.size() < kYear) return std::nullopt;
  unsigned year = 0;
  const auto read = std::from_chars(text.data(), text.data() + kYear, year);
  if (read.ec != std::errc() || read.ptr != text.data() + kYear) return std::nullopt;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  std::string near(is_leap ? "2000" : "2001");
  near.append(text.substr(kYear));
  if (!from_rfc3339(near)) return std::nullopt;
  return year < 2000 ? WallTime::min() : WallTime::max();
}

}  // namespace

Result<Query> Query::parse(std::string_view query) {
  auto parameters = http::parse_query(query);
  if (!parameters) return fail(ErrorCode::kInvalidInput, "the query cannot be decoded", "query");
  if (parameters->size() > 32)
    return fail(ErrorCode::kInvalidInput, "too many parameters", "query");
  for (size_t at = 0; at < parameters->size(); ++at) GS_CHECK_OK(check(*parameters, at));
  return Query(*std::move(parameters));
}

const std::string* Query::find(std::string_view name) const {
  for (const http::QueryParameter& one : parameters_) {
    if (one.name == name) return &one.value;
  }
  return nullptr;
}

std::string Query::text(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::string() : *value;
}

Result<std::string> Query::required(std::string_view name) const {
  std::string value = text(name);
  if (value.empty()) return fail(ErrorCode::kInvalidInput, "is required", std::string(name));
  return value;
}

Result<std::optional<WallTime>> Query::time(std::string_view name) const {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  std::optional<WallTime> time = from_rfc3339(*value);
  if (!time) time = far_time(*value);
  if (!time) {
    return fail(ErrorCode::kInvalidInput, "must be a time such as 2026-03-01T12:00:00Z",
                std::string(name));
  }
  return time;
}

Result<std::optional<uint64_t>> Query::number(std::string_view name) const {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  uint64_t number = 0;
  const char* end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, number);
  // A database counts to 2^63.
  if (read.ec != std::errc() || read.ptr != end || number > INT64_MAX) {
    return fail(ErrorCode::kInvalidInput, "is none that a page before gave", std::string(name));
  }
  return number;
}

Result<unsigned> Query::limit(unsigned otherwise, unsigned most) const {
  const std::string* value = find("limit");
  if (value == nullptr) return otherwise;
  unsigned limit = 0;
  const char* end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, limit);
  if (read.ec != std::errc() || read.ptr != end || limit < 1 || limit > most) {
    return fail(ErrorCode::kInvalidInput, "must be a number from 1 to " + std::to_string(most),
                "limit");
  }
  return limit;
}

}  // namespace gs::res
