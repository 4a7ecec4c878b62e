#include <algorithm>
#include <array>
#include <mutex>

#include "res/store/blobs.h"

namespace gs::res::store {
namespace {

class FolderBlobs final : public Blobs {
 public:
  FolderBlobs(Files& files, std::string folder)
      : files_(files), folder_(std::move(folder) + "/blobs") {}

  Result<Sha256Digest> put(Connection& connection, std::string_view bytes) override;
  Result<std::string> get(Connection& connection, const Sha256Digest& digest, uint64_t offset,
                          uint64_t length) override;
  Status remove(Connection& connection, const Sha256Digest& digest) override;

 private:
  std::string folder_of(const Sha256Digest& digest) const {
    return folder_ + "/" + to_hex(digest).substr(0, 2);
  }
  std::string path_of(const Sha256Digest& digest) const {
    return folder_of(digest) + "/" + to_hex(digest);
  }
  // Two that put the same bytes would write the same file beside it.
  std::mutex& turn_of(const Sha256Digest& digest) { return turns_[digest[0] % turns_.size()]; }

  Files& files_;
  const std::string folder_;
  std::array<std::mutex, 16> turns_;
};

Result<Sha256Digest> FolderBlobs::put(Connection&, std::string_view bytes) {
  const Sha256Digest digest = sha256(bytes);
  const std::string path = path_of(digest);
  const std::lock_guard lock(turn_of(digest));
  if (files_.exists(path)) {
    const auto stored = files_.read(path);
    // The name may have been made a moment ago and not yet be durable.
    if (stored && *stored == bytes) {
      GS_CHECK_OK(files_.sync_folder(folder_of(digest)));
      return digest;
    }
  }
  const auto write = [&]() -> Status {
    GS_CHECK_OK(files_.make_folder(folder_of(digest)));
    return files_.replace(path, bytes);
  };
  const Status written = write();
  if (written) return digest;
  // As a full disk is for the database: the same may be tried again.
  return fail(ErrorCode::kUnavailable, "the disk refused: " + written.error().message, path);
}

// Files reads whole files only, so a range is checked as well.
Result<std::string> FolderBlobs::get(Connection&, const Sha256Digest& digest, uint64_t offset,
                                     uint64_t length) {
  const std::string path = path_of(digest);
  GS_TRY(std::string bytes, files_.read(path));
  if (sha256(bytes) != digest) {
    return fail(ErrorCode::kInternal, "the stored bytes are not those of the digest", path);
  }
  if (offset == 0 && length >= bytes.size()) return bytes;
  return bytes.substr(std::min<uint64_t>(offset, bytes.size()), length);
}

Status FolderBlobs::remove(Connection&, const Sha256Digest& digest) {
  const std::lock_guard lock(turn_of(digest));
  const Status removed = files_.remove(path_of(digest));
  if (!removed && removed.error().code == ErrorCode::kNotFound) return Ok{};
  if (!removed) return removed;
  return files_.sync_folder(folder_of(digest));
}

}  // namespace

std::unique_ptr<Blobs> folder_blobs(Files& files, std::string folder) {
  return std::make_unique<FolderBlobs>(files, std::move(folder));
}

}  // namespace gs::res::store
