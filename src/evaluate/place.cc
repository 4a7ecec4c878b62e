#include "evaluate/place.h"

#include "base/utf8.h"

namespace gs::evaluate {

// A name that comes from the input is shown, but not more of it than a name needs.
constexpr size_t kMostShown = 100;

std::string Place::to_string() const {
  std::string out(file);
  if (line != 0) out += ":" + std::to_string(line);
  return out;
}

tl::unexpected<Error> refuse(const Place& place, std::string_view field, std::string_view message) {
  std::string text;
  if (!field.empty()) {
    text = is_valid_utf8(field) ? escape_for_display(field, kMostShown) : "a field";
    text += ": ";
  }
  text += message;
  return fail(ErrorCode::kInvalidInput, std::move(text), place.to_string());
}

}  // namespace gs::evaluate
