// The words of the OpenAI dialect: names and values that the format gives, not the caller.
//
// A request is inspected string by string, and everything that is not one of these words counts as
// text that the model sees. The lists are the only way past inspection, and stand here to be read.
#pragma once

#include <string_view>

namespace gs::gateway::openai {

// A name of a member that the API or JSON Schema defines: "content", "properties".
bool is_format_name(std::string_view name);

// A value of a closed set: "function", "object", "json_schema", "completed".
bool is_format_value(std::string_view value);

// A member of the body, at its top, that steers the service and never reaches the model.
bool is_unseen_field(std::string_view name);

// A member that holds an identifier: "tool_call_id". Its value passes when it looks like one.
bool is_identifier_field(std::string_view name);
bool looks_like_identifier(std::string_view value);

// A member with structure of the API's own below it, rather than the caller's JSON: "function".
bool is_structural_field(std::string_view name);

// Of a part or item whose `type`, or a member of it, carries what no detector can read: what that
// is, as in "image"; empty for everything else.
std::string_view opaque_content(std::string_view type_or_name);

// A member of opaque content that holds the content or a reference to it: "url", "file_data".
bool is_opaque_payload(std::string_view name);

// A `type` of parts and items whose strings are all that the model sees of it.
bool is_text_type(std::string_view type);

}  // namespace gs::gateway::openai
