#include "gate/release_evidence.h"

#include <array>
#include <boost/json.hpp>

#include "policy/document.h"

namespace gs::gate {
namespace {

constexpr std::array<std::string_view, 4> kDateMembers = {"updated_at", "last_updated",
                                                          "last_reviewed", "date"};

}  // namespace

std::optional<WallTime> time_or_date(std::string_view text) {
  if (text.size() == 10) return from_rfc3339(std::string(text) + "T00:00:00Z");
  return from_rfc3339(text);
}

Result<WallTime> updated_at(const std::string& text) {
  const auto document = policy::parse_document(text).document;
  if (!document || !document->root().is_object()) {
    return fail(ErrorCode::kInvalidInput, "is no mapping of YAML or JSON");
  }
  const boost::json::object& object = document->root().get_object();
  for (std::string_view name : kDateMembers) {
    const boost::json::value* value = object.if_contains(name);
    if (value == nullptr) continue;
    const auto time = value->is_string() ? time_or_date(value->get_string()) : std::nullopt;
    if (!time) return fail(ErrorCode::kInvalidInput, "is no time and no date", std::string(name));
    return *time;
  }
  return fail(ErrorCode::kInvalidInput, "says nowhere when it was changed", "updated_at");
}

}  // namespace gs::gate
