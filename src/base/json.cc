#include "base/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/detail/value.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

namespace gs {
namespace {

namespace json = boost::json;

// The double nearest to the decimal `text`. Boost.JSON 1.81 can be off by the last bit, so that
// what is written and read again, as digests do, would not be the same number. Beyond the range of
// a double it is `rough`: infinity or zero.
double nearest_double(std::string_view text, double rough) {
  double exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  return error == std::errc() && end == text.data() + text.size() ? exact : rough;
}

// Receives the parser's events and builds the value, refusing a name that its object already has.
// Boost's own parser keeps the last of two equal names; two readers of one body would then
// disagree.
struct Builder {
  static constexpr size_t max_object_size = json::object::max_size();
  static constexpr size_t max_array_size = json::array::max_size();
  static constexpr size_t max_key_size = json::string::max_size();
  static constexpr size_t max_string_size = json::string::max_size();

  json::value_stack stack;
  std::string key;
  std::string number;  // the text of the number that is being read
  std::string duplicate;

  // An object or array whose end has not been seen.
  struct Open {
    bool is_object = false;
    std::vector<std::string> names;  // of an object, so far
    size_t items = 0;                // of an array, so far
  };
  std::vector<Open> open;

  bool on_document_begin(json::error_code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    open.push_back({true, {}, 0});
    return true;
  }
  bool on_object_end(size_t count, json::error_code& ec) {
    std::vector<std::string>& seen = open.back().names;
    std::sort(seen.begin(), seen.end());
    auto repeated = std::adjacent_find(seen.begin(), seen.end());
    if (repeated != seen.end()) {
      duplicate = *repeated;
      ec = json::error::syntax;
      return false;
    }
    open.pop_back();
    stack.push_object(count);
    return value_done();
  }
  bool on_array_begin(json::error_code&) {
    open.push_back({false, {}, 0});
    return true;
  }
  bool on_array_end(size_t count, json::error_code&) {
    open.pop_back();
    stack.push_array(count);
    return value_done();
  }
  bool on_key_part(json::string_view part, size_t, json::error_code&) {
    stack.push_chars(part);
    key.append(part);
    return true;
  }
  bool on_key(json::string_view part, size_t, json::error_code&) {
    key.append(part);
    stack.push_key(part);
    open.back().names.push_back(std::exchange(key, {}));
    return true;
  }
  bool on_string_part(json::string_view part, size_t, json::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, size_t, json::error_code&) {
    stack.push_string(part);
    return value_done();
  }
  bool on_number_part(json::string_view part, json::error_code&) {
    number.append(part);
    return true;
  }
  bool on_int64(int64_t value, json::string_view, json::error_code&) {
    number.clear();
    stack.push_int64(value);
    return value_done();
  }
  bool on_uint64(uint64_t value, json::string_view, json::error_code&) {
    number.clear();
    stack.push_uint64(value);
    return value_done();
  }
  bool on_double(double value, json::string_view part, json::error_code& ec) {
    number.append(part);
    value = nearest_double(number, value);
    number.clear();
    if (!std::isfinite(value)) {
      ec = json::error::exponent_overflow;
      return false;
    }
    stack.push_double(value);
    return value_done();
  }
  bool on_bool(bool flag, json::error_code&) {
    stack.push_bool(flag);
    return value_done();
  }
  bool on_null(json::error_code&) {
    stack.push_null();
    return value_done();
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  bool value_done() {
    if (!open.empty() && !open.back().is_object) ++open.back().items;
    return true;
  }

  // Of the value that is being read.
  std::string path() const {
    std::string out;
    for (const Open& container : open) {
      if (!container.is_object) {
        out.append("[" + std::to_string(container.items) + "]");
      } else if (!container.names.empty()) {
        out.append(out.empty() ? "" : ".").append(container.names.back());
      }
    }
    return out;
  }
};

std::string place(std::string_view text, size_t offset) {
  Position at = position_of(text, offset);
  return "line " + std::to_string(at.line) + " column " + std::to_string(at.column);
}

bool is_not_a_number(std::string_view rest) {
  if (rest.starts_with('-')) rest.remove_prefix(1);
  return rest.starts_with("NaN") || rest.starts_with("Infinity");
}

std::string message(const Builder& builder, json::error_code ec, const JsonLimits& limits) {
  if (!builder.duplicate.empty()) return "duplicate name \"" + builder.duplicate + "\"";
  if (ec == json::error::too_deep) {
    return "JSON is nested deeper than " + std::to_string(limits.max_depth) + " levels";
  }
  if (ec == json::error::incomplete) return "JSON ends too early";
  return "not JSON: " + ec.message();
}

JsonError describe(const Builder& builder, json::error_code ec, std::string_view text,
                   size_t offset, const JsonLimits& limits) {
  JsonError error;
  error.code = ec == json::error::too_deep ? ErrorCode::kTooLarge : ErrorCode::kInvalidInput;
  error.where = place(text, offset);
  error.path = builder.path();
  error.not_a_number = is_not_a_number(text.substr(offset));
  error.message =
      error.not_a_number ? "NaN and Infinity are not JSON" : message(builder, ec, limits);
  return error;
}

}  // namespace

tl::expected<json::value, JsonError> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    JsonError error;
    error.code = ErrorCode::kTooLarge;
    error.message = "JSON is longer than " + std::to_string(limits.max_bytes) + " bytes";
    return tl::unexpected(std::move(error));
  }
  json::parse_options options;
  options.max_depth = limits.max_depth;
  json::basic_parser<Builder> parser(options);
  json::error_code ec;
  size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = json::error::extra_data;
  if (ec) return tl::unexpected(describe(parser.handler(), ec, text, used, limits));
  return parser.handler().stack.release();
}

}  // namespace gs
