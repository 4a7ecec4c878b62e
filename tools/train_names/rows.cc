#include "train_names/rows.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/utf8.h"

namespace gs::train {
namespace {

namespace json = boost::json;

std::vector<bool> flags_of(const json::array& types) {
  std::vector<bool> flags(detect::kNameTypes, false);
  for (const json::value& type : types) {
    const auto& names = detect::kNameTypeNames;
    const auto at = std::find(names.begin(), names.end(), std::string_view(type.as_string()));
    if (at != names.end()) flags[static_cast<size_t>(at - names.begin())] = true;
  }
  return flags;
}

Result<json::value> parse(const std::string& text, const std::string& path) {
  auto value = parse_json(text);
  if (!value) return fail(ErrorCode::kInvalidInput, value.error().message, path);
  return *std::move(value);
}

Row row_of(const json::object& object, const Sources& sources) {
  Row row;
  row.text = std::string(object.at("text").as_string());
  row.source = std::string(object.at("source").as_string());
  row.lang = std::string(object.at("lang").as_string());
  const auto source = sources.find(row.source);
  if (source != sources.end()) row.annotated = source->second.annotated;
  for (const json::value& each : object.at("spans").as_array()) {
    const json::object& span = each.as_object();
    const auto& names = detect::kNameTypeNames;
    const std::string_view type = span.at("entity_type").as_string();
    const auto at = std::find(names.begin(), names.end(), type);
    if (at == names.end()) continue;
    row.spans.push_back({byte_offset(row.text, span.at("start").to_number<size_t>()),
                         byte_offset(row.text, span.at("end").to_number<size_t>()),
                         static_cast<detect::NameType>(at - names.begin())});
  }
  return row;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::kNotFound, "cannot be opened", path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

Result<std::vector<std::string>> read_lines(const std::string& path) {
  GS_TRY(const std::string text, read_file(path));
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

Result<Sources> read_sources(const std::string& path) {
  GS_TRY(const std::string text, read_file(path));
  GS_TRY(const json::value value, parse(text, path));
  Sources sources;
  for (const auto& [name, each] : value.as_object()) {
    const json::object& object = each.as_object();
    sources[std::string(name)] = {std::string(object.at("licence").as_string()),
                                  std::string(object.at("repository").as_string()),
                                  flags_of(object.at("types").as_array())};
  }
  return sources;
}

Result<std::vector<Row>> read_rows(const std::string& path, const Sources& sources) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  std::vector<Row> rows;
  for (const std::string& line : lines) {
    GS_TRY(const json::value value, parse(line, path));
    rows.push_back(row_of(value.as_object(), sources));
    if (rows.back().annotated.empty()) {
      return fail(ErrorCode::kInvalidInput, "unknown source " + rows.back().source, path);
    }
  }
  return rows;
}

Result<std::vector<Template>> read_templates(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  std::vector<Template> templates;
  for (const std::string& line : lines) {
    GS_TRY(const json::value value, parse(line, path));
    templates.push_back({std::string(value.as_object().at("text").as_string()),
                         std::string(value.as_object().at("lang").as_string()), false});
  }
  return templates;
}

Result<std::vector<Template>> read_sentences(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  std::vector<Template> sentences;
  for (const std::string& line : lines) {
    if (line.starts_with('#')) continue;
    const size_t tab = line.find('\t');
    if (tab == std::string::npos) return fail(ErrorCode::kInvalidInput, "no tab: " + line, path);
    Template& sentence = sentences.emplace_back();
    sentence.lang = line.substr(0, tab);
    sentence.is_own = true;
    for (size_t at = tab + 1; at < line.size(); ++at) {
      const bool breaks = line.compare(at, 2, "\\n") == 0;
      sentence.text += breaks ? '\n' : line[at];
      if (breaks) ++at;
    }
  }
  return sentences;
}

Result<std::vector<std::string>> read_words(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  std::vector<std::string> words;
  for (const std::string& line : lines) {
    if (line.starts_with('#')) continue;
    std::istringstream in(line);
    for (std::string word; in >> word;) words.push_back(word);
  }
  return words;
}

}  // namespace gs::train
