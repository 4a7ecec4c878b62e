// Every record against its leaf, and every leaf against its record, page by page.
//
// A record's content must have the digest of its leaf, and its columns must be what leaf and
// content say. An erased record has neither salt nor content; that it may be erased must be said by
// a `retention` record, which lists the leaves (member "erased_leaves": numbers). On the way it
// gathers what other checks compare: which leaves are segments, what became of incidents.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "res/verify/findings.h"
#include "res/verify/incident_check.h"
#include "res/verify/members.h"
#include "res/verify/page.h"
#include "res/verify/record_rows.h"

namespace gs::res {

struct RecordCounts {
  uint64_t records = 0;
  uint64_t erased = 0;
  uint64_t content_bytes = 0;
  std::map<std::string, uint64_t, std::less<>> leaves;  // by kind
};

// One thread at a time.
class RecordCheck {
 public:
  RecordCheck(Findings& findings, IncidentCheck& incidents)
      : findings_(findings), incidents_(incidents) {}

  void add(const Page& page);
  // Erasures against the retention records that speak of them.
  void finish();

  const RecordCounts& counts() const { return counts_; }
  // Leaves of kind decision_segment, in order.
  const std::vector<uint64_t>& segment_leaves() const { return segments_; }
  // Leaves that retention records list, in order; after finish().
  const std::vector<uint64_t>& erasures() const { return erasures_; }

 private:
  using Rows = std::span<const store::Row>;

  void add_leaf(uint64_t index, const std::string& bytes, Rows records, Rows evidence);
  void count(std::string_view kind);
  // The content when it is there and is what the leaf commits to.
  std::optional<Members> check_pair(const Members& leaf, const RecordRow& record,
                                    std::string_view kind);
  void check_columns(const RecordRow& record, const Members& content);
  void check_alone(uint64_t index, const Members& leaf, std::string_view kind);
  void check_evidence(const RecordRow& record, const Members& content, Rows evidence);
  void check_row(const EvidenceRow& row, const RecordRow& record, const Members& content,
                 const std::string& id);
  void note_retention(const Members& content);
  void fail(const RecordRow& record, std::string_view why);
  const std::string& time_of(int64_t micros);

  Findings& findings_;
  IncidentCheck& incidents_;
  RecordCounts counts_;
  std::vector<uint64_t> segments_;
  std::vector<uint64_t> erased_;    // leaves of records that are
  std::vector<uint64_t> erasures_;  // leaves that retention records list
  int64_t time_micros_ = -1;        // of the last record, with its text
  std::string time_text_;
};

}  // namespace gs::res
