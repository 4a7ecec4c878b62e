#include "res/verify/verify.h"

#include <algorithm>
#include <cstring>
#include <future>

#include "res/verify/head_check.h"
#include "res/verify/incident_check.h"
#include "res/verify/stored_pages.h"
#include "res/verify/tree_check.h"

namespace gs::res {
namespace {

using ledger::Hash;
using store::Row;

constexpr uint64_t kPageLeaves = 1'024;  // at 64 KiB of content each: 64 MiB
constexpr int64_t kCheckpoints = 16;     // of late, which are looked at

struct StoredHead {
  uint64_t size = 0;
  std::optional<Hash> root;
};

// Pages through the log; while one page is hashed the next is read.
Status run_pages(PageSource& source, uint64_t size, TreeCheck& tree, RecordCheck* records) {
  std::future<void> work;
  for (uint64_t from = 0; from < size; from += kPageLeaves) {
    auto read = source.page(from, std::min(kPageLeaves, size - from));
    if (work.valid()) work.get();
    if (!read) return tl::unexpected(std::move(read).error());
    work = std::async(std::launch::async, [&tree, records, page = *std::move(read)] {
      tree.add(page);
      if (records != nullptr) records->add(page);
    });
  }
  if (work.valid()) work.get();
  return Ok{};
}

// What the head row says, and how much of it is there.
Result<StoredHead> read_head(store::Connection& connection, Findings& findings) {
  GS_TRY(const auto heads, connection.query("SELECT size, root FROM log_head WHERE one = 1", {}));
  GS_TRY(const auto last, connection.query("SELECT MAX(leaf_index) FROM log_leaves", {}));
  const bool any = !last.empty() && !last[0][0].is_null();
  const uint64_t stored = any ? static_cast<uint64_t>(last[0][0].integer()) + 1 : 0;
  if (heads.empty()) {
    findings.add("head", "", "is missing; " + std::to_string(stored) + " leaves are stored");
    return StoredHead{.size = stored, .root = {}};
  }
  StoredHead head{.size = static_cast<uint64_t>(heads[0][0].integer()), .root = Hash{}};
  const std::string& root = heads[0][1].blob();
  if (root.size() == head.root->size()) std::memcpy(head.root->data(), root.data(), root.size());
  if (head.size == stored) return head;
  findings.add("head", "",
               "is of " + std::to_string(head.size) + " leaves, " + std::to_string(stored) +
                   " are stored" + (stored < head.size ? ": the log was cut" : ""));
  if (stored < head.size) return StoredHead{.size = stored, .root = {}};
  return head;
}

// Rows that no leaf of the log stands for.
Status check_beyond(store::Connection& connection, uint64_t size, Findings& findings) {
  const auto look = [&](const char* sql, const char* what, const char* why) -> Status {
    GS_TRY(const auto rows, connection.query(sql, {size}));
    for (const Row& row : rows) {
      findings.add(what, std::to_string(row[0].integer()), why);
    }
    return Ok{};
  };
  GS_CHECK_OK(
      look("SELECT leaf_index FROM log_leaves WHERE leaf_index >= $1 OR leaf_index < 0 "
           "ORDER BY leaf_index LIMIT 1001",
           "leaf", "lies outside the log that the head speaks of"));
  GS_CHECK_OK(
      look("SELECT leaf_index FROM records WHERE leaf_index >= $1 OR leaf_index < 0 "
           "ORDER BY leaf_index LIMIT 1001",
           "record", "has no leaf"));
  GS_CHECK_OK(
      look("SELECT tile_index FROM log_tiles WHERE level = 0 AND "
           "(tile_index * 256 >= $1 OR tile_index < 0) ORDER BY tile_index LIMIT 1001",
           "tile", "of level 0 lies outside the log"));
  GS_TRY(const auto evidence,
         connection.query("SELECT e.id, e.leaf_index FROM evidence e LEFT JOIN records r ON "
                          "r.leaf_index = e.leaf_index WHERE r.leaf_index IS NULL "
                          "ORDER BY e.id LIMIT 1001",
                          {}));
  for (const Row& row : evidence) {
    findings.add("evidence", row[0].text(),
                 "its leaf " + std::to_string(row[1].integer()) + " has no record");
  }
  return Ok{};
}

// The newest head that holds is what is signed.
void note_signed(uint64_t size, VerifyReport& report) {
  report.signed_size = std::max(size, report.signed_size.value_or(0));
}

Status check_outside(const VerifyOptions& options, const TreeCheck& tree, PageSource& source,
                     VerifyReport& report, Findings& findings) {
  for (const OutsideHead& outside : options.outside) {
    if (!options.key) break;
    const auto head = open_head(outside.note, *options.key, outside.what, outside.which, findings);
    if (!head) continue;
    const size_t before = findings.count();
    if (outside.may_be_newer && head->size > tree.size()) {
      findings.note(outside.what + " " + outside.which + " is of " + std::to_string(head->size) +
                    " leaves, of which the log has the first " + std::to_string(tree.size()));
      continue;
    }
    GS_CHECK_OK(check_head(*head, tree, source, outside.what, outside.which, findings));
    if (findings.count() == before) note_signed(head->size, report);
  }
  return Ok{};
}

// The signed heads that the storage has kept. The newest is often the anchor's: a head goes into
// the database with the batch behind it.
Status check_checkpoints(store::Connection& connection, const VerifyOptions& options,
                         const TreeCheck& tree, PageSource& source, VerifyReport& report,
                         Findings& findings) {
  if (!options.key) {
    findings.note("signatures and outside heads were not checked: no key of the log was given");
    return Ok{};
  }
  GS_TRY(const auto rows,
         connection.query("SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT $1",
                          {kCheckpoints}));
  for (const Row& row : rows) {
    const std::string which = std::to_string(row[0].integer());
    const size_t before = findings.count();
    const auto head = open_head(row[1].text(), *options.key, "checkpoint", which, findings);
    if (!head) continue;
    if (head->size != static_cast<uint64_t>(row[0].integer())) {
      findings.add("checkpoint", which, "is of " + std::to_string(head->size) + " leaves");
    }
    GS_CHECK_OK(check_head(*head, tree, source, "checkpoint", which, findings));
    if (findings.count() == before) note_signed(head->size, report);
  }
  return Ok{};
}

}  // namespace

Result<VerifyReport> verify_storage(store::Connection& connection, store::Blobs& blobs,
                                    Files& files, const VerifyOptions& options,
                                    Findings& findings) {
  VerifyReport report;
  StoredPages source(connection);
  GS_TRY(const StoredHead head, read_head(connection, findings));
  TreeCheck tree(head.size, findings);
  IncidentCheck incidents(findings);
  RecordCheck records(findings, incidents);
  GS_CHECK_OK(run_pages(source, head.size, tree, &records));
  GS_CHECK_OK(tree.finish(source, head.root ? &*head.root : nullptr));
  records.finish();
  if (head.root && *head.root != tree.root()) {
    findings.add("head", "", "its root is not that of its leaves");
  }
  GS_CHECK_OK(check_beyond(connection, head.size, findings));
  report.size = tree.size();
  report.root = tree.root();
  GS_CHECK_OK(check_checkpoints(connection, options, tree, source, report, findings));
  GS_CHECK_OK(check_outside(options, tree, source, report, findings));
  if (options.key && tree.size() > 0 && !report.signed_size) {
    findings.note("no signed head of this log is known, or none that holds");
  }
  GS_CHECK_OK(incidents.finish(connection));
  report.records = records.counts();
  GS_TRY(report.blobs, check_contents(connection, blobs, findings));
  KnownSegments known;
  GS_TRY(report.segments, check_segments(connection, blobs, records.segment_leaves(),
                                         records.erasures(), known, findings));
  if (!options.journal_folder.empty()) {
    GS_TRY(report.journal, check_journals(files, options.journal_folder, known, findings));
  }
  return report;
}

Result<VerifyReport> verify_published(PageSource& source, const std::string& checkpoint,
                                      const VerifyOptions& options, Findings& findings) {
  VerifyReport report;
  if (!options.key) {
    return fail(ErrorCode::kInvalidInput, "the key of the log is needed to verify its checkpoint");
  }
  const auto head = open_head(checkpoint, *options.key, "checkpoint", "", findings);
  if (!head) return report;
  TreeCheck tree(head->size, findings);
  GS_CHECK_OK(run_pages(source, head->size, tree, nullptr));
  GS_CHECK_OK(tree.finish(source, &head->root));
  report.size = tree.size();
  report.root = tree.root();
  if (tree.root() != head->root) {
    findings.add("checkpoint", std::to_string(head->size), "its root is not that of its leaves");
  } else {
    report.signed_size = head->size;
  }
  GS_CHECK_OK(check_outside(options, tree, source, report, findings));
  return report;
}

}  // namespace gs::res
