#include "res/api/gauge_text.h"

#include <cmath>

#include "base/json.h"

namespace gs::res {
namespace {

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

GaugeText& GaugeText::family(std::string_view name, std::string_view help) {
  name_ = name;
  help_ = help;
  return *this;
}

GaugeText& GaugeText::sample(const Labels& labels, double value) {
  if (!std::isfinite(value)) return *this;
  if (!help_.empty()) {
    out_ += "# HELP " + name_ + " " + help_ + "\n# TYPE " + name_ + " gauge\n";
    help_.clear();
  }
  out_ += name_;
  for (size_t i = 0; i < labels.size(); ++i) {
    out_ += i == 0 ? "{" : ",";
    out_.append(labels[i].first).append("=\"").append(escaped(labels[i].second)).append("\"");
  }
  out_ += labels.empty() ? " " : "} ";
  out_ += ecmascript_number(value) + "\n";
  return *this;
}

}  // namespace gs::res
