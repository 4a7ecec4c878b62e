#include "text/signal_json.h"

namespace gs::text {
namespace {

// Writes the alternative that a signal holds.
struct Alternative {
  JsonWriter& out;
  void operator()(bool flag) const { out.boolean(flag); }
  void operator()(int64_t count) const { out.integer(count); }
  void operator()(double score) const { out.number(score); }
  void operator()(const std::string& text) const { out.string(text); }
  void operator()(const std::vector<std::string>& items) const {
    out.begin_array();
    for (const std::string& item : items) out.string(item);
    out.end_array();
  }
};

}  // namespace

void write_json(JsonWriter& out, const SignalValue& value) {
  std::visit(Alternative{out}, value);
}

}  // namespace gs::text
