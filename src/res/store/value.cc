#include <string>
#include <variant>

#include "res/store/database.h"

namespace gs::res::store {

int64_t Value::integer() const {
  const auto* number = std::get_if<int64_t>(&value_);
  return number == nullptr ? 0 : *number;
}

double Value::real() const {
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  return static_cast<double>(integer());
}

const std::string& Value::text() const {
  static const std::string kEmpty;
  const auto* text = std::get_if<std::string>(&value_);
  return text == nullptr ? kEmpty : *text;
}

const std::string& Value::blob() const {
  static const std::string kEmpty;
  const auto* blob = std::get_if<Blob>(&value_);
  return blob == nullptr ? kEmpty : blob->bytes;
}

}  // namespace gs::res::store
