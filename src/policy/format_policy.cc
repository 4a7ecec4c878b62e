#include "policy/format_policy.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/cel/format.h"
#include "policy/cel/parser.h"
#include "policy/document.h"
#include "policy/load.h"

namespace gs::policy {
namespace {

struct Replacement {
  size_t begin;
  size_t end;
  std::string text;
};

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += '\'';
  }
  return out + "'";
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Whether YAML reads `text` as this one plain scalar in block and flow context alike.
bool is_safe_plain(std::string_view text) {
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@` ";
  if (text.empty() || kIndicators.find(text.front()) != std::string_view::npos) return false;
  return text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         text.find_first_of(",[]{}") == std::string_view::npos && text.back() != ':';
}

// The end of the scalar that begins at place.offset, if it stands on one line.
std::optional<size_t> scalar_end(std::string_view text, const Place& place,
                                 std::string_view value) {
  size_t at = place.offset;
  if (place.style == ScalarStyle::kPlain) {
    if (!text.substr(at).starts_with(value)) return std::nullopt;
    return at + value.size();
  }
  const bool single = place.style == ScalarStyle::kSingleQuoted;
  if (!single && place.style != ScalarStyle::kDoubleQuoted) return std::nullopt;
  const char quote = single ? '\'' : '"';
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (!single && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (!single || text.substr(at + 1, 1) != "'") return at + 1;
      ++at;
    }
  }
  return std::nullopt;
}

std::string in_style(ScalarStyle style, const std::string& condition) {
  if (style == ScalarStyle::kSingleQuoted) return single_quoted(condition);
  if (style == ScalarStyle::kDoubleQuoted) return double_quoted(condition);
  return is_safe_plain(condition) ? condition : single_quoted(condition);
}

std::optional<Replacement> reformat(const Document& document, const Rule& rule, Issues& issues) {
  cel::Parsed parsed = cel::parse(rule.when, cel::LanguageOptions{});
  if (!parsed.ast) {
    for (Issue& issue : parsed.issues) {
      issue.position = rule.when_position;
      issue.path = rule.path + ".when";
      issues.push_back(std::move(issue));
    }
    return std::nullopt;
  }
  const std::string canonical = cel::format(*parsed.ast, true);
  if (canonical == rule.when) return std::nullopt;
  const Place place = document.place(rule.path + ".when");
  const auto end = scalar_end(document.text(), place, rule.when);
  if (!end) return std::nullopt;
  // A plain scalar inside [..] or {..} ends at commas and brackets that a condition may contain;
  // the quotes that in_style() adds for those keep it one scalar.
  return Replacement{place.offset, *end, in_style(place.style, canonical)};
}

}  // namespace

FormattedPolicy format_policy(const std::string& text) {
  FormattedPolicy result{text, 0, {}};
  ParsedDocument parsed = parse_document(text);
  result.issues = std::move(parsed.issues);
  if (!parsed.document) return result;
  const Document& document = *parsed.document;
  const LoadedModel loaded = load_model(document);
  for (const Issue& issue : loaded.issues) {
    if (issue.severity == Severity::kError) result.issues.push_back(issue);
  }
  std::vector<Replacement> replacements;
  for (const Rule& rule : loaded.model.rules) {
    if (rule.when.empty()) continue;
    if (auto one = reformat(document, rule, result.issues)) replacements.push_back(*one);
  }
  if (has_errors(result.issues)) return result;
  std::string out = document.text();
  std::sort(replacements.begin(), replacements.end(),
            [](const auto& a, const auto& b) { return a.begin > b.begin; });
  for (const Replacement& one : replacements) {
    out.replace(one.begin, one.end - one.begin, one.text);
  }
  // A byte order mark is no part of the document's text.
  const bool had_mark = text.size() > document.text().size();
  result.text = had_mark ? text.substr(0, text.size() - document.text().size()) + out : out;
  result.rewritten = static_cast<int>(replacements.size());
  return result;
}

}  // namespace gs::policy
