#include "res/store/postgres_connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "res/store/postgres_error.h"
#include "res/store/storable.h"

namespace gs::res::store {
namespace {

constexpr std::string_view kIdleTimeout = "25P03";  // idle_in_transaction_session_timeout

constexpr int kOldestServer = 150'000;
// More texts than RES has; beyond it somebody builds SQL from values.
constexpr size_t kMostStatements = 512;
// Rows whose answers wait in memory at a time.
constexpr size_t kRowsInFlight = 4'096;

// What the URL may set otherwise. A server that is gone is noticed within half a minute.
const std::map<std::string, std::string> kDefaults = {
    {"application_name", "governed-speed"},
    {"connect_timeout", "5"},
    {"keepalives", "1"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "20000"},
    {"target_session_attrs", "read-write"},
};

// Trailing line ends off; libpq's messages have them.
std::string trimmed(const char* words) {
  std::string text = words == nullptr ? "" : words;
  text.erase(text.find_last_not_of(" \n") + 1);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string_view field(const PGresult* answer, int code) {
  const char* const text = PQresultErrorField(answer, code);
  return text == nullptr ? std::string_view() : text;
}

}  // namespace

PostgresConnection::PostgresConnection(Handle handle, const PostgresUrl& url)
    : handle_(std::move(handle)), url_(url) {
  PQsetNoticeReceiver(handle_.get(), note, this);
}

// Notices are for nobody, but the last words of a server say why a connection is lost.
void PostgresConnection::note(void* self, const PGresult* notice) {
  if (field(notice, PG_DIAG_SEVERITY_NONLOCALIZED) != "FATAL") return;
  auto* connection = static_cast<PostgresConnection*>(self);
  connection->last_words_ = field(notice, PG_DIAG_MESSAGE_PRIMARY);
  connection->last_state_ = field(notice, PG_DIAG_SQLSTATE);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(
    const PostgresUrl& url, const DatabaseOptions& options) {
  auto settings = url.settings;
  settings.insert(kDefaults.begin(), kDefaults.end());
  settings["client_encoding"] = "UTF8";
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : settings) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  Handle handle(PQconnectdbParams(keys.data(), values.data(), 0));
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(handle), url));
  GS_CHECK_OK(connection->set_up(options));
  return connection;
}

Status PostgresConnection::set_up(const DatabaseOptions& options) {
  if (lost()) {
    return fail(ErrorCode::kUnavailable,
                "cannot connect: " + url_.without_secrets(trimmed(PQerrorMessage(handle_.get()))),
                url_.name);
  }
  if (const int version = PQserverVersion(handle_.get()); version < kOldestServer) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the server has version {}, {} or later is needed", version / 10'000,
                            kOldestServer / 10'000),
                url_.name);
  }
  // A commit must be on the disk, whatever the server's default; stronger settings stay.
  return execute_script(
      fmt::format("SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; "
                  "SET statement_timeout = '5min'; SET standard_conforming_strings = on; "
                  "SELECT set_config('synchronous_commit', 'on', false) "
                  "WHERE current_setting('synchronous_commit') = 'off'",
                  options.wait.count(), options.idle_in_transaction.count()));
}

Result<std::vector<Row>> PostgresConnection::query(std::string_view sql, Parameters parameters) {
  GS_TRY(const Answer answer, run(sql, parameters));
  const int columns = PQnfields(answer.get());
  std::vector<Row> rows(static_cast<size_t>(PQntuples(answer.get())));
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].reserve(static_cast<size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      GS_TRY(Value value, postgres_value(answer.get(), static_cast<int>(i), column));
      rows[i].push_back(std::move(value));
    }
  }
  return rows;
}

Result<uint64_t> PostgresConnection::execute(std::string_view sql, Parameters parameters) {
  GS_TRY(const Answer answer, run(sql, parameters));
  const std::string_view digits = PQcmdTuples(answer.get());
  uint64_t changed = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), changed);
  return changed;
}

Result<PostgresConnection::Answer> PostgresConnection::run(std::string_view sql,
                                                           Parameters parameters) {
  GS_CHECK_OK(transaction_.may_run(sql));
  if (const auto storable = check_storable(parameters); !storable) {
    return transaction_.statement_failed(storable.error());
  }
  if (!transaction_.open()) GS_CHECK_OK(forget_statements());
  const auto name = prepare(sql, parameters);
  if (!name) return transaction_.statement_failed(name.error());
  parameters_.set(parameters);
  Answer answer(PQexecPrepared(handle_.get(), (*name)->c_str(), parameters_.count(),
                               parameters_.starts(), parameters_.lengths(), parameters_.formats(),
                               1));
  if (const auto good = check(answer.get(), sql); !good) {
    return transaction_.statement_failed(good.error());
  }
  transaction_.statement_done(sql);
  return answer;
}

Result<const std::string*> PostgresConnection::prepare(std::string_view sql,
                                                       Parameters parameters) {
  const std::vector<Oid> types = postgres_types(parameters);
  std::string key(reinterpret_cast<const char*>(types.data()), types.size() * sizeof(Oid));
  key.append(sql);
  const auto found = statements_.find(key);
  if (found != statements_.end()) return &found->second;
  GS_CHECK_OK(check_count(sql, parameters.size()));
  std::string name = fmt::format("s{}", ++prepared_);
  const Answer answer(PQprepare(handle_.get(), name.c_str(), std::string(sql).c_str(),
                                static_cast<int>(types.size()), types.data()));
  GS_CHECK_OK(check(answer.get(), sql));
  return &statements_.emplace(std::move(key), std::move(name)).first->second;
}

Status PostgresConnection::forget_statements() {
  if (statements_.size() < kMostStatements) return Ok{};
  const Answer answer(PQexec(handle_.get(), "DEALLOCATE ALL"));
  GS_CHECK_OK(check(answer.get(), "DEALLOCATE ALL"));
  statements_.clear();
  return Ok{};
}

Status PostgresConnection::execute_each(std::string_view sql, std::span<const Row> rows) {
  GS_CHECK_OK(transaction_.may_run(sql));
  const bool own = !transaction_.open();
  if (own) GS_CHECK_OK(begin());
  const auto names = prepare_all(sql, rows);
  Status done = names ? Status(Ok{}) : tl::unexpected(names.error());
  for (size_t from = 0; done && from < rows.size(); from += kRowsInFlight) {
    const size_t count = std::min(kRowsInFlight, rows.size() - from);
    done = pipeline(sql, rows.subspan(from, count), std::span(*names).subspan(from, count));
  }
  if (!done && !own) return transaction_.statement_failed(done.error());
  if (!own) return Ok{};
  if (done) return commit();
  rollback();
  return done;
}

// A name for each row. Rows differ in their types where some have NULL.
Result<std::vector<const std::string*>> PostgresConnection::prepare_all(std::string_view sql,
                                                                        std::span<const Row> rows) {
  std::vector<const std::string*> names;
  names.reserve(rows.size());
  std::vector<Oid> previous;
  for (const Row& row : rows) {
    GS_CHECK_OK(check_storable(row));
    std::vector<Oid> types = postgres_types(row);
    if (!names.empty() && types == previous) {
      names.push_back(names.back());
      continue;
    }
    GS_TRY(const std::string* name, prepare(sql, row));
    names.push_back(name);
    previous = std::move(types);
  }
  return names;
}

Status PostgresConnection::pipeline(std::string_view sql, std::span<const Row> rows,
                                    std::span<const std::string* const> names) {
  if (PQenterPipelineMode(handle_.get()) != 1) return tl::unexpected(lost_error());
  // Blocking, yet without a deadlock: where the server does not read since it wants to write, libpq
  // reads.
  Status done = send_rows(rows, names);
  if (done) done = read_answers(sql, rows.size());
  if (PQexitPipelineMode(handle_.get()) != 1 && done) return tl::unexpected(lost_error());
  return done;
}

Status PostgresConnection::send_rows(std::span<const Row> rows,
                                     std::span<const std::string* const> names) {
  for (size_t i = 0; i < rows.size(); ++i) {
    parameters_.set(rows[i]);
    const int sent =
        PQsendQueryPrepared(handle_.get(), names[i]->c_str(), parameters_.count(),
                            parameters_.starts(), parameters_.lengths(), parameters_.formats(), 1);
    if (sent != 1) return tl::unexpected(lost_error());
  }
  if (PQpipelineSync(handle_.get()) != 1) return tl::unexpected(lost_error());
  return Ok{};
}

// All answers up to the synchronisation, and the first error among them; behind an error the server
// skips the rest.
Status PostgresConnection::read_answers(std::string_view sql, size_t rows) {
  Status first = Ok{};
  for (size_t i = 0; i < rows; ++i) {
    const Answer answer(PQgetResult(handle_.get()));
    if (first) first = check(answer.get(), sql);
    if (lost()) return first ? Status(tl::unexpected(lost_error())) : first;
    const Answer end(PQgetResult(handle_.get()));  // null, between two answers
  }
  const Answer synchronised(PQgetResult(handle_.get()));
  if (PQresultStatus(synchronised.get()) != PGRES_PIPELINE_SYNC && first) {
    return tl::unexpected(lost_error());
  }
  return first;
}

Status PostgresConnection::execute_script(std::string_view sql) {
  GS_CHECK_OK(transaction_.may_run(sql));
  const Answer answer(PQexec(handle_.get(), std::string(sql).c_str()));
  if (const auto good = check(answer.get(), sql); !good) {
    return transaction_.statement_failed(good.error());
  }
  transaction_.statement_done(sql);
  return Ok{};
}

Status PostgresConnection::begin() {
  if (transaction_.open()) {
    return fail(ErrorCode::kInternal, "a transaction is open already", "BEGIN");
  }
  GS_CHECK_OK(forget_statements());
  GS_CHECK_OK(execute_script("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
  transaction_.begun();
  return Ok{};
}

Status PostgresConnection::commit() {
  if (transaction_.failed()) {
    rollback();
    return fail(ErrorCode::kInternal, "a transaction that failed cannot be committed", "COMMIT");
  }
  // What broke before is told apart: then nothing was done.
  if (!usable()) {
    transaction_.ended();
    return tl::unexpected(lost_error());
  }
  const Answer answer(PQexec(handle_.get(), "COMMIT"));
  transaction_.ended();
  const auto good = check(answer.get(), "COMMIT");
  if (lost()) {
    // A server that ends a transaction for being idle has not read the COMMIT: it may have been on
    // its way while we looked.
    const std::string_view state = field(answer.get(), PG_DIAG_SQLSTATE);
    if (state == kIdleTimeout || last_state_ == kIdleTimeout) return tl::unexpected(lost_error());
    return fail(ErrorCode::kUnavailable,
                "the connection broke in COMMIT, it is unknown whether it happened: " +
                    (good ? lost_error() : good.error()).message,
                url_.name);
  }
  GS_CHECK_OK(good);
  if (std::strcmp(PQcmdStatus(answer.get()), "COMMIT") == 0) return Ok{};
  return fail(ErrorCode::kInternal, "a transaction that failed cannot be committed", "COMMIT");
}

void PostgresConnection::rollback() {
  transaction_.ended();
  if (lost() || PQtransactionStatus(handle_.get()) == PQTRANS_IDLE) return;
  const Answer answer(PQexec(handle_.get(), "ROLLBACK"));
}

// Looks whether the server has closed the connection meanwhile, without waiting.
bool PostgresConnection::usable() {
  constexpr int kMostReads = 16;
  for (int i = 0; i < kMostReads && !lost(); ++i) {
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    if (poll(&socket, 1, 0) <= 0) break;
    if (PQconsumeInput(handle_.get()) == 0) return false;
    PQisBusy(handle_.get());  // takes what came apart: last words go to note()
  }
  return !lost() && PQpipelineStatus(handle_.get()) == PQ_PIPELINE_OFF;
}

Status PostgresConnection::check(const PGresult* answer, std::string_view sql) const {
  switch (PQresultStatus(answer)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
      return Ok{};
    default:
      break;
  }
  const std::string_view state = field(answer, PG_DIAG_SQLSTATE);
  if (state.empty()) return tl::unexpected(lost_error());
  return tl::unexpected(postgres_error(
      state, url_.without_secrets(std::string(field(answer, PG_DIAG_MESSAGE_PRIMARY))), sql,
      url_.name));
}

Error PostgresConnection::lost_error() const {
  const std::string words =
      last_words_.empty() ? trimmed(PQerrorMessage(handle_.get())) : last_words_;
  return {ErrorCode::kUnavailable,
          "the connection to the database is lost: " + url_.without_secrets(words), url_.name};
}

}  // namespace gs::res::store
