#include <fmt/core.h>

#include <boost/json/array.hpp>

#include "base/json_writer.h"
#include "evaluate/card.h"
#include "evaluate/document.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

// Text of others inside a table or a list: one line, and nothing that Markdown would take for
// markup or HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      out += ' ';
      continue;
    }
    if (std::string_view("\\`*_{}[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Paragraphs of the about file keep their lines; HTML is not let through.
std::string paragraph(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number_text(const json::value& value) {
  return fmt::format("{:.6g}", value.to_number<double>());
}

std::string inline_text(const json::value& value) {
  if (value.is_string()) return escaped(value.get_string());
  if (value.is_number()) return number_text(value);
  if (value.is_object()) {
    std::string out;
    for (const auto& [name, member] : value.get_object()) {
      const std::string shown = inline_text(member);
      out += (out.empty() ? "" : ", ") + escaped(name) + " ";
      out += member.is_object() ? "(" + shown + ")" : shown;
    }
    return out;
  }
  if (!value.is_array()) return escaped(to_json_text(value));
  std::string out;
  for (const json::value& element : value.get_array()) {
    out += (out.empty() ? "" : ", ") + inline_text(element);
  }
  return out;
}

std::string metrics_table(const json::object& metrics) {
  std::string out = "| metric | value | 95% interval | counts | limit |\n|---|---|---|---|---|\n";
  for (const auto& [name, metric] : metrics) {
    const json::object& figures = metric.as_object();
    std::string interval, counts, limit;
    if (const json::value* found = figures.if_contains("interval")) {
      const json::object& ends = found->as_object();
      if (ends.contains("low") && ends.contains("high")) {
        interval = inline_text(ends.at("low")) + " to " + inline_text(ends.at("high"));
      }
    }
    if (const json::value* found = figures.if_contains("counts")) {
      const json::object& both = found->as_object();
      if (both.contains("events") && both.contains("samples")) {
        counts = inline_text(both.at("events")) + " of " + inline_text(both.at("samples"));
      }
    }
    if (const json::value* found = figures.if_contains("limit")) limit = inline_text(*found);
    out += "| " + escaped(name) + " | " + inline_text(figures.at("value")) + " | " + interval +
           " | " + counts + " | " + limit + " |\n";
  }
  return out + "\n";
}

bool is_metrics(std::string_view name, const json::value& value) {
  if (name != "metrics" || !value.is_object()) return false;
  for (const auto& [metric, figures] : value.get_object()) {
    if (!figures.is_object() || !figures.get_object().contains("value")) return false;
    for (const std::string_view member : {"interval", "counts"}) {
      const json::value* found = figures.get_object().if_contains(member);
      if (found != nullptr && !found->is_object()) return false;
    }
  }
  return true;
}

std::string bullets(const json::array& list) {
  std::string out;
  for (const json::value& element : list) out += "- " + inline_text(element) + "\n";
  return out + "\n";
}

std::string section(const json::value& value) {
  if (value.is_string()) return paragraph(value.get_string()) + "\n\n";
  if (value.is_array()) return bullets(value.get_array());
  if (!value.is_object()) return inline_text(value) + "\n\n";
  std::string out;
  for (const auto& [name, member] : value.get_object()) {
    if (name == std::string_view("unknown")) {
      out += "**Unknown.** ";
    } else if (name == std::string_view("needs")) {
      out += "Needs " + inline_text(member) + ".\n\n";
    } else if (name == std::string_view("text")) {
      out += section(member);
    } else if (is_metrics(name, member)) {
      out += metrics_table(member.get_object());
    } else if (member.is_array()) {
      out += field_title(name) + ":\n\n" + bullets(member.get_array());
    } else {
      out += field_title(name) + ": " + inline_text(member) + "\n\n";
    }
  }
  return out;
}

}  // namespace

std::string field_title(std::string_view field) {
  if (field == "out_of_scope_use") return "Out-of-scope use";
  std::string title = escaped(field);
  for (size_t at; (at = title.find("\\_")) != std::string::npos;) title.replace(at, 2, " ");
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  }
  return title;
}

std::string card_markdown(const json::object& card) {
  const json::value* model = card.if_contains("model");
  const json::value* subject = model != nullptr ? model : card.if_contains("system");
  std::string out = std::string(model != nullptr ? "# Model card: " : "# System card: ") +
                    escaped(text_or_empty(subject)) + "\n\n";
  out += "Written " + escaped(text_or_empty(card.if_contains("created_at"))) + ".\n\n";
  for (const std::string_view name : {"policy", "eu_ai_act_tier", "models"}) {
    const json::value* value = card.if_contains(name);
    if (value == nullptr) continue;
    const std::string title =
        name == "eu_ai_act_tier" ? "Tier under the EU AI Act" : field_title(name);
    out += title + ": " + inline_text(*value) + "\n\n";
  }
  for (const std::string_view field : card_fields()) {
    const json::value* value = card.if_contains(field);
    if (value != nullptr) out += "## " + field_title(field) + "\n\n" + section(*value);
  }
  const json::value* missing = card.if_contains("missing");
  if (missing != nullptr && missing->is_array() && !missing->get_array().empty()) {
    out += "## Missing\n\n" + bullets(missing->get_array());
  }
  out.pop_back();
  return out;
}

}  // namespace gs::evaluate
