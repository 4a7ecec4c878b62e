#include "training/labelled_rows.h"

#include <boost/json.hpp>
#include <map>
#include <unordered_set>

#include "base/files.h"

namespace gs::training {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

enum class Labels { kNeeded, kNone };

Result<LabelledRow> read_row(std::string_view line, Labels labels, const std::string& where) {
  boost::system::error_code problem;
  const json::value value = json::parse(line, problem);
  if (problem || !value.is_object())
    return fail(ErrorCode::kInvalidInput, "not a JSON object", where);
  const json::object& row = value.get_object();
  LabelledRow made{text_of(row, "text"), false, text_of(row, "source"), text_of(row, "licence"),
                   text_of(row, row.contains("kind") ? "kind" : "category")};
  if (labels == Labels::kNone) return made;
  const json::value* label = row.if_contains("label");
  if (label == nullptr || !label->is_int64()) {
    return fail(ErrorCode::kInvalidInput, "no label", where);
  }
  made.label = label->get_int64() == 1;
  return made;
}

Result<std::vector<LabelledRow>> read_files(const std::vector<std::string>& files, Labels labels) {
  PosixFiles disk;
  std::vector<LabelledRow> rows;
  std::unordered_set<std::string> seen;
  for (const std::string& file : files) {
    GS_TRY(const std::string text, disk.read(file));
    std::string_view rest = text;
    for (size_t number = 1; !rest.empty(); ++number) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty()) continue;
      GS_TRY(LabelledRow row, read_row(line, labels, file + ":" + std::to_string(number)));
      if (seen.insert(row.text).second) rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

Result<std::vector<LabelledRow>> read_rows(const std::vector<std::string>& files) {
  return read_files(files, Labels::kNeeded);
}

Result<std::vector<LabelledRow>> read_harmless_rows(const std::vector<std::string>& files,
                                                    const SourceTest& is_taken, size_t each) {
  GS_TRY(std::vector<LabelledRow> rows, read_files(files, Labels::kNone));
  std::map<std::string, size_t> having;
  for (const LabelledRow& row : rows) ++having[row.source];
  std::map<std::string, size_t> seen;
  std::vector<LabelledRow> taken;
  for (LabelledRow& row : rows) {
    if (!is_taken(row.source)) continue;
    // The row with which another of `each` equal parts of its source is full.
    const size_t all = having[row.source], at = seen[row.source]++;
    if (each < all && (at + 1) * each / all == at * each / all) continue;
    row.kind.clear();
    taken.push_back(std::move(row));
  }
  return taken;
}

}  // namespace gs::training
