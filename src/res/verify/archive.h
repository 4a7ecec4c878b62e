// The file of a backup: a tar of POSIX (ustar) that any tar can read, of plain files alone.
//
//   GS_TRY(auto archive, ArchiveWriter::create(files, "backup.tar"));
//   GS_CHECK_OK(archive->add("checkpoint", note));
//   GS_CHECK_OK(archive->finish());
//
// Names are relative paths of lower-case letters, digits, '_', '-', '.' and '/', at most 100 bytes.
// See docs/formats/backup.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace gs::res {

// One thread. Without finish() nothing stands at the path.
class ArchiveWriter {
 public:
  // kAlreadyExists: there is a file at `path`.
  static Result<std::unique_ptr<ArchiveWriter>> create(Files& files, std::string path);
  ~ArchiveWriter();

  Status add(std::string_view name, std::string_view bytes);
  // Durable, under its own name.
  Status finish();
  uint64_t bytes() const { return bytes_; }

 private:
  ArchiveWriter(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  Status write(std::string_view bytes);
  std::string beside() const { return path_ + ".new"; }

  Files& files_;
  const std::string path_;
  std::unique_ptr<WritableFile> file_;
  uint64_t bytes_ = 0;
  bool finished_ = false;
};

struct ArchiveMember {
  std::string name;
  std::string_view bytes;  // into the archive
};

// Every member of an archive's bytes. kInvalidInput, where = the member's name (or "byte N"):
// damaged, cut short, two of one name, a name that leaves the folder, a link or a device.
Result<std::vector<ArchiveMember>> read_archive(std::string_view archive);

}  // namespace gs::res
