#include "detect/scan/placeholder.h"

#include <algorithm>

#include "detect/scan/word.h"

namespace gs::detect {
namespace {

// The asterisks, up to four letters or digits behind them, and one more if there is one: it says
// that the four are the beginning of something else ("** 4111 1111 ...").
constexpr std::string_view kPatterns[] = {
    "\\[([A-Z][A-Z0-9_]*_\\d{1,9}|[A-Z][A-Z0-9_]*:[0-9a-f]{16}|REDACTED)\\]",
    "\\*([^A-Za-z0-9*]{0,3}\\*)+([^A-Za-z0-9*\\n]{0,2}[A-Za-z0-9]"
    "([!-)+-/:-@_ ]{0,2}[A-Za-z0-9]){0,3}([!-)+-/:-@_ ]?[A-Za-z0-9])?)?",
};

constexpr size_t kFewest = 4;      // asterisks; fewer are no placeholder
constexpr size_t kSure = 7;        // more than Markdown puts between two texts
constexpr size_t kShownBytes = 4;  // letters and digits that a partial mask leaves

bool is_word(char c) {
  return is_ascii_word(static_cast<unsigned char>(c));
}

// Whether a letter or digit behind the four begins something else, so that the four were all that
// was shown. The markers of Markdown stand around white space ("**Email**: **anna@..."), and what
// follows them was not masked.
bool begins_apart(char fifth, char between, std::string_view stars) {
  if (is_word(between) || (fifth >= '0' && fifth <= '9')) return false;
  if (std::string_view(" ,;)").find(between) != std::string_view::npos) return true;
  return stars.find("****") != std::string_view::npos ||
         stars.find_first_of(" \t\n") == std::string_view::npos;
}

}  // namespace

std::span<const std::string_view> placeholder_patterns() {
  return kPatterns;
}

Placeholder placeholder_in(std::string_view match) {
  if (match.front() == '[') return {match.size(), true};
  const auto stars = static_cast<size_t>(std::count(match.begin(), match.end(), '*'));
  if (stars < kFewest) return {};
  const size_t stars_end = match.rfind('*') + 1;
  std::string_view shown = match.substr(stars_end);
  if (static_cast<size_t>(std::count_if(shown.begin(), shown.end(), is_word)) > kShownBytes) {
    const char fifth = shown.back();
    shown.remove_suffix(1);
    if (!begins_apart(fifth, shown.back(), match.substr(0, stars_end))) shown = {};
    while (!shown.empty() && !is_word(shown.back())) shown.remove_suffix(1);
  }
  return {stars_end + shown.size(), stars >= kSure || !shown.empty()};
}

}  // namespace gs::detect
