// Uploaded content and segments of journals, by the SHA-256 of their bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/files.h"
#include "res/store/database.h"

namespace gs::res::store {

// Safe from any thread. With SQLite a blob is the file <folder>/blobs/<2 hex>/<sha256>, durable
// before put() returns and so before the row that names it; with PostgreSQL a row of the
// transaction of `connection`, so that any replica can serve it.
class Blobs {
 public:
  virtual ~Blobs() = default;
  // Nothing to do for a blob that is there. Returns its digest.
  virtual Result<Sha256Digest> put(Connection& connection, std::string_view bytes) = 0;
  // Up to `length` bytes from `offset`. kNotFound; kInternal for a blob whose bytes are not those
  // of its digest, where the whole is read.
  virtual Result<std::string> get(Connection& connection, const Sha256Digest& digest,
                                  uint64_t offset = 0, uint64_t length = UINT64_MAX) = 0;
  // Gone from the disk (and, for a file, overwritten by nothing: the file system's own freeing).
  // A blob that is not there is fine. With SQLite call it after the commit that drops the last row
  // that names it.
  virtual Status remove(Connection& connection, const Sha256Digest& digest) = 0;
};

std::unique_ptr<Blobs> folder_blobs(Files& files, std::string folder);
std::unique_ptr<Blobs> table_blobs();

}  // namespace gs::res::store
