#include "res/verify/backup.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/digest.h"
#include "ledger/checkpoint.h"
#include "res/verify/row_text.h"
#include "res/verify/tables.h"

namespace gs::res {
namespace {

using store::Row;

constexpr size_t kMemberBytes = 8 * 1024 * 1024;
constexpr int64_t kBlobsAtOnce = 1'000;

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

// Rows in order of the key, `first`: from the beginning, else behind the key given as parameters.
std::string page_sql(const Table& table, bool first) {
  std::string sql = "SELECT " + joined(table.key) + ", " + joined(table.others) + " FROM " +
                    std::string(table.name);
  if (!first) {
    std::string places;
    for (size_t i = 1; i <= table.key.size(); ++i) {
      places.append(i == 1 ? "$" : ", $").append(std::to_string(i));
    }
    sql.append(" WHERE (").append(joined(table.key)).append(") > (").append(places).append(")");
  }
  return sql + " ORDER BY " + joined(table.key) + " LIMIT " + std::to_string(table.rows_at_once);
}

// One backup while it is made.
class Backup {
 public:
  Backup(store::Connection& connection, store::Blobs& blobs, ArchiveWriter& archive)
      : connection_(connection), blobs_(blobs), archive_(archive) {}

  Status add_head(const std::string& outside_note);
  Status add_table(const Table& table);
  Status add_blobs();
  Status finish(const BackupFacts& facts);
  BackupReport take_report() { return std::move(report_); }

 private:
  Status add_member(const std::string& name, std::string_view bytes);
  Status add_blob(const std::string& digest_bytes);

  store::Connection& connection_;
  store::Blobs& blobs_;
  ArchiveWriter& archive_;
  BackupReport report_;
};

Status Backup::add_member(const std::string& name, std::string_view bytes) {
  report_.manifest.members.push_back({name, bytes.size(), sha256_hex(bytes)});
  return archive_.add(name, bytes);
}

// The size of a note's head; 0 for what is none.
uint64_t size_of(const std::string& note) {
  const auto parsed = ledger::SignedNote::parse(note);
  const auto head = parsed ? ledger::Checkpoint::parse(parsed->text)
                           : Result<ledger::Checkpoint>(tl::unexpected(parsed.error()));
  return head ? head->size : 0;
}

Status Backup::add_head(const std::string& outside_note) {
  GS_TRY(const auto heads, connection_.query("SELECT size, root FROM log_head WHERE one = 1", {}));
  if (heads.empty() || heads[0][1].blob().size() != report_.manifest.root.size()) {
    return fail(ErrorCode::kInvalidInput, "there is no log in this storage");
  }
  report_.manifest.size = static_cast<uint64_t>(heads[0][0].integer());
  const std::string& root = heads[0][1].blob();
  std::memcpy(report_.manifest.root.data(), root.data(), root.size());
  GS_TRY(const auto origins,
         connection_.query("SELECT value FROM facts WHERE name = 'log_origin'", {}));
  if (!origins.empty()) report_.manifest.origin = origins[0][0].text();
  GS_TRY(const auto versions, connection_.query("SELECT version FROM schema_version", {}));
  report_.manifest.schema = versions.empty() ? 0 : versions[0][0].integer();
  GS_TRY(const auto notes,
         connection_.query("SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1", {}));
  if (!notes.empty()) report_.checkpoint = notes[0][0].text();
  const uint64_t outside = size_of(outside_note);
  if (outside > size_of(report_.checkpoint) && outside <= report_.manifest.size) {
    report_.checkpoint = outside_note;
  }
  if (report_.checkpoint.empty()) return Ok{};
  return add_member(std::string(kCheckpointName), report_.checkpoint);
}

Status Backup::add_table(const Table& table) {
  ManifestTable described{.name = std::string(table.name), .columns = {}, .rows = 0};
  described.columns.assign(table.key.begin(), table.key.end());
  described.columns.insert(described.columns.end(), table.others.begin(), table.others.end());
  const std::string first = page_sql(table, true);
  const std::string next = page_sql(table, false);
  std::string lines;
  unsigned number = 0;
  const auto flush = [&]() -> Status {
    const std::string text = std::to_string(number++);
    const std::string padded = std::string(6 - std::min<size_t>(6, text.size()), '0') + text;
    const Status added = add_member("tables/" + described.name + "/" + padded + ".jsonl", lines);
    lines.clear();
    return added;
  };
  Row key;
  for (bool more = true; more;) {
    GS_TRY(const auto rows, connection_.query(key.empty() ? first : next, key));
    for (const Row& row : rows) {
      lines += row_to_line(row);
      if (lines.size() >= kMemberBytes) GS_CHECK_OK(flush());
    }
    described.rows += rows.size();
    more = rows.size() == static_cast<size_t>(table.rows_at_once);
    if (more)
      key.assign(rows.back().begin(), rows.back().begin() + static_cast<long>(table.key.size()));
  }
  if (!lines.empty()) GS_CHECK_OK(flush());
  report_.rows += described.rows;
  report_.manifest.tables.push_back(std::move(described));
  return Ok{};
}

Status Backup::add_blob(const std::string& digest_bytes) {
  Sha256Digest digest{};
  const std::string hex =
      to_hex({reinterpret_cast<const uint8_t*>(digest_bytes.data()), digest_bytes.size()});
  if (digest_bytes.size() != digest.size()) {
    return fail(ErrorCode::kInternal, "a row names what is no digest of SHA-256", "blob " + hex);
  }
  std::memcpy(digest.data(), digest_bytes.data(), digest.size());
  const auto bytes = blobs_.get(connection_, digest);
  if (!bytes) return fail(bytes.error().code, bytes.error().message, "blob " + hex);
  ManifestBlobs& counted = report_.manifest.blobs;
  ++counted.count;
  counted.bytes += bytes->size();
  counted.names = sha256_hex(counted.names + hex + "\n");
  return archive_.add("blobs/" + hex.substr(0, 2) + "/" + hex, *bytes);
}

// Every blob that a row names, once, in order of digests.
Status Backup::add_blobs() {
  constexpr std::string_view kNamed =
      "SELECT digest FROM (SELECT content_digest AS digest FROM evidence WHERE content_digest IS "
      "NOT "
      "NULL UNION SELECT blob AS digest FROM segments WHERE blob IS NOT NULL) AS named "
      "WHERE digest > $1 ORDER BY digest LIMIT $2";
  for (std::string after;;) {
    GS_TRY(const auto rows, connection_.query(kNamed, {store::Blob{after}, kBlobsAtOnce}));
    if (rows.empty()) return Ok{};
    for (const Row& row : rows) GS_CHECK_OK(add_blob(row[0].blob()));
    after = rows.back()[0].blob();
  }
}

Status Backup::finish(const BackupFacts& facts) {
  report_.manifest.created_at = to_rfc3339(facts.now);
  report_.manifest.program = facts.program;
  report_.manifest.storage = facts.dialect == store::Dialect::kSqlite ? "sqlite" : "postgres";
  GS_CHECK_OK(archive_.add(kManifestName, report_.manifest.to_json()));
  return archive_.finish();
}

}  // namespace

Result<BackupReport> back_up(store::Connection& connection, store::Blobs& blobs,
                             const BackupFacts& facts, ArchiveWriter& archive) {
  Backup backup(connection, blobs, archive);
  GS_CHECK_OK(backup.add_head(facts.note));
  for (const Table& table : backup_tables()) GS_CHECK_OK(backup.add_table(table));
  GS_CHECK_OK(backup.add_blobs());
  GS_CHECK_OK(backup.finish(facts));
  return backup.take_report();
}

}  // namespace gs::res
