#include "detect/caller_claims.h"

#include "base/json_writer.h"

#include <boost/json.hpp>
#include <string_view>

#include "base/utf8.h"

namespace gs::detect {
namespace {

namespace json = boost::json;

constexpr size_t kShownValueLimit = 32;  // code points of a wrong value that a message repeats

std::string shown(const json::value& value) {
  if (value.is_string()) return "a string";
  if (value.is_array()) return "an array";
  if (value.is_object()) return "an object";
  return escape_for_display(to_json_text(value), kShownValueLimit);
}

struct BoolClaim {
  std::string_view name;
  std::optional<bool> CallerClaims::* field;
};

struct ScoreClaim {
  std::string_view name;
  std::optional<double> CallerClaims::* field;
};

constexpr BoolClaim kBoolClaims[] = {
    {"contains_pii", &CallerClaims::contains_pii},
    {"contains_secret", &CallerClaims::contains_secret},
};

constexpr ScoreClaim kScoreClaims[] = {
    {"jailbreak_score", &CallerClaims::jailbreak_score},
    {"harm_score", &CallerClaims::harm_score},
    {"verbatim_ratio", &CallerClaims::verbatim_ratio},
};

BadClaim bad(std::string_view name, std::string_view expected, const json::value& value) {
  return {"context." + std::string(name),
          "must be " + std::string(expected) + ", not " + shown(value)};
}

std::optional<double> score(const json::value& value) {
  if (!value.is_number()) return std::nullopt;
  double number = value.to_number<double>();
  if (!(number >= 0 && number <= 1)) return std::nullopt;
  return number;
}

}  // namespace

tl::expected<CallerClaims, BadClaim> read_caller_claims(const json::object& context) {
  CallerClaims claims;
  for (const BoolClaim& claim : kBoolClaims) {
    const json::value* value = context.if_contains(claim.name);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_bool()) return tl::unexpected(bad(claim.name, "true or false", *value));
    claims.*claim.field = value->get_bool();
  }
  for (const ScoreClaim& claim : kScoreClaims) {
    const json::value* value = context.if_contains(claim.name);
    if (value == nullptr || value->is_null()) continue;
    std::optional<double> number = score(*value);
    if (!number) return tl::unexpected(bad(claim.name, "a number from 0 to 1", *value));
    claims.*claim.field = number;
  }
  return claims;
}

}  // namespace gs::detect
