// The columns of the rows that a Page carries, by name. Views into the row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "res/store/database.h"

namespace gs::res {

inline constexpr std::string_view kRecordColumns =
    "leaf_index, kind, event, ref, subject, model, ts, actor, salt, content, erased_at";

class RecordRow {
 public:
  explicit RecordRow(const store::Row& row) : row_(row) {}
  uint64_t leaf_index() const { return static_cast<uint64_t>(row_[0].integer()); }
  const std::string& kind() const { return row_[1].text(); }
  const std::string& event() const { return row_[2].text(); }
  const std::string& ref() const { return row_[3].text(); }
  const std::string& subject() const { return row_[4].text(); }
  const std::string& model() const { return row_[5].text(); }
  int64_t ts() const { return row_[6].integer(); }
  const std::string& actor() const { return row_[7].text(); }
  const std::string& salt() const { return row_[8].blob(); }
  bool has_content() const { return !row_[8].is_null() && !row_[9].is_null(); }
  bool is_empty() const { return row_[8].is_null() && row_[9].is_null(); }
  const std::string& content() const { return row_[9].text(); }
  bool erased() const { return !row_[10].is_null(); }

 private:
  const store::Row& row_;
};

inline constexpr std::string_view kEvidenceColumns =
    "leaf_index, id, artifact_type, model_version, stored_at";

class EvidenceRow {
 public:
  explicit EvidenceRow(const store::Row& row) : row_(row) {}
  uint64_t leaf_index() const { return static_cast<uint64_t>(row_[0].integer()); }
  const std::string& id() const { return row_[1].text(); }
  const std::string& artifact_type() const { return row_[2].text(); }
  const std::string& model_version() const { return row_[3].text(); }
  int64_t stored_at() const { return row_[4].integer(); }

 private:
  const store::Row& row_;
};

}  // namespace gs::res
