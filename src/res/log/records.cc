#include "res/log/records.h"

#include <algorithm>
#include <utility>

#include "res/log/log.h"
#include "res/store/conditions.h"

namespace gs::res::log {
namespace {

using store::Row;

constexpr std::string_view kSelect =
    "SELECT leaf_index, kind, event, ref, subject, model, actor, ts, salt, content, erased_at "
    "FROM records";

Record record_of(const Row& row) {
  Record record;
  record.leaf_index = static_cast<uint64_t>(row[0].integer());
  record.kind = row[1].text();
  record.event = row[2].text();
  record.ref = row[3].text();
  record.subject = row[4].text();
  record.model = row[5].text();
  record.actor = row[6].text();
  record.ts = from_micros(row[7].integer());
  record.salt = row[8].blob();
  record.content = row[9].text();
  record.erased = !row[10].is_null();
  return record;
}

}  // namespace

Result<Record> read_record(store::Connection& connection, uint64_t leaf_index) {
  static const std::string sql = std::string(kSelect) + " WHERE leaf_index = $1";
  GS_TRY(auto rows, connection.query(sql, {leaf_index}));
  if (rows.empty()) {
    return fail(ErrorCode::kNotFound, "no record has this leaf", std::to_string(leaf_index));
  }
  return record_of(rows.front());
}

Result<std::vector<Record>> list_records(store::Connection& connection,
                                         const RecordFilter& filter) {
  store::Conditions where;
  if (!filter.kind.empty()) where.add("kind =", filter.kind);
  if (!filter.subject.empty()) where.add("subject =", filter.subject);
  if (!filter.model.empty()) where.add("model =", filter.model);
  if (filter.from) where.add("ts >=", to_micros(*filter.from));
  if (filter.to) where.add("ts <", to_micros(*filter.to));
  if (filter.before) where.add("leaf_index <", *filter.before);
  const unsigned limit = std::clamp(filter.limit, 1u, 1000u);
  const std::string sql = std::string(kSelect) + where.sql() + " ORDER BY leaf_index DESC LIMIT " +
                          std::to_string(limit);
  GS_TRY(auto rows, connection.query(sql, where.values()));
  std::vector<Record> records;
  records.reserve(rows.size());
  for (const Row& row : rows) records.push_back(record_of(row));
  return records;
}

Status erase_record(Batch& batch, uint64_t leaf_index) {
  GS_TRY(const uint64_t changed,
         batch.sql().execute("UPDATE records SET salt = NULL, content = NULL, erased_at = $2 "
                             "WHERE leaf_index = $1",
                             {leaf_index, to_micros(batch.now())}));
  if (changed != 1) {
    return fail(ErrorCode::kNotFound, "no record has this leaf", std::to_string(leaf_index));
  }
  return Ok{};
}

int64_t to_micros(WallTime time) {
  return std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count();
}

WallTime from_micros(int64_t micros) {
  return WallTime(std::chrono::microseconds(micros));
}

}  // namespace gs::res::log
