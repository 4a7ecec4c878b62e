// Typed reading of the members of an artifact: each refusal names the member.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace gs::gate {

// "text", "a number", "null", ...: the type of a value, for messages.
std::string_view type_of(const boost::json::value& value);

// An object, or kInvalidInput. JSON errors keep their line and column; NaN names its member.
Result<boost::json::object> parse_object(std::string_view text);

// `field`: the name in messages, "counts.harmful_rate.samples". kInvalidInput for any other type.
Result<double> read_number(const boost::json::value& value, const std::string& field);
Result<uint64_t> read_count(const boost::json::value& value, const std::string& field);
Result<std::string> read_text(const boost::json::value& value, const std::string& field);
Result<WallTime> read_time(const boost::json::value& value, const std::string& field);

// A member that must be there.
Result<const boost::json::value*> require_member(const boost::json::object& object,
                                                 std::string_view name, const std::string& field);

}  // namespace gs::gate
