#include "res/evidence/blob_names.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/hex.h"
#include "res/evidence/retention.h"

namespace gs::res {
namespace {

constexpr size_t kBlobsAtOnce = 256;  // removed by one operation of the log

struct FolderContent {
  std::vector<Sha256Digest> blobs;
  std::vector<std::string> unfinished;  // paths
};

Result<FolderContent> look_into(Files& files, const std::string& folder) {
  FolderContent found;
  const auto parts = files.list(folder + "/blobs");
  if (!parts && parts.error().code == ErrorCode::kNotFound) return found;
  if (!parts) return tl::unexpected(parts.error());
  for (const std::string& part : *parts) {
    const std::string path = folder + "/blobs/" + part;
    GS_TRY(const auto names, files.list(path));
    for (const std::string& name : names) {
      if (const auto digest = sha256_from_hex(name)) found.blobs.push_back(*digest);
      if (name.ends_with(".new")) found.unfinished.push_back(path + "/" + name);
    }
  }
  return found;
}

// A blob that a crash kept from getting its name. Puts are operations too, so none is under way.
Status remove_unfinished(log::Log& log, Files& files, const std::vector<std::string>& paths,
                         uint64_t& removed) {
  if (paths.empty()) return Ok{};
  return log.run([&](log::Batch&) -> Status {
    removed = 0;
    for (const std::string& path : paths) {
      const Status gone = files.remove(path);
      if (!gone && gone.error().code != ErrorCode::kNotFound) return gone;
      removed += gone ? 1 : 0;
    }
    return Ok{};
  });
}

Result<std::vector<Sha256Digest>> blobs_of_table(store::Connection& connection) {
  GS_TRY(const auto rows, connection.query("SELECT digest FROM blobs", {}));
  std::vector<Sha256Digest> found(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string& digest = rows[i][0].blob();
    std::copy_n(digest.begin(), std::min(digest.size(), found[i].size()), found[i].begin());
  }
  return found;
}

Status remove_some(log::Log& log, store::Connection& committed, store::Blobs& blobs,
                   std::span<const Sha256Digest> digests, uint64_t& removed) {
  return log.run([&, before = removed](log::Batch& batch) -> Status {
    removed = before;  // it may run more than once
    for (const Sha256Digest& digest : digests) {
      GS_TRY(const bool named_there, is_named(committed, digest));
      GS_TRY(const bool named_here, is_named(batch.sql(), digest));
      if (named_there || named_here) continue;
      GS_CHECK_OK(blobs.remove(batch.sql(), digest));
      ++removed;
    }
    return Ok{};
  });
}

}  // namespace

Result<bool> is_named(store::Connection& connection, const Sha256Digest& digest) {
  const store::Blob bytes{std::string(digest.begin(), digest.end())};
  GS_TRY(const auto rows,
         connection.query("SELECT 1 FROM evidence WHERE content_digest = $1 UNION ALL "
                          "SELECT 1 FROM segments WHERE blob = $1 LIMIT 1",
                          {bytes}));
  return !rows.empty();
}

Result<uint64_t> remove_unnamed(log::Log& log, store::Database& database, store::Blobs& blobs,
                                std::span<const Sha256Digest> digests) {
  GS_TRY(const auto committed, database.reader());
  uint64_t removed = 0;
  while (!digests.empty()) {
    const size_t some = std::min(digests.size(), kBlobsAtOnce);
    GS_CHECK_OK(remove_some(log, *committed, blobs, digests.first(some), removed));
    digests = digests.subspan(some);
  }
  return removed;
}

Result<uint64_t> sweep_blobs(log::Log& log, store::Database& database, store::Blobs& blobs,
                             Files& files, const std::string& folder) {
  uint64_t unfinished = 0;
  std::vector<Sha256Digest> suspects;
  {
    GS_TRY(const auto connection, database.reader());
    FolderContent content;
    if (folder.empty()) {
      GS_TRY(content.blobs, blobs_of_table(*connection));
    } else {
      GS_TRY(content, look_into(files, folder));
    }
    GS_CHECK_OK(remove_unfinished(log, files, content.unfinished, unfinished));
    for (const Sha256Digest& digest : content.blobs) {
      GS_TRY(const bool named, is_named(*connection, digest));
      if (!named) suspects.push_back(digest);
    }
  }
  GS_TRY(const uint64_t unnamed, remove_unnamed(log, database, blobs, suspects));
  return unfinished + unnamed;
}

}  // namespace gs::res
