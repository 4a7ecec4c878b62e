// Labelled rows as the trainer takes them in.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/names/name_tags.h"

namespace gs::train {

// [begin, end) in bytes of the text.
struct NameSpan {
  size_t begin = 0;
  size_t end = 0;
  detect::NameType type{};
};

struct Row {
  std::string text;
  std::vector<NameSpan> spans;  // in order, none overlaps
  std::string source;
  std::string lang;
  std::vector<bool> annotated;  // by type: false: says nothing of it
  bool is_made = false;         // from a template
};

struct Source {
  std::string licence;
  std::string repository;
  std::vector<bool> annotated;
};
using Sources = std::map<std::string, Source>;

struct Template {
  std::string text;
  std::string lang;
  bool is_own = false;  // of data/training
};

// Errors name the file and the line.
Result<std::string> read_file(const std::string& path);
Result<std::vector<std::string>> read_lines(const std::string& path);
Result<Sources> read_sources(const std::string& path);
Result<std::vector<Row>> read_rows(const std::string& path, const Sources& sources);
Result<std::vector<Template>> read_templates(const std::string& path);

// Files of data/training, in which a line that begins with # is left out: sentences with slots (a
// language, a tab, the text), and words between spaces.
Result<std::vector<Template>> read_sentences(const std::string& path);
Result<std::vector<std::string>> read_words(const std::string& path);

}  // namespace gs::train
