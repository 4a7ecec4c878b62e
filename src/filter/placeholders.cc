#include "filter/placeholders.h"

#include <fmt/format.h>

namespace gs::filter {
namespace {

constexpr size_t kMaxBackslashes = 64;
constexpr size_t kMaxDigits = 9;

bool is_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether `inner` is "TYPE_12".
bool is_numbered_type(std::string_view inner) {
  const size_t underscore = inner.find_last_of('_');
  if (underscore == std::string_view::npos || underscore == 0) return false;
  const std::string_view number = inner.substr(underscore + 1);
  return inner.front() >= 'A' && inner.front() <= 'Z' && !number.empty() &&
         number.size() <= kMaxDigits && number.find_first_not_of("0123456789") == number.npos;
}

}  // namespace

std::string Placeholders::token_for(std::string_view type, std::string_view value,
                                    bool restorable) {
  auto [entry, is_new] = tokens_.try_emplace({std::string(type), std::string(value)});
  if (is_new) entry->second = fmt::format("[{}_{}]", type, ++counts_[std::string(type)]);
  if (restorable) values_.try_emplace(entry->second, value);
  return entry->second;
}

const std::string* Placeholders::value_of(std::string_view placeholder) const {
  auto found = values_.find(std::string(placeholder));
  return found == values_.end() ? nullptr : &found->second;
}

PlaceholderForm read_placeholder(std::string_view text) {
  if (text.empty() || text.front() != '[') return {};
  PlaceholderForm form;
  size_t at = 1;
  while (at < text.size() && text[at] == '\\' && form.backslashes < kMaxBackslashes) {
    ++form.backslashes;
    ++at;
  }
  const size_t name = at;
  while (at < text.size() && is_name(text[at])) {
    if (++at - name > kMaxEntityName + 1 + kMaxDigits) return {};
  }
  if (at == text.size()) {
    form.open = at == name || (text[name] >= 'A' && text[name] <= 'Z');
    return form;
  }
  if (text[at] != ']' || !is_numbered_type(text.substr(name, at - name))) return {};
  form.length = at + 1;
  return form;
}

std::string escape_lookalikes(std::string_view text) {
  std::string escaped;
  size_t copied = 0;
  for (size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (read_placeholder(text.substr(at)).length == 0) continue;
    escaped.append(text.substr(copied, at + 1 - copied)).append("\\");
    copied = at + 1;
  }
  return escaped.append(text.substr(copied));
}

}  // namespace gs::filter
