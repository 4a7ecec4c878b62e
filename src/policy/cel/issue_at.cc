#include "policy/cel/issue_at.h"

#include <algorithm>
#include <utility>

namespace gs::cel {

std::string_view text_of(std::string_view source, SourceRange range) {
  const size_t begin = std::min<size_t>(range.begin, source.size());
  const size_t end = std::clamp<size_t>(range.end, begin, source.size());
  return source.substr(begin, end - begin);
}

Issue issue_at(std::string_view source, SourceRange range, std::string message,
               std::string suggestion) {
  std::string_view underlined = text_of(source, range);
  underlined = underlined.substr(0, underlined.find('\n'));
  // Continuation bytes of UTF-8 take no column. (The text may be invalid; this only counts.)
  const auto columns = std::count_if(underlined.begin(), underlined.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  Issue issue;
  issue.position = position_of(source, range.begin);
  issue.length = std::max<uint32_t>(1, static_cast<uint32_t>(columns));
  issue.message = std::move(message);
  issue.suggestion = std::move(suggestion);
  return issue;
}

}  // namespace gs::cel
