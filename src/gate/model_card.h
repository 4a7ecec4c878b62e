// What a card leaves open. A card is a JSON object whose members are the fields of
// `require_fields`.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <vector>

namespace gs::gate {

// Those of `fields` that the card does not fill, in their order. A field, or the place of a dotted
// path ("evaluation.pass_at_5"), is not filled when it is absent, null, empty or white space, or
// says that it is not known: "unknown", "tbd", "todo", "to be determined" (in any case), or an
// object with `"unknown": true`. A list or an object is filled when any member of it is.
std::vector<std::string> missing_fields(const boost::json::object& card,
                                        std::span<const std::string> fields);

}  // namespace gs::gate
