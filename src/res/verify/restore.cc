#include "res/verify/restore.h"

#include <algorithm>
#include <map>

#include "res/verify/row_text.h"
#include "res/verify/tables.h"

namespace gs::res {
namespace {

using store::Row;

constexpr size_t kMostMember = 512 * 1024 * 1024;  // rows; twice the longest line
constexpr size_t kRowsAtOnce = 1'000;

tl::unexpected<Error> wrong(std::string message, std::string_view member) {
  return fail(ErrorCode::kInvalidInput, std::move(message), std::string(member));
}

const Table* table_named(std::string_view name) {
  const auto tables = backup_tables();
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& table) { return table.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

std::vector<std::string_view> columns_of(const Table& table) {
  std::vector<std::string_view> columns = table.key;
  columns.insert(columns.end(), table.others.begin(), table.others.end());
  return columns;
}

// "tables/<table>/<n>.jsonl" -> its table; null: no such member.
const Table* table_of(std::string_view member) {
  constexpr std::string_view kFolder = "tables/";
  if (!member.starts_with(kFolder) || !member.ends_with(".jsonl")) return nullptr;
  member.remove_prefix(kFolder.size());
  const size_t slash = member.find('/');
  return slash == std::string_view::npos ? nullptr : table_named(member.substr(0, slash));
}

bool is_blob(std::string_view member) {
  return member.starts_with("blobs/");
}

Status check_blob(const ArchiveMember& member, ManifestBlobs& seen) {
  const std::string hex = sha256_hex(member.bytes);
  if (member.name != "blobs/" + hex.substr(0, 2) + "/" + hex) {
    return wrong("its bytes are not those of its digest", member.name);
  }
  ++seen.count;
  seen.bytes += member.bytes.size();
  seen.names = sha256_hex(seen.names + hex + "\n");
  return Ok{};
}

Status check_member(const ArchiveMember& member, const ManifestMember* listed) {
  if (listed == nullptr) return wrong("the manifest does not list this member", member.name);
  if (member.name != kCheckpointName && table_of(member.name) == nullptr) {
    return wrong("this is no member of a backup", member.name);
  }
  if (member.bytes.size() > kMostMember) {
    return fail(ErrorCode::kTooLarge, "a member of rows has at most 512 MiB", member.name);
  }
  if (member.bytes.size() != listed->bytes || sha256_hex(member.bytes) != listed->sha256) {
    return wrong("its bytes are not those that the manifest lists", member.name);
  }
  return Ok{};
}

Status check_members(const CheckedArchive& archive) {
  std::map<std::string_view, const ManifestMember*> listed;
  for (const ManifestMember& member : archive.manifest.members) listed[member.name] = &member;
  ManifestBlobs blobs;
  for (const ArchiveMember& member : archive.members) {
    if (is_blob(member.name)) {
      GS_CHECK_OK(check_blob(member, blobs));
      continue;
    }
    const auto found = listed.find(member.name);
    GS_CHECK_OK(check_member(member, found == listed.end() ? nullptr : found->second));
    listed.erase(found);
  }
  if (!listed.empty()) return wrong("the archive lacks this member", listed.begin()->first);
  const ManifestBlobs& expected = archive.manifest.blobs;
  if (blobs.count != expected.count || blobs.bytes != expected.bytes ||
      blobs.names != expected.names) {
    return wrong("the archive has other blobs than its manifest says", "blobs");
  }
  return Ok{};
}

Status check_tables(const Manifest& manifest) {
  for (const ManifestTable& table : manifest.tables) {
    const Table* known = table_named(table.name);
    if (known == nullptr) return wrong("there is no such table", "tables/" + table.name);
    const auto columns = columns_of(*known);
    const bool same =
        std::equal(columns.begin(), columns.end(), table.columns.begin(), table.columns.end());
    if (!same) return wrong("this table has other columns here", "tables/" + table.name);
  }
  return Ok{};
}

std::string insert_sql(const Table& table) {
  std::string names, places;
  size_t number = 0;
  for (const std::string_view column : columns_of(table)) {
    names.append(names.empty() ? "" : ", ").append(column);
    places.append(places.empty() ? "$" : ", $").append(std::to_string(++number));
  }
  return "INSERT INTO " + std::string(table.name) + " (" + names + ") VALUES (" + places + ")";
}

Result<uint64_t> insert_rows(const ArchiveMember& member, store::Connection& connection) {
  const Table& table = *table_of(member.name);
  auto rows = rows_from_lines(member.bytes, columns_of(table).size());
  if (!rows) return wrong(rows.error().to_string(), member.name);
  const std::string sql = insert_sql(table);
  const std::span<const Row> all(*rows);
  for (size_t at = 0; at < all.size(); at += kRowsAtOnce) {
    const Status done =
        connection.execute_each(sql, all.subspan(at, std::min(kRowsAtOnce, all.size() - at)));
    if (!done && done.error().code == ErrorCode::kUnavailable) return tl::unexpected(done.error());
    if (!done) return wrong("its rows cannot be stored: " + done.error().message, member.name);
  }
  return all.size();
}

Status insert_all(const CheckedArchive& archive, store::Connection& connection, store::Blobs& blobs,
                  std::vector<Sha256Digest>& put) {
  std::map<std::string_view, uint64_t> rows;
  for (const ArchiveMember& member : archive.members) {
    if (is_blob(member.name)) {
      GS_TRY(const Sha256Digest digest, blobs.put(connection, member.bytes));
      put.push_back(digest);
    } else if (const Table* table = table_of(member.name); table != nullptr) {
      GS_TRY(const uint64_t count, insert_rows(member, connection));
      rows[table->name] += count;
    }
  }
  for (const ManifestTable& table : archive.manifest.tables) {
    if (rows[table.name] == table.rows) continue;
    return wrong("the archive has other rows of this table than its manifest says",
                 "tables/" + table.name);
  }
  return Ok{};
}

Result<VerifyReport> insert_and_verify(const CheckedArchive& archive, store::Connection& connection,
                                       store::Blobs& blobs, Files& files,
                                       const VerifyOptions& options, Findings& findings,
                                       std::vector<Sha256Digest>& put) {
  GS_TRY(const auto versions, connection.query("SELECT version FROM schema_version", {}));
  const int64_t version = versions.empty() ? 0 : versions[0][0].integer();
  if (version != archive.manifest.schema) {
    return wrong("the archive has tables of version " + std::to_string(archive.manifest.schema) +
                     ", this program makes version " + std::to_string(version) +
                     ": restore it with the program that made it",
                 kManifestName);
  }
  GS_CHECK_OK(check_empty(connection));
  GS_CHECK_OK(insert_all(archive, connection, blobs, put));
  GS_TRY(VerifyReport report, verify_storage(connection, blobs, files, options, findings));
  if (report.size != archive.manifest.size || report.root != archive.manifest.root) {
    findings.add("manifest", "", "its head is not that of the log in the archive");
  }
  return report;
}

}  // namespace

Result<CheckedArchive> check_archive(std::string_view bytes) {
  CheckedArchive archive;
  GS_TRY(archive.members, read_archive(bytes));
  if (archive.members.empty() || archive.members.back().name != kManifestName) {
    return wrong("the last member must be the manifest: this is no backup, or it is cut short",
                 kManifestName);
  }
  GS_TRY(archive.manifest, Manifest::parse(archive.members.back().bytes));
  archive.members.pop_back();
  GS_CHECK_OK(check_tables(archive.manifest));
  GS_CHECK_OK(check_members(archive));
  for (const ArchiveMember& member : archive.members) {
    if (member.name == kCheckpointName) archive.checkpoint = member.bytes;
  }
  return archive;
}

Status check_empty(store::Connection& connection) {
  for (const Table& table : backup_tables()) {
    GS_TRY(const auto rows,
           connection.query("SELECT 1 FROM " + std::string(table.name) + " LIMIT 1", {}));
    if (rows.empty()) continue;
    return fail(ErrorCode::kAlreadyExists, "the storage is not empty: this table has rows",
                std::string(table.name));
  }
  return Ok{};
}

Result<VerifyReport> restore(const CheckedArchive& archive, store::Connection& connection,
                             store::Blobs& blobs, Files& files, const VerifyOptions& options,
                             Findings& findings, std::vector<Sha256Digest>& put) {
  GS_CHECK_OK(connection.begin());
  auto report = insert_and_verify(archive, connection, blobs, files, options, findings, put);
  if (!report || findings.count() > 0) {
    connection.rollback();
    return report;
  }
  GS_CHECK_OK(connection.commit());
  return report;
}

}  // namespace gs::res
