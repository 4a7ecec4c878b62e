#include "res/verify/content_check.h"

#include <cstring>

#include "base/digest.h"
#include "res/verify/members.h"

namespace gs::res {
namespace {

using store::Row;

constexpr int64_t kRowsAtOnce = 256;

constexpr std::string_view kSelect =
    "SELECT e.id, e.content_leaf, e.content_digest, e.content_size, e.content_type, r.kind, "
    "r.subject, r.content, r.erased_at "
    "FROM evidence e LEFT JOIN records r ON r.leaf_index = e.content_leaf "
    "WHERE e.content_leaf IS NOT NULL AND e.id > $1 ORDER BY e.id LIMIT $2";

// The row's columns against the record that committed them.
void check_row(const Row& row, Findings& findings) {
  const std::string& id = row[0].text();
  const auto wrong = [&](const std::string& why) { findings.add("content", id, why); };
  if (row[5].is_null()) {
    return wrong("its leaf " + std::to_string(row[1].integer()) + " has no record");
  }
  if (row[5].text() != "evidence_content") {
    return wrong("its leaf " + std::to_string(row[1].integer()) + " is of kind " + row[5].text());
  }
  if (row[6].text() != id) wrong("its record is of " + row[6].text());
  const bool erased = !row[8].is_null();
  if (erased && !row[2].is_null())
    return wrong("its record is erased, but the list still names bytes");
  if (!erased && row[2].is_null())
    return wrong("the list names no bytes, but its record is not erased");
  if (erased) return;
  const auto content = Members::of(row[7].text());
  if (!content) return;  // reported with the records
  const std::string& digest = row[2].blob();
  const std::string hex = to_hex({reinterpret_cast<const uint8_t*>(digest.data()), digest.size()});
  if (content->plain_text("sha256") != hex) wrong("its digest is not that of its record");
  if (content->raw("size") != std::to_string(row[3].integer())) {
    wrong("its size is not that of its record");
  }
  if (content->text("content_type") != row[4].text()) wrong("its type is not that of its record");
}

Status check_bytes(const Row& row, store::Connection& connection, store::Blobs& blobs,
                   Findings& findings, BlobCounts& counts) {
  if (row[2].is_null()) return Ok{};
  const std::string& bytes = row[2].blob();
  Sha256Digest digest{};
  if (bytes.size() != digest.size()) {
    findings.add("content", row[0].text(), "its digest is not one of SHA-256");
    return Ok{};
  }
  std::memcpy(digest.data(), bytes.data(), digest.size());
  const std::string name = to_hex(digest);
  const auto got = blobs.get(connection, digest);
  if (!got) {
    if (got.error().code == ErrorCode::kUnavailable) return tl::unexpected(got.error());
    findings.add("blob", name, "of evidence " + row[0].text() + ": " + got.error().message);
    return Ok{};
  }
  ++counts.blobs;
  counts.bytes += got->size();
  if (got->size() != static_cast<uint64_t>(row[3].integer())) {
    findings.add(
        "blob", name,
        "of evidence " + row[0].text() + ": has " + std::to_string(got->size()) + " bytes");
  }
  return Ok{};
}

}  // namespace

Result<BlobCounts> check_contents(store::Connection& connection, store::Blobs& blobs,
                                  Findings& findings) {
  BlobCounts counts;
  for (std::string after;;) {
    GS_TRY(const auto rows, connection.query(kSelect, {after, kRowsAtOnce}));
    if (rows.empty()) return counts;
    for (const Row& row : rows) {
      check_row(row, findings);
      GS_CHECK_OK(check_bytes(row, connection, blobs, findings, counts));
    }
    after = rows.back()[0].text();
  }
}

}  // namespace gs::res
