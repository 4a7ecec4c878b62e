// What the gateway changes in a request on its way to the model.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <string>
#include <string_view>

#include "base/json_edits.h"
#include "gateway/openai/endpoint.h"
#include "gateway/openai/seen_text.h"
#include "policy/model.h"

namespace gs::gateway::openai {

// By the number of the segment.
using MaskedTexts = std::map<size_t, std::string>;

// Puts each text in place of its segment. Two names of one object never become the same name: the
// later gets a number.
void mask_segments(const SeenText& seen, const MaskedTexts& masked, JsonEdits& edits);

// The system message at the front, the temperature and the answer's length capped, tools away.
// Where a masked text is also to be prefixed, it is both. Token ids cannot be prefixed; they are
// uninspectable, and what policy says of those decides.
void apply_safe_mode(Endpoint endpoint, const policy::SafeMode& mode, const BodyValue& body,
                     const SeenText& seen, const MaskedTexts& masked, JsonEdits& edits);

// Has a stream tell its usage at its end.
void ask_for_usage(const BodyValue& body, JsonEdits& edits);

// Sets the member of the body, an object, whether or not it is there.
void set_member(const BodyValue& body, std::string_view name, std::string json, JsonEdits& edits);

}  // namespace gs::gateway::openai
