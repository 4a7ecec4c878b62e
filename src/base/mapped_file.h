// A file's bytes in memory, read-only, brought in by the system page by page when they are looked
// at: opening costs the same for every size, and all processes share one copy.
//
// The file must stay as it is while it is mapped. Replacing it by rename is fine (the old bytes
// stay until the mapping ends); writing into it changes what is seen, and cutting it short ends the
// process with SIGBUS when a missing page is touched.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gs {

// Movable; the bytes stay where they are. Any thread may read.
class MappedFile {
 public:
  // Errors: kNotFound, kIo; kInvalidInput for what is not a regular file.
  static Result<MappedFile> open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
};

}  // namespace gs
