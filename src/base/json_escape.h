// Writing strings into JSON text by hand, where building a whole JSON value would cost too much:
// log lines, problem documents.
#pragma once

#include <string>
#include <string_view>

namespace gs {

// Appends `text` as a JSON string with its quotes. What JSON or a terminal would trip over is
// escaped (quotes, backslashes, control characters, DEL, U+2028 and U+2029); bytes that are not
// UTF-8 become U+FFFD, so the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gs
