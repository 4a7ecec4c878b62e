// Lines that were written for this project to learn from (data/training), and what is put into
// their holes.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::training {

// The lines of a file, but empty ones and those that begin with "#". Errors: a file that cannot be
// read.
Result<std::vector<std::string>> read_written_lines(const std::string& path);

// The text with the first `hole` replaced.
std::string filled(std::string text, std::string_view hole, const std::string& with);

// Some of the lines in any order, each at most once. The same dice give the same lines everywhere.
std::vector<std::string> some_of(std::vector<std::string> lines, size_t count, std::mt19937& dice);

}  // namespace gs::training
