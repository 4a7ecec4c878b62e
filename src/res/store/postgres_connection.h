// One connection to PostgreSQL. All that knows libpq's API is here and in postgres_values.h and
// postgres_url.h.
#pragma once

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "res/store/connection_pool.h"
#include "res/store/postgres_url.h"
#include "res/store/postgres_values.h"
#include "res/store/transaction_state.h"

namespace gs::res::store {

class PostgresConnection final : public PooledConnection {
 public:
  // `url` stays while the connection does. kUnavailable, also for a user or database that
  // does not exist; kInvalidInput for a server before 15.
  static Result<std::unique_ptr<PostgresConnection>> open(const PostgresUrl& url,
                                                          const DatabaseOptions& options);

  Result<std::vector<Row>> query(std::string_view sql, Parameters parameters) override;
  Result<uint64_t> execute(std::string_view sql, Parameters parameters) override;
  Status execute_each(std::string_view sql, std::span<const Row> rows) override;
  Status execute_script(std::string_view sql) override;
  Status begin() override;
  Status commit() override;
  void rollback() override;
  bool usable() override;

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Handle = std::unique_ptr<PGconn, Finish>;
  using Answer = std::unique_ptr<PGresult, Finish>;

  PostgresConnection(Handle handle, const PostgresUrl& url);

  static void note(void* self, const PGresult* notice);
  Status set_up(const DatabaseOptions& options);
  Result<Answer> run(std::string_view sql, Parameters parameters);
  // The name of the prepared statement for that SQL with those types of parameters.
  Result<const std::string*> prepare(std::string_view sql, Parameters parameters);
  Status forget_statements();
  Result<std::vector<const std::string*>> prepare_all(std::string_view sql,
                                                      std::span<const Row> rows);
  Status pipeline(std::string_view sql, std::span<const Row> rows,
                  std::span<const std::string* const> names);
  Status send_rows(std::span<const Row> rows, std::span<const std::string* const> names);
  Status read_answers(std::string_view sql, size_t rows);
  // Ok, or what the answer says went wrong.
  Status check(const PGresult* answer, std::string_view sql) const;
  bool lost() const { return PQstatus(handle_.get()) != CONNECTION_OK; }
  Error lost_error() const;

  Handle handle_;
  const PostgresUrl& url_;
  std::map<std::string, std::string, std::less<>> statements_;  // by SQL and types
  uint64_t prepared_ = 0;                                       // so far, for names
  PostgresParameters parameters_;
  TransactionState transaction_;
  std::string last_words_;  // of a server that ended the connection by itself
  std::string last_state_;  // their SQLSTATE
};

}  // namespace gs::res::store
