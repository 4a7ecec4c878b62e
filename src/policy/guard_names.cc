#include "policy/guard_names.h"

#include <algorithm>

namespace gs::policy {
namespace {

constexpr std::string_view kPrefix = "guard.";

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_of_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

}  // namespace

std::vector<std::string> guard_names(std::string_view text) {
  std::vector<std::string> names;
  for (size_t at = text.find(kPrefix); at != std::string_view::npos;
       at = text.find(kPrefix, at + kPrefix.size())) {
    const size_t begin = at + kPrefix.size();
    const bool is_word = at == 0 || !is_of_name(text[at - 1]);
    if (!is_word || begin == text.size() || !begins_name(text[begin])) continue;
    size_t end = begin;
    while (end < text.size() && is_of_name(text[end])) ++end;
    std::string name(text.substr(begin, end - begin));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace gs::policy
