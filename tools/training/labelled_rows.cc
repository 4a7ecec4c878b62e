#include "training/labelled_rows.h"

#include <boost/json.hpp>
#include <unordered_set>

#include "base/files.h"

namespace gs::training {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<LabelledRow> read_row(std::string_view line, const std::string& where) {
  boost::system::error_code problem;
  const json::value value = json::parse(line, problem);
  if (problem || !value.is_object())
    return fail(ErrorCode::kInvalidInput, "not a JSON object", where);
  const json::object& row = value.get_object();
  const json::value* label = row.if_contains("label");
  if (label == nullptr || !label->is_int64()) {
    return fail(ErrorCode::kInvalidInput, "no label", where);
  }
  return LabelledRow{text_of(row, "text"), label->get_int64() == 1, text_of(row, "source"),
                     text_of(row, "licence"),
                     text_of(row, row.contains("kind") ? "kind" : "category")};
}

}  // namespace

Result<std::vector<LabelledRow>> read_rows(const std::vector<std::string>& files) {
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
      GS_TRY(LabelledRow row, read_row(line, file + ":" + std::to_string(number)));
      if (seen.insert(row.text).second) rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace gs::training
