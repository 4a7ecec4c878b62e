#include "res/store/sqlite_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace gs::res::store {
namespace {

Error unavailable(std::string_view what, const char* detail, const std::string& path) {
  return {ErrorCode::kUnavailable, fmt::format("{}: {}", what, detail), path};
}

bool is_duplicate(int extended) {
  return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
         extended == SQLITE_CONSTRAINT_ROWID;
}

Value column(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return static_cast<int64_t>(sqlite3_column_int64(statement, i));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, i);
    case SQLITE_NULL:
      return Null{};
    default:
      break;
  }
  // The pointer first, then the size: what SQLite asks for.
  const bool is_text = sqlite3_column_type(statement, i) == SQLITE_TEXT;
  const void* const start =
      is_text ? sqlite3_column_text(statement, i) : sqlite3_column_blob(statement, i);
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement, i));
  std::string bytes(static_cast<const char*>(start), size);
  if (is_text) return bytes;
  return Blob{std::move(bytes)};
}

}  // namespace

Error sqlite_error(sqlite3* handle, const std::string& path, std::string_view sql) {
  const int extended = sqlite3_extended_errcode(handle);
  const char* const words = sqlite3_errmsg(handle);
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("another program or thread held the database too long", words, path);
    case SQLITE_FULL:
      return unavailable("the disk is full", words, path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return unavailable("the disk or the file is read-only", words, path);
    case SQLITE_CANTOPEN:
      return unavailable("a file of the database cannot be opened", words, path);
    case SQLITE_IOERR: {
      const int number = sqlite3_system_errno(handle);
      return {ErrorCode::kIo,
              fmt::format("the disk refused: {} (SQLite {}{}{})", words, extended,
                          number == 0 ? "" : ", ", number == 0 ? "" : std::strerror(number)),
              path};
    }
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kInternal, fmt::format("the database file is damaged: {}", words), path};
    case SQLITE_TOOBIG:
      return {ErrorCode::kTooLarge, fmt::format("a value is too large for SQLite: {}", words),
              path};
    case SQLITE_CONSTRAINT:
      if (is_duplicate(extended)) return {ErrorCode::kAlreadyExists, words, std::string(sql)};
      break;
    default:
      break;
  }
  return {ErrorCode::kInternal, words, std::string(sql)};
}

Result<std::unique_ptr<SqliteStatement>> SqliteStatement::prepare(sqlite3* handle,
                                                                  const std::string& path,
                                                                  std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  if (code != SQLITE_OK) return tl::unexpected(sqlite_error(handle, path, sql));
  std::unique_ptr<SqliteStatement> statement(new SqliteStatement(handle, path, Handle(raw)));
  const std::string_view tail(rest, static_cast<size_t>(sql.data() + sql.size() - rest));
  if (raw == nullptr || tail.find_first_not_of(" \t\n;") != std::string_view::npos) {
    return fail(ErrorCode::kInternal, "expected one statement", std::string(sql));
  }
  GS_CHECK_OK(statement->find_parameters());
  return statement;
}

Status SqliteStatement::find_parameters() {
  const int count = sqlite3_bind_parameter_count(handle_.get());
  for (int i = 1; i <= count; ++i) {
    const char* const name = sqlite3_bind_parameter_name(handle_.get(), i);
    const std::string_view digits = name == nullptr ? "" : name + 1;
    size_t number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || number == 0) {
      return fail(ErrorCode::kInternal, "parameters are written $1, $2, ...",
                  sqlite3_sql(handle_.get()));
    }
    numbers_.push_back(number - 1);
    expected_ = std::max(expected_, number);
  }
  return Ok{};
}

Status SqliteStatement::bind(Parameters parameters) {
  if (parameters.size() != expected_) {
    return fail(ErrorCode::kInternal,
                fmt::format("{} parameters given, {} expected", parameters.size(), expected_),
                sqlite3_sql(handle_.get()));
  }
  for (size_t i = 0; i < numbers_.size(); ++i) {
    const int code = bind_one(static_cast<int>(i) + 1, parameters[numbers_[i]]);
    if (code != SQLITE_OK) return tl::unexpected(error());
  }
  return Ok{};
}

int SqliteStatement::bind_one(int place, const Value& value) {
  sqlite3_stmt* const statement = handle_.get();
  const auto& variant = value.variant();
  if (const auto* number = std::get_if<int64_t>(&variant)) {
    return sqlite3_bind_int64(statement, place, *number);
  }
  if (const auto* text = std::get_if<std::string>(&variant)) {
    return sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&variant)) {
    // data() is never null, so that an empty blob does not become NULL.
    return sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  if (const auto* number = std::get_if<double>(&variant)) {
    return sqlite3_bind_double(statement, place, *number);
  }
  return sqlite3_bind_null(statement, place);
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(error());
}

Row SqliteStatement::row() const {
  const int columns = sqlite3_data_count(handle_.get());
  Row row;
  row.reserve(static_cast<size_t>(columns));
  for (int i = 0; i < columns; ++i) row.push_back(column(handle_.get(), i));
  return row;
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_.get());
  // Nothing may point at values that are gone, were a parameter ever left unbound.
  sqlite3_clear_bindings(handle_.get());
}

Error SqliteStatement::error() const {
  return sqlite_error(connection_, path_, sqlite3_sql(handle_.get()));
}

}  // namespace gs::res::store
