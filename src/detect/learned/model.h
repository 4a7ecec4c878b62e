// A learned model on disk: a table of weights for hashed features, and what makes scores of them.
//
// The file is mapped, not read (docs/formats/model.md): opening costs one CRC over it. A feature
// with hash h has one row of the table, `columns` weights of a signed byte each; column c of a
// stretch of text sums table[h & (buckets - 1)][c] over its features, times scale(c).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"

namespace gs::detect {

inline constexpr uint32_t kModelVersion = 1;

// What a model file holds, as training writes it.
struct ModelParts {
  std::string task;                  // "injection", "harm": a model of another task is refused
  std::vector<std::string> columns;  // names, 1 to 16, no blanks
  std::vector<float> scales;         // by column: what a weight of 1 stands for
  std::vector<int8_t> table;         // buckets x columns, row by row; buckets a power of two
  std::vector<float> numbers;        // whatever else the task needs, in its own order; may be empty
};

// Bytes of a model file. Errors: parts that do not fit together.
Result<std::string> encode_model(const ModelParts& parts);

// Immutable; any thread may read.
class Model {
 public:
  // Errors, each with the file's name: not there, cut short, damaged (CRC), of another format,
  // another featuriser or another task, or with other columns or other than `numbers` numbers.
  static Result<Model> open(const std::string& path, std::string_view task,
                            std::span<const std::string_view> columns, size_t numbers);
  // The same of bytes in memory, which outlive it and are aligned to 4.
  static Result<Model> of_bytes(std::string_view bytes, std::string_view task,
                                std::span<const std::string_view> columns, size_t numbers);

  size_t columns() const { return columns_; }
  size_t buckets() const { return mask_ + 1; }
  float scale(size_t column) const { return scales_[column]; }
  std::span<const float> numbers() const { return numbers_; }
  // The row of a feature, `columns` weights.
  const int8_t* row(uint32_t hash) const { return table_ + (hash & mask_) * columns_; }

 private:
  Model() = default;

  std::vector<MappedFile> file_;  // one, or none for bytes in memory
  const int8_t* table_ = nullptr;
  size_t mask_ = 0;
  size_t columns_ = 0;
  std::span<const float> scales_;
  std::span<const float> numbers_;
};

}  // namespace gs::detect
