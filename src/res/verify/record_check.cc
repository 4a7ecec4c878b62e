#include "res/verify/record_check.h"

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "res/log/leaf.h"
#include "res/log/records.h"

namespace gs::res {
namespace {

std::string described(std::string_view kind, std::string_view subject) {
  std::string text(kind);
  if (!subject.empty()) text.append(" ").append(subject);
  return text;
}

// The id of evidence: SHA-256 of {artifactType, contentRef, metadata, modelVersion} in canonical
// form, whose parts stand in the content as they are.
std::string evidence_id(const Members& content) {
  const auto part = [&](std::string_view name) {
    const std::string_view raw = content.raw(name);
    return raw.empty() ? std::string_view("null") : raw;
  };
  std::string canonical = "{\"artifactType\":";
  canonical.append(part("artifactType")).append(",\"contentRef\":").append(part("contentRef"));
  canonical.append(",\"metadata\":").append(part("metadata"));
  canonical.append(",\"modelVersion\":").append(part("modelVersion")).append("}");
  return sha256_hex(canonical);
}

// The numbers of a flat array "[1,2,3]".
void append_numbers(std::string_view raw, std::vector<uint64_t>& numbers) {
  for (size_t at = 0; at < raw.size();) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(raw.data() + at, raw.data() + raw.size(), number);
    if (error == std::errc()) numbers.push_back(number);
    at = error == std::errc() ? static_cast<size_t>(end - raw.data()) : at + 1;
  }
}

// The rows of that leaf, off the front of `rows`; those of leaves before it go too.
std::span<const store::Row> take_rows(std::span<const store::Row>& rows, uint64_t leaf) {
  const auto index = [](const store::Row& row) { return static_cast<uint64_t>(row[0].integer()); };
  while (!rows.empty() && index(rows.front()) < leaf) rows = rows.subspan(1);
  size_t count = 0;
  while (count < rows.size() && index(rows[count]) == leaf) ++count;
  const auto taken = rows.first(count);
  rows = rows.subspan(count);
  return taken;
}

}  // namespace

void RecordCheck::fail(const RecordRow& record, std::string_view why) {
  findings_.add("record", record.leaf_index(),
                described(record.kind(), record.subject()) + ": " + std::string(why));
}

const std::string& RecordCheck::time_of(int64_t micros) {
  if (micros != time_micros_) time_text_ = to_rfc3339(log::from_micros(micros));
  time_micros_ = micros;
  return time_text_;
}

void RecordCheck::add(const Page& page) {
  Rows records(page.records);
  Rows evidence(page.evidence);
  for (size_t i = 0; i < page.leaves.size(); ++i) {
    const uint64_t index = page.from + i;
    const Rows record = take_rows(records, index);
    const Rows listed = take_rows(evidence, index);
    // A leaf that is missing is told of with the tree.
    if (page.leaves[i]) add_leaf(index, *page.leaves[i], record, listed);
  }
}

void RecordCheck::count(std::string_view kind) {
  const auto found = counts_.leaves.find(kind);
  if (found == counts_.leaves.end()) {
    counts_.leaves.emplace(kind, 1);
  } else {
    ++found->second;
  }
}

void RecordCheck::add_leaf(uint64_t index, const std::string& bytes, Rows records, Rows evidence) {
  const auto leaf = Members::of(bytes);
  if (!leaf) return findings_.add("leaf", index, "is no object of JSON");
  const std::string_view kind = leaf->plain_text("kind");
  count(kind);
  if (kind != "evidence") {
    for (const store::Row& row : evidence) {
      findings_.add("evidence", EvidenceRow(row).id(),
                    "its leaf " + std::to_string(index) + " is of kind " + std::string(kind));
    }
  }
  if (records.empty()) return check_alone(index, *leaf, kind);
  const RecordRow record(records.front());
  ++counts_.records;
  const auto content = check_pair(*leaf, record, kind);
  if (content && kind == "evidence") check_evidence(record, *content, evidence);
}

void RecordCheck::check_alone(uint64_t index, const Members& leaf, std::string_view kind) {
  if (kind == "decision_segment") segments_.push_back(index);
  if (leaf.raw("digest").empty()) return;  // a leaf that says all there is
  findings_.add("record", index,
                std::string(kind) +
                    ": is missing; its leaf commits to one, and what is erased "
                    "under retention leaves its row");
}

std::optional<Members> RecordCheck::check_pair(const Members& leaf, const RecordRow& record,
                                               std::string_view kind) {
  if (leaf.plain_text("id") != record.ref()) {
    fail(record, "is not the record of this leaf, which is that of ref " +
                     std::string(leaf.plain_text("id")));
    return std::nullopt;
  }
  if (kind != record.kind()) fail(record, "its leaf is of kind " + std::string(kind));
  if (leaf.text("actor") != record.actor()) fail(record, "its actor is not that of its leaf");
  if (leaf.plain_text("ts") != time_of(record.ts()))
    fail(record, "its time is not that of its leaf");
  if (record.erased()) {
    ++counts_.erased;
    erased_.push_back(record.leaf_index());
    if (!record.is_empty()) fail(record, "is marked as erased, but content or salt is still there");
    return std::nullopt;
  }
  if (!record.has_content()) {
    fail(record, "its content or salt is gone, but it is not marked as erased");
    return std::nullopt;
  }
  counts_.content_bytes += record.content().size();
  const Sha256Digest digest = log::commitment(record.salt(), record.content());
  if (to_hex(digest) != leaf.plain_text("digest")) {
    fail(record, "its content or salt is not what its leaf commits to");
    return std::nullopt;
  }
  auto content = Members::of(record.content());
  if (!content) {
    fail(record, "its content is no object of JSON");
    return std::nullopt;
  }
  check_columns(record, *content);
  if (kind == "retention") note_retention(*content);
  if (kind == "incident" || kind == "incident_update") incidents_.add(record, *content);
  return content;
}

// What lists and searches go by must be what was committed to.
void RecordCheck::check_columns(const RecordRow& record, const Members& content) {
  if (content.text("event") != record.event())
    fail(record, "its column event is not that of its content");
  if (content.text("subject") != record.subject()) {
    fail(record, "its column subject is not that of its content");
  }
  if (content.text("model") != record.model())
    fail(record, "its column model is not that of its content");
}

void RecordCheck::check_evidence(const RecordRow& record, const Members& content, Rows evidence) {
  const std::string id = evidence_id(content);
  if (id != record.subject()) fail(record, "its content makes the evidence id " + id);
  bool listed = false;
  for (const store::Row& row : evidence) {
    listed = listed || EvidenceRow(row).id() == id;
    check_row(EvidenceRow(row), record, content, id);
  }
  if (listed) return;
  findings_.add("evidence", id,
                "has a record at leaf " + std::to_string(record.leaf_index()) +
                    " and no row of that leaf in the list of evidence");
}

void RecordCheck::check_row(const EvidenceRow& row, const RecordRow& record, const Members& content,
                            const std::string& id) {
  const auto wrong = [&](std::string_view why) { findings_.add("evidence", row.id(), why); };
  if (row.id() != id) {
    return wrong("its leaf " + std::to_string(row.leaf_index()) + " is that of evidence " + id);
  }
  if (row.artifact_type() != content.text("artifactType")) {
    wrong("its artifact type is not that of its record");
  }
  if (row.model_version() != content.text("modelVersion")) {
    wrong("its model version is not that of its record");
  }
  if (row.stored_at() != record.ts()) wrong("its time is not that of its record");
}

void RecordCheck::note_retention(const Members& content) {
  append_numbers(content.raw("erased_leaves"), erasures_);
}

void RecordCheck::finish() {
  std::sort(erasures_.begin(), erasures_.end());
  for (const uint64_t leaf : erased_) {
    if (std::binary_search(erasures_.begin(), erasures_.end(), leaf)) continue;
    findings_.add("record", leaf, "is erased, and no retention record lists it");
  }
}

}  // namespace gs::res
