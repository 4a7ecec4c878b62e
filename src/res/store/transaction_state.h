// Where a connection stands in its transaction. After an error PostgreSQL takes nothing but a
// roll-back; SQLite would mostly go on, and after a full disk it has ended the transaction, so that
// what follows would be committed statement by statement. Here both do as PostgreSQL.
#pragma once

#include <string>
#include <string_view>

#include "res/store/database.h"

namespace gs::res::store {

class TransactionState {
 public:
  bool open() const { return open_; }
  bool failed() const { return failed_; }

  void begun() { open_ = true; }
  void ended() { open_ = failed_ = false; }

  Status may_run(std::string_view sql) const {
    if (!failed_ || takes_back(sql)) return Ok{};
    return fail(ErrorCode::kInternal, "the transaction has failed, it can only be rolled back",
                std::string(sql));
  }
  void statement_done(std::string_view sql) {
    if (failed_ && takes_back(sql)) failed_ = false;
  }
  tl::unexpected<Error> statement_failed(Error error) {
    failed_ = open_;
    return tl::unexpected(std::move(error));
  }

 private:
  static bool takes_back(std::string_view sql) { return sql.starts_with("ROLLBACK TO"); }

  bool open_ = false;    // between begin() and commit() or rollback()
  bool failed_ = false;  // a statement of it
};

}  // namespace gs::res::store
