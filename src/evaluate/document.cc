#include "evaluate/document.h"

#include <utility>

#include "base/json.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

std::string joined(std::initializer_list<std::string_view> path) {
  std::string out;
  for (const std::string_view name : path) {
    if (!out.empty()) out += '.';
    out += name;
  }
  return out;
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace

Status Document::feed(std::string_view bytes) {
  if (text_.size() + bytes.size() > kMostDocumentBytes) {
    return fail(ErrorCode::kTooLarge,
                "a JSON document has more than " + std::to_string(kMostDocumentBytes) + " bytes",
                file_);
  }
  text_.append(bytes);
  return Ok{};
}

Status Document::finish() {
  JsonLimits limits;
  limits.max_bytes = kMostDocumentBytes;
  auto parsed = parse_json(without_mark(text_), limits);
  if (!parsed) {
    const JsonError& error = parsed.error();
    const std::string where = error.where.empty() ? file_ : file_ + ", " + error.where;
    return fail(error.code, error.path.empty() ? error.message : error.path + ": " + error.message,
                where);
  }
  if (!parsed->is_object()) return refuse({file_, 0}, "", "must be a JSON object");
  object_ = std::move(parsed->as_object());
  std::string().swap(text_);
  return Ok{};
}

const json::value* find(const json::object& object, std::initializer_list<std::string_view> path) {
  const json::object* at = &object;
  const json::value* found = nullptr;
  for (const std::string_view name : path) {
    if (at == nullptr) return nullptr;
    found = at->if_contains(name);
    at = found == nullptr ? nullptr : found->if_object();
    if (found == nullptr) return nullptr;
  }
  return found;
}

Result<const json::object*> object_at(const json::object& object,
                                      std::initializer_list<std::string_view> path,
                                      const std::string& file) {
  const json::value* value = find(object, path);
  if (value == nullptr) return refuse({file, 0}, joined(path), "is missing");
  if (!value->is_object()) return refuse({file, 0}, joined(path), "must be an object");
  return &value->get_object();
}

Result<const json::array*> array_at(const json::object& object,
                                    std::initializer_list<std::string_view> path,
                                    const std::string& file) {
  const json::value* value = find(object, path);
  if (value == nullptr) return refuse({file, 0}, joined(path), "is missing");
  if (!value->is_array()) return refuse({file, 0}, joined(path), "must be a list");
  return &value->get_array();
}

std::string_view text_or_empty(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

Result<double> number_in(const json::value& value, std::string_view field,
                         const std::string& file) {
  if (!value.is_number()) return refuse({file, 0}, field, "must be a number");
  return value.to_number<double>();
}

Result<double> share_in(const json::value& value, std::string_view field, const std::string& file) {
  GS_TRY(const double number, number_in(value, field, file));
  if (number < 0 || number > 1) return refuse({file, 0}, field, "must be from 0 to 1");
  return number;
}

}  // namespace gs::evaluate
