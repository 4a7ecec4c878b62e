// Writes JSON text piece by piece, for answers on the hot path where building a tree would cost
// more than everything else.
//
//   JsonWriter out;
//   out.begin_object().key("allowed").boolean(true).key("reasons").begin_array().end_array().end_object();
//   send(out.take());
//
// The caller keeps the order of calls right; commas are the writer's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace gs {

class JsonWriter {
 public:
  explicit JsonWriter(size_t expected_size = 1024) { out_.reserve(expected_size); }

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view utf8);
  JsonWriter& boolean(bool value);
  JsonWriter& integer(int64_t value);
  JsonWriter& number(double finite);
  JsonWriter& null();
  // A whole tree, numbers in ECMAScript layout (0.8, where Boost.JSON writes 8E-1), keys as they
  // stand.
  JsonWriter& value(const boost::json::value& tree);
  // `json` is one complete value and is written as it stands.
  JsonWriter& raw(std::string_view json);

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();  // a comma, where one is due

  std::string out_;
  bool comma_due_ = false;
};

// `tree` as JSON text, as JsonWriter::value() writes it.
std::string to_json_text(const boost::json::value& tree);

}  // namespace gs
