#include "policy/document.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/utf8.h"
#include "policy/tree.h"

namespace gs::policy {
namespace {

Issue problem_at(std::string_view text, size_t offset, std::string message) {
  Issue issue;
  issue.position = position_of(text, offset);
  issue.message = std::move(message);
  return issue;
}

// YAML allows no control characters but tab and line ends; yaml-cpp would even take U+0004 as the
// end.
size_t find_control_character(std::string_view text) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  };
  const auto found = std::find_if(text.begin(), text.end(), is_control);
  return found == text.end() ? std::string_view::npos : static_cast<size_t>(found - text.begin());
}

// The offset of a tab that begins a line with content: yaml-cpp takes some of them as spaces.
size_t find_tab_indent(std::string_view text) {
  for (size_t line = 0; line < text.size();) {
    const size_t content = text.find_first_not_of(" \t", line);
    if (content == std::string_view::npos) break;
    const bool blank = text[content] == '\n' || text[content] == '\r' || text[content] == '#';
    if (text[line] == '\t' && !blank) return line;
    const size_t end = text.find('\n', content);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return std::string_view::npos;
}

// What no reader should see; empty when the text can be read.
Issues check_text(std::string_view text, const DocumentLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return {problem_at({}, 0, "larger than " + std::to_string(limits.max_bytes) + " bytes")};
  }
  if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    return {problem_at(text, bad, "the text is not valid UTF-8")};
  }
  if (const size_t bad = find_control_character(text); bad != std::string_view::npos) {
    return {problem_at(text, bad, "a control character is not allowed")};
  }
  return {};
}

}  // namespace

std::string child_path(std::string_view parent, std::string_view key) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  std::string path(parent);
  if (!key.empty() && std::all_of(key.begin(), key.end(), is_plain)) {
    if (!path.empty()) path += '.';
    path += key;
  } else {
    path += "[\"";
    path += key;
    path += "\"]";
  }
  return path;
}

std::string child_path(std::string_view parent, size_t index) {
  return std::string(parent) + '[' + std::to_string(index) + ']';
}

Place Document::place(std::string_view path) const {
  std::string part(path);
  for (;;) {
    if (const auto found = places_.find(part); found != places_.end()) return found->second;
    if (part.empty()) return {};
    const size_t cut = part.find_last_of(".[");
    part.resize(cut == std::string::npos ? 0 : cut);
  }
}

ParsedDocument parse_document(std::string text, const DocumentLimits& limits) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (Issues issues = check_text(text, limits); !issues.empty()) return {std::nullopt, issues};
  const size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && text[first] == '{';
  if (!is_json) {
    if (const size_t tab = find_tab_indent(text); tab != std::string::npos) {
      return {std::nullopt, {problem_at(text, tab, "a tab cannot indent a line; use spaces")}};
    }
  }
  Tree tree = is_json ? read_json(text, limits) : read_yaml(text, limits);
  if (tree.issues.empty() && tree.root.is_null()) {
    tree.issues.push_back(problem_at(text, 0, "the file is empty"));
  }
  if (has_errors(tree.issues)) return {std::nullopt, std::move(tree.issues)};
  return {Document(std::move(text), std::move(tree.root), std::move(tree.places)), {}};
}

}  // namespace gs::policy
