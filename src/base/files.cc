#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace gs {
namespace {

tl::unexpected<Error> system_failure(int number, const std::string& path) {
  const ErrorCode code = number == ENOENT   ? ErrorCode::kNotFound
                         : number == EEXIST ? ErrorCode::kAlreadyExists
                                            : ErrorCode::kIo;
  return fail(code, std::generic_category().message(number), path);
}

// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  // Linux gives the descriptor back even when it answers EINTR.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0 || errno == EINTR; }

 private:
  int fd_;
};

Result<Descriptor> open_descriptor(const std::string& path, int flags, uint32_t mode = 0) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, static_cast<mode_t>(mode));
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return system_failure(errno, path);
  return Descriptor(fd);
}

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(Descriptor fd, std::string path, uint64_t size)
      : fd_(std::move(fd)), path_(std::move(path)), size_(size) {}

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      GS_TRY(const size_t written, write_some(size_, bytes));
      size_ += written;
      bytes.remove_prefix(written);
    }
    return Ok{};
  }

  Status write_at(uint64_t offset, std::string_view bytes) override {
    const uint64_t size = size_;
    if (offset > size || bytes.size() > size - offset) {
      return fail(ErrorCode::kInvalidInput, "write beyond the end of the file", path_);
    }
    while (!bytes.empty()) {
      GS_TRY(const size_t written, write_some(offset, bytes));
      offset += written;
      bytes.remove_prefix(written);
    }
    return Ok{};
  }

  Status preallocate(uint64_t size) override {
    if (size <= size_) return Ok{};
    const int number = posix_fallocate(fd_.get(), 0, static_cast<off_t>(size));
    if (number != 0) return system_failure(number, path_);
    size_ = size;
    return Ok{};
  }

  Status truncate(uint64_t size) override {
    if (size >= size_) return Ok{};
    if (ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) return system_failure(errno, path_);
    size_ = size;
    return Ok{};
  }

  Status sync() override {
    if (fdatasync(fd_.get()) != 0) return system_failure(errno, path_);
    return Ok{};
  }

  Status close() override {
    if (!fd_.close()) return system_failure(errno, path_);
    return Ok{};
  }

 private:
  Result<size_t> write_some(uint64_t offset, std::string_view bytes) {
    ssize_t written;
    do {
      written = pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    } while (written < 0 && errno == EINTR);
    if (written < 0) return system_failure(errno, path_);
    return static_cast<size_t>(written);
  }

  Descriptor fd_;
  const std::string path_;
  std::atomic<uint64_t> size_;  // preallocate() may move it beside a write_at()
};

class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(Descriptor fd) : fd_(std::move(fd)) {}

 private:
  Descriptor fd_;
};

std::string parent_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

}  // namespace

Result<std::unique_ptr<FileLock>> Files::lock(const std::string&) {
  return std::make_unique<FileLock>();
}

Status Files::replace(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  const auto write_and_rename = [&]() -> Status {
    GS_TRY(const auto file, create(beside, false));
    GS_CHECK_OK(file->append(bytes));
    GS_CHECK_OK(file->sync());
    GS_CHECK_OK(file->close());
    return rename(beside, path);
  };
  Status status = write_and_rename();
  if (!status) {
    // The first error is the one to report; a file left behind harms nobody.
    if (exists(beside)) (void)remove(beside);
    return status;
  }
  return sync_folder(parent_of(path));
}

Result<std::string> PosixFiles::read(const std::string& path) {
  GS_TRY(const Descriptor fd, open_descriptor(path, O_RDONLY));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return system_failure(errno, path);
  std::string bytes;
  size_t used = 0;
  // One byte more than the size shows the end in one call; pseudo files say they are empty.
  bytes.resize(std::max<size_t>(static_cast<size_t>(info.st_size) + 1, 4096));
  while (true) {
    const ssize_t got = ::read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(errno, path);
    if (got == 0) break;
    used += static_cast<size_t>(got);
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(used);
  return bytes;
}

bool PosixFiles::exists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

Result<std::vector<std::string>> PosixFiles::list(const std::string& folder) {
  DIR* stream = opendir(folder.c_str());
  if (stream == nullptr) return system_failure(errno, folder);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  const int number = errno;
  closedir(stream);
  if (number != 0) return system_failure(number, folder);
  std::sort(names.begin(), names.end());
  return names;
}

Status PosixFiles::make_folder(const std::string& folder) {
  struct stat info;
  if (stat(folder.c_str(), &info) == 0) {
    return S_ISDIR(info.st_mode) ? Status(Ok{}) : system_failure(ENOTDIR, folder);
  }
  if (errno != ENOENT) return system_failure(errno, folder);
  const std::string parent = parent_of(folder);
  if (parent != folder) GS_CHECK_OK(make_folder(parent));
  // Somebody else may make it at the same time; that is as good.
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) return system_failure(errno, folder);
  return sync_folder(parent);
}

Result<std::unique_ptr<WritableFile>> PosixFiles::create(const std::string& path, bool exclusive) {
  const int flags = O_WRONLY | O_CREAT | (exclusive ? O_EXCL : O_TRUNC);
  GS_TRY(Descriptor fd, open_descriptor(path, flags, new_file_mode_));
  return std::make_unique<PosixWritableFile>(std::move(fd), path, 0);
}

Result<std::unique_ptr<WritableFile>> PosixFiles::open_for_append(const std::string& path) {
  GS_TRY(Descriptor fd, open_descriptor(path, O_WRONLY));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return system_failure(errno, path);
  return std::make_unique<PosixWritableFile>(std::move(fd), path,
                                             static_cast<uint64_t>(info.st_size));
}

Status PosixFiles::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return system_failure(errno, from);
  return Ok{};
}

Status PosixFiles::remove(const std::string& path) {
  if (unlink(path.c_str()) != 0) return system_failure(errno, path);
  return Ok{};
}

Status PosixFiles::sync_folder(const std::string& folder) {
  GS_TRY(const Descriptor fd, open_descriptor(folder, O_RDONLY | O_DIRECTORY));
  if (fsync(fd.get()) != 0) return system_failure(errno, folder);
  return Ok{};
}

Result<std::unique_ptr<FileLock>> PosixFiles::lock(const std::string& path) {
  GS_TRY(Descriptor fd, open_descriptor(path, O_WRONLY | O_CREAT, new_file_mode_));
  int locked;
  do {
    locked = flock(fd.get(), LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked == 0) return std::make_unique<PosixFileLock>(std::move(fd));
  if (errno != EWOULDBLOCK) return system_failure(errno, path);
  return fail(ErrorCode::kAlreadyExists, "another process holds the lock", path);
}

}  // namespace gs
