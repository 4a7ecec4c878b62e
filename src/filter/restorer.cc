#include "filter/restorer.h"

#include <algorithm>
#include <cctype>

#include "base/json_escape.h"

namespace gs::filter {
namespace {

bool ends_address(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' ||
         c == '(' || c == ')' || c == '`' || c == '|' || c == '{' || c == '}' || c == ',';
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

// Whether what follows a placeholder makes an address of it: "[X_1].example.org", "[X_1]/path".
bool goes_on_as_address(std::string_view behind) {
  if (behind.empty()) return false;
  if (behind[0] == '/' || behind[0] == '@') return true;
  return behind[0] == '.' && behind.size() > 1 && is_word(behind[1]);
}

}  // namespace

void Restorer::Address::add(char c) {
  if (ends_address(c)) {
    *this = {};
    return;
  }
  ++size_;
  if (c == '/' && (size_ == 1 || dot_)) path_ = true;
  if (c == '.') dot_ = true;
  if (tail_.size() == 4) tail_.erase(0, 1);
  tail_ += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (tail_.ends_with("//")) slashes_ = true;
  if (tail_.ends_with("www.")) www_ = true;
}

std::string Restorer::feed(std::string_view piece) {
  if (restore_ == Restore::kNone) return std::string(piece);
  rest_.append(piece);
  return take(false);
}

std::string Restorer::finish() {
  std::string out = take(true);
  address_ = {};
  return out;
}

void Restorer::put(std::string_view text, std::string& out) {
  for (char c : text) address_.add(c);
  out.append(text);
}

void Restorer::put_value(const std::string& value, std::string& out) {
  if (restore_ == Restore::kText) return put(value, out);
  std::string quoted;
  append_json_string(quoted, value);
  put(std::string_view(quoted).substr(1, quoted.size() - 2), out);
}

std::string Restorer::take(bool at_end) {
  std::string out;
  size_t at = 0;
  while (at < rest_.size()) {
    const std::string_view text = std::string_view(rest_).substr(at);
    const size_t bracket = text.find('[');
    if (bracket != 0) {
      put(text.substr(0, bracket), out);
      at += std::min(bracket, text.size());
      continue;
    }
    const PlaceholderForm form = read_placeholder(text);
    const std::string_view behind = text.substr(form.length);
    const bool undecided = form.open || (form.length > 0 && form.backslashes == 0 &&
                                         (behind.empty() || behind == "."));
    if (undecided && !at_end) break;
    const std::string* value =
        form.length == 0 || address_.is_web_address() || goes_on_as_address(behind)
            ? nullptr
            : placeholders_.value_of(text.substr(0, form.length));
    if (form.length == 0) {
      put("[", out);
      at += 1;
    } else if (form.backslashes > 0) {
      const size_t own = std::min<size_t>(form.backslashes, restore_ == Restore::kText ? 1 : 2);
      put("[", out);
      put(text.substr(1 + own, form.length - 1 - own), out);
      at += form.length;
    } else if (value != nullptr) {
      put_value(*value, out);
      at += form.length;
    } else {
      put(text.substr(0, form.length), out);
      at += form.length;
    }
  }
  rest_.erase(0, at);
  return out;
}

}  // namespace gs::filter
