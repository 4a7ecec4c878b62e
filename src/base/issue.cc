#include "base/issue.h"

#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace gs {
namespace {

// Of a line with more code points than this, only a window is shown.
constexpr size_t kMaxShown = 160;
constexpr size_t kShownBefore = 60;  // code points before the position, in such a window

bool starts_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

// The byte at which code point `index` (from 0) starts, or the size of the text.
size_t byte_of(std::string_view text, size_t index) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (starts_code_point(text[i]) && seen++ == index) return i;
  }
  return text.size();
}

// Line `number` (from 1) without its line end; false if the text has no such line.
bool find_line(std::string_view text, uint32_t number, std::string_view& line) {
  for (uint32_t at = 1; at < number; ++at) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

// What a terminal may be sent: the text might come from anywhere.
std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const size_t length = utf8_sequence_length(text);
    const bool control =
        length == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F);
    if (length == 0 || (control && text[0] != '\t')) {
      shown += '?';
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return shown;
}

// Blanks as wide as `text`; tabs stay, so that the caret stands below its place.
std::string blanks_for(std::string_view text) {
  std::string blanks;
  for (char c : text) {
    if (starts_code_point(c)) blanks += c == '\t' ? '\t' : ' ';
  }
  return blanks;
}

std::string suggestion_of(const Issue& issue) {
  return issue.suggestion.empty() ? "" : fmt::format("did you mean '{}'?", issue.suggestion);
}

// The line in question with a caret line below it.
std::string render_excerpt(const Issue& issue, std::string_view line) {
  const size_t length = count_code_points(line);
  const size_t column = std::min<size_t>(std::max(issue.position.column, 1u) - 1, length);
  size_t first = 0;
  std::string_view cut_left, cut_right;
  if (length > kMaxShown) {
    first = column > kShownBefore ? column - kShownBefore : 0;
    if (first > 0) cut_left = "...";
    if (first + kMaxShown < length) cut_right = "...";
    const size_t begin = byte_of(line, first);
    line = line.substr(begin, byte_of(line.substr(begin), kMaxShown));
  }
  const size_t shown = count_code_points(line);
  const std::string_view before = line.substr(0, byte_of(line, column - first));
  const size_t room = std::max<size_t>(shown - std::min(shown, column - first), 1);
  const size_t tail = std::min<size_t>(issue.length, room) - 1;
  const std::string number = std::to_string(issue.position.line);
  const std::string suggestion = suggestion_of(issue);
  return fmt::format("  {} | {}{}{}\n  {} | {}{}^{}{}{}\n", number, cut_left, printable(line),
                     cut_right, std::string(number.size(), ' '), std::string(cut_left.size(), ' '),
                     blanks_for(before), std::string(tail, '~'), suggestion.empty() ? "" : " ",
                     suggestion);
}

}  // namespace

Position position_of(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const size_t line_start = before.rfind('\n') + 1;  // 0 when there is none
  return {static_cast<uint32_t>(lines + 1),
          static_cast<uint32_t>(count_code_points(before.substr(line_start)) + 1)};
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      break;
  }
  return "error";
}

bool has_errors(const Issues& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const Issue& issue) { return issue.severity == Severity::kError; });
}

std::string render(const Issue& issue, std::string_view file, std::string_view text) {
  std::string out(file);
  if (issue.position.line > 0) {
    out += fmt::format(":{}", issue.position.line);
    if (issue.position.column > 0) out += fmt::format(":{}", issue.position.column);
  }
  if (!out.empty()) out += ": ";
  out += fmt::format("{}: {}", to_string(issue.severity), printable(issue.message));
  if (!issue.check.empty()) out += fmt::format(" [{}]", issue.check);

  std::string_view line;
  const bool has_place = issue.position.line > 0 && issue.length > 0;
  if (has_place && find_line(text, issue.position.line, line)) {
    return out + '\n' + render_excerpt(issue, line);
  }
  if (!issue.path.empty() && issue.position.line == 0) out += fmt::format(" ({})", issue.path);
  if (!issue.suggestion.empty()) out += "; " + suggestion_of(issue);
  return out + '\n';
}

std::string render(const Issues& issues, std::string_view file, std::string_view text) {
  std::string out;
  for (const Issue& issue : issues) out += render(issue, file, text);
  return out;
}

}  // namespace gs
