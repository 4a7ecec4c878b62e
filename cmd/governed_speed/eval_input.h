// Files of evaluation data for the readers of src/evaluate.
#pragma once

#include <string>

#include "evaluate/reader.h"

namespace gs::command {

// Feeds the file, or standard input for "-", to the reader and ends it. Gives the SHA-256 of the
// bytes in hex. Errors: kNotFound, kIo, and whatever the reader refuses.
Result<std::string> read_into(const std::string& path, evaluate::Reader& reader);

// The first line of the file that is not empty, or its first 64 KiB where it has none. Empty for
// standard input, which cannot be looked at twice, and for a file that cannot be read.
std::string first_line(const std::string& path);

// "rows.csv" of "/data/rows.csv", "stdin" of "-".
std::string base_name(const std::string& path);
// Whether the name ends so, in any case: has_ending("A.CSV", ".csv").
bool has_ending(const std::string& path, std::string_view ending);

// For a value in a query (RFC 3986): all but letters, digits, "_", "." and "-" as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace gs::command
