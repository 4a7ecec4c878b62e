#include "evaluate/table.h"

#include <algorithm>
#include <utility>

#include "evaluate/csv.h"
#include "evaluate/json_row.h"
#include "evaluate/lines.h"

namespace gs::evaluate {

struct Table::JsonParts {
  JsonRow row;
};

Table::Table(Format format, std::string file, std::vector<std::string> columns, OnRow on_row)
    : file_(std::move(file)), columns_(std::move(columns)), on_row_(std::move(on_row)) {
  if (format == Format::kCsv) {
    source_ = std::make_unique<Csv>(
        file_, [this](auto fields, size_t line) { return take_record(fields, line); });
    return;
  }
  json_ = std::make_unique<JsonParts>();
  source_ = std::make_unique<Lines>(
      file_, [this](std::string_view line, size_t number) { return take_line(line, number); });
}

Table::~Table() = default;

Status Table::feed(std::string_view bytes) {
  return source_->feed(bytes);
}

Status Table::finish() {
  GS_CHECK_OK(source_->finish());
  return rows_ == 0 ? Status(refuse({file_, 0}, "", "there are 0 rows")) : Ok{};
}

Status Table::take_header(std::span<const std::string_view> fields, size_t line) {
  const Place place{file_, line};
  width_ = fields.size();
  for (size_t i = 0; i < fields.size(); ++i) {
    if (std::count(fields.begin(), fields.end(), fields[i]) > 1) {
      return refuse(place, fields[i], "the header has this column twice");
    }
  }
  if (columns_.empty()) columns_.assign(fields.begin(), fields.end());
  for (const std::string& column : columns_) {
    if (column.empty()) return refuse(place, "", "a column of the header has no name");
    const auto at = std::find(fields.begin(), fields.end(), column);
    if (at == fields.end()) return refuse(place, column, "the header has no such column");
    places_.push_back(static_cast<size_t>(at - fields.begin()));
  }
  return Ok{};
}

Status Table::take_record(std::span<const std::string_view> fields, size_t line) {
  if (width_ == 0) return take_header(fields, line);
  if (fields.size() == 1 && fields[0].empty() && width_ > 1) return Ok{};  // an empty line
  if (fields.size() != width_) {
    return refuse({file_, line}, "",
                  "the record has " + std::to_string(fields.size()) + " fields, the header " +
                      std::to_string(width_));
  }
  cells_.clear();
  for (const size_t place : places_) cells_.push_back({Cell::Kind::kUntyped, fields[place]});
  return give(line);
}

Status Table::take_line(std::string_view line, size_t number) {
  GS_CHECK_OK(json_->row.read(line, {file_, number}));
  if (columns_.empty()) {
    for (const JsonRow::Member& member : json_->row.members()) columns_.emplace_back(member.name);
    if (columns_.empty()) return refuse({file_, number}, "", "the row has no members");
  }
  cells_.clear();
  for (const std::string& column : columns_) cells_.push_back(json_->row[column]);
  return give(number);
}

Status Table::give(size_t line) {
  ++rows_;
  return on_row_(cells_, {file_, line});
}

}  // namespace gs::evaluate
