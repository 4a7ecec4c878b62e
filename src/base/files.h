// Files as the rest of the program sees them, narrow enough to fake.
//
// PosixFiles is the disk. base/faulty_files.h holds an in-memory fake that can fail any operation
// and can lose power: what was not synced is then lost, torn or reordered, as real disks do.
//
// All paths are UTF-8; all methods may be called from any thread; a WritableFile is used by one
// thread at a time, but sync() and preallocate() may run beside a write_at(). Errors are kNotFound,
// kAlreadyExists or kIo, with the path in `where`; kInvalidInput where a comment says so.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs {

class WritableFile {
 public:
  virtual ~WritableFile() = default;
  // Writes all bytes at the end. After an error the file may hold any prefix of them.
  virtual Status append(std::string_view bytes) = 0;
  // Writes all bytes at `offset`, within space that preallocate() or append() made;
  // kInvalidInput beyond it.
  virtual Status write_at(uint64_t offset, std::string_view bytes) = 0;
  // Makes the file at least `size` bytes long, zero filled, so that later syncs need not grow it.
  virtual Status preallocate(uint64_t size) = 0;
  // Cuts the file off behind `size` bytes; a file that is not longer stays as it is.
  virtual Status truncate(uint64_t size) = 0;
  // Returns when what was written is on stable storage (fdatasync).
  virtual Status sync() = 0;
  virtual Status close() = 0;
};

// Held as long as it lives. A process that ends, however it ends, gives its locks back.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual Result<std::string> read(const std::string& path) = 0;
  virtual bool exists(const std::string& path) = 0;
  // Names in the folder, sorted, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
  // Makes the folder and its parents, durably; an existing folder is fine.
  virtual Status make_folder(const std::string& folder) = 0;
  // A new, empty file; an existing one is emptied, or refused with kAlreadyExists if `exclusive`.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::string& path, bool exclusive) = 0;
  virtual Result<std::unique_ptr<WritableFile>> open_for_append(const std::string& path) = 0;
  // Atomic; durable only after sync_folder() of the folder.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status remove(const std::string& path) = 0;
  virtual Status sync_folder(const std::string& folder) = 0;
  // Keeps others out who ask for the same path: kAlreadyExists while somebody holds it. Makes the
  // file, which stays. What is here keeps nobody out; files that outlive a process do better.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path);

  // Replaces the file so that after a crash it holds either the old or the new bytes: write beside,
  // sync, rename, sync the folder. What is beside is called `path`.new. After an error the file
  // holds the old bytes, or, if only the folder could not be synced, the new ones.
  Status replace(const std::string& path, std::string_view bytes);
};

class PosixFiles final : public Files {
 public:
  // `new_file_mode`: permissions of new files, before the umask. The default keeps what this
  // program writes (keys, decisions, journals) to its owner.
  explicit PosixFiles(uint32_t new_file_mode = 0600) : new_file_mode_(new_file_mode) {}

  Result<std::string> read(const std::string& path) override;
  bool exists(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;
  Status make_folder(const std::string& folder) override;
  Result<std::unique_ptr<WritableFile>> create(const std::string& path, bool exclusive) override;
  Result<std::unique_ptr<WritableFile>> open_for_append(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Status sync_folder(const std::string& folder) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;  // flock(2)

 private:
  const uint32_t new_file_mode_;
};

}  // namespace gs
