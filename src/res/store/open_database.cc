#include "res/store/database.h"

namespace gs::res::store {

Result<std::unique_ptr<Database>> open_database(const std::string& storage,
                                                DatabaseOptions options) {
  if (storage.starts_with("postgres://") || storage.starts_with("postgresql://")) {
    return open_postgres(storage, options);
  }
  // The scheme alone: the rest may hold a password.
  if (const size_t scheme = storage.find("://"); scheme != std::string::npos) {
    return fail(ErrorCode::kInvalidInput,
                "storage is a folder or a postgres:// URL, not " + storage.substr(0, scheme + 3));
  }
  if (storage.empty()) return fail(ErrorCode::kInvalidInput, "storage is empty");
  return open_sqlite(storage, options);
}

}  // namespace gs::res::store
