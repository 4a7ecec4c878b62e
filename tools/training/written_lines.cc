#include "training/written_lines.h"

#include <algorithm>

#include "base/files.h"

namespace gs::training {

Result<std::vector<std::string>> read_written_lines(const std::string& path) {
  PosixFiles disk;
  GS_TRY(const std::string text, disk.read(path));
  std::vector<std::string> lines;
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.empty() && line[0] != '#') lines.emplace_back(line);
  }
  return lines;
}

std::string filled(std::string text, std::string_view hole, const std::string& with) {
  const size_t at = text.find(hole);
  if (at != std::string::npos) text.replace(at, hole.size(), with);
  return text;
}

// std::shuffle is not the same everywhere.
std::vector<std::string> some_of(std::vector<std::string> lines, size_t count, std::mt19937& dice) {
  for (size_t i = 0; i < std::min(count, lines.size()); ++i) {
    std::swap(lines[i], lines[i + dice() % (lines.size() - i)]);
  }
  lines.resize(std::min(count, lines.size()));
  return lines;
}

}  // namespace gs::training
