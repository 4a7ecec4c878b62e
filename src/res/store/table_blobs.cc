#include <algorithm>

#include "res/store/blobs.h"

namespace gs::res::store {
namespace {

// substr() counts in 32 bits on PostgreSQL, and a value has at most 1 GB there.
constexpr uint64_t kMost = 1'000'000'000;

Blob to_blob(const Sha256Digest& digest) {
  return Blob{std::string(digest.begin(), digest.end())};
}

class TableBlobs final : public Blobs {
 public:
  Result<Sha256Digest> put(Connection& connection, std::string_view bytes) override {
    if (bytes.size() > kMost) return fail(ErrorCode::kTooLarge, "a blob has at most 1 GB");
    const Sha256Digest digest = sha256(bytes);
    GS_CHECK_OK(connection.execute(
        "INSERT INTO blobs (digest, bytes) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
        {to_blob(digest), Blob{std::string(bytes)}}));
    return digest;
  }

  Result<std::string> get(Connection& connection, const Sha256Digest& digest, uint64_t offset,
                          uint64_t length) override {
    GS_TRY(const auto rows, connection.query("SELECT substr(bytes, CAST($2 AS INTEGER), "
                                             "CAST($3 AS INTEGER)) FROM blobs WHERE digest = $1",
                                             {to_blob(digest), std::min(offset, kMost) + 1,
                                              std::min(length, kMost)}));
    if (rows.empty()) {
      return fail(ErrorCode::kNotFound, "no such blob", "sha256:" + to_hex(digest));
    }
    const std::string& bytes = rows[0][0].blob();
    const bool whole = offset == 0 && length >= kMost;
    if (whole && sha256(bytes) != digest) {
      return fail(ErrorCode::kInternal, "the stored bytes are not those of the digest",
                  "sha256:" + to_hex(digest));
    }
    return bytes;
  }

  Status remove(Connection& connection, const Sha256Digest& digest) override {
    GS_CHECK_OK(connection.execute("DELETE FROM blobs WHERE digest = $1", {to_blob(digest)}));
    return Ok{};
  }
};

}  // namespace

std::unique_ptr<Blobs> table_blobs() {
  return std::make_unique<TableBlobs>();
}

}  // namespace gs::res::store
