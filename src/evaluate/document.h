// A whole file as one JSON document, for what tools write as one: results, exports, artifacts.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "evaluate/reader.h"

namespace gs::evaluate {

inline constexpr size_t kMostDocumentBytes = 64 * 1024 * 1024;

class Document final : public Reader {
 public:
  explicit Document(std::string file) : file_(std::move(file)) {}

  Status feed(std::string_view bytes) override;  // kTooLarge above kMostDocumentBytes
  // kInvalidInput: not JSON, or no object; names line and column, and the field.
  Status finish() override;

  const std::string& file() const { return file_; }
  const boost::json::object& object() const { return object_; }

 private:
  const std::string file_;
  std::string text_;
  boost::json::object object_;
};

// Steps down objects by name, null when there is no such member on the way.
const boost::json::value* find(const boost::json::object& object,
                               std::initializer_list<std::string_view> path);

// The object, array or text at a path. The refusals name the path: "results.version".
Result<const boost::json::object*> object_at(const boost::json::object& object,
                                             std::initializer_list<std::string_view> path,
                                             const std::string& file);
Result<const boost::json::array*> array_at(const boost::json::object& object,
                                           std::initializer_list<std::string_view> path,
                                           const std::string& file);
std::string_view text_or_empty(const boost::json::value* value);
// A finite number (JSON has no other), or the refusal that `field` is none.
Result<double> number_in(const boost::json::value& value, std::string_view field,
                         const std::string& file);
// The same, from 0 to 1.
Result<double> share_in(const boost::json::value& value, std::string_view field,
                        const std::string& file);

}  // namespace gs::evaluate
