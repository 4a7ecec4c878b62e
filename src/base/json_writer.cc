#include "base/json_writer.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "base/json_escape.h"

namespace gs {

void JsonWriter::separate() {
  if (comma_due_) out_.push_back(',');
  comma_due_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  comma_due_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  comma_due_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_.push_back(':');
  comma_due_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view utf8) {
  separate();
  append_json_string(out_, utf8);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::integer(int64_t value) {
  std::array<char, 24> buffer;
  char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return raw({buffer.data(), static_cast<size_t>(end - buffer.data())});
}

JsonWriter& JsonWriter::number(double finite) {
  return raw(ecmascript_number(finite));
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonWriter& JsonWriter::value(const boost::json::value& tree) {
  switch (tree.kind()) {
    case boost::json::kind::null:
      return null();
    case boost::json::kind::bool_:
      return boolean(tree.get_bool());
    case boost::json::kind::int64:
      return integer(tree.get_int64());
    case boost::json::kind::uint64:
      return raw(std::to_string(tree.get_uint64()));
    case boost::json::kind::double_:
      return number(tree.get_double());
    case boost::json::kind::string:
      return string(tree.get_string());
    case boost::json::kind::array: {
      begin_array();
      for (const boost::json::value& item : tree.get_array()) value(item);
      return end_array();
    }
    case boost::json::kind::object: {
      begin_object();
      for (const auto& [name, member] : tree.get_object()) key(name).value(member);
      return end_object();
    }
  }
  return *this;
}

std::string to_json_text(const boost::json::value& tree) {
  JsonWriter writer;
  writer.value(tree);
  return writer.take();
}

}  // namespace gs
