// Rows of named columns, from CSV with a header or from JSON Lines.
//
//   Table table(Table::Format::kCsv, "rows.csv", {"group", "label"}, on_row);
//
// gives each row's cells in the order asked for. With no columns asked for, those of the header (of
// JSON Lines: of the first row) are given, all of them. A column that is missing, named twice or
// with no name, and a CSV record with another number of fields than the header has, is refused with
// its line. A member that a JSON row does not have is an absent cell, for the caller to judge.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/cell.h"
#include "evaluate/place.h"
#include "evaluate/reader.h"

namespace gs::evaluate {

class Table final : public Reader {
 public:
  enum class Format : uint8_t { kCsv, kJsonLines };
  // The cells in the order of columns(), valid during the call, and where the row stands.
  using OnRow = std::function<Status(std::span<const Cell> cells, const Place& place)>;

  Table(Format format, std::string file, std::vector<std::string> columns, OnRow on_row);
  ~Table() override;

  Status feed(std::string_view bytes) override;
  // kInvalidInput too where there was no row.
  Status finish() override;

  // Known from the first row on.
  const std::vector<std::string>& columns() const { return columns_; }
  uint64_t rows() const { return rows_; }
  const std::string& file() const { return file_; }

 private:
  Status take_record(std::span<const std::string_view> fields, size_t line);
  Status take_header(std::span<const std::string_view> fields, size_t line);
  Status take_line(std::string_view line, size_t number);
  Status give(size_t line);

  struct JsonParts;  // what only JSON Lines needs

  const std::string file_;
  std::vector<std::string> columns_;
  const OnRow on_row_;
  std::unique_ptr<Reader> source_;
  std::unique_ptr<JsonParts> json_;
  std::vector<size_t> places_;  // in a CSV record, of each column
  size_t width_ = 0;            // fields of the CSV header; 0: it was not read yet
  std::vector<Cell> cells_;
  uint64_t rows_ = 0;
};

}  // namespace gs::evaluate
