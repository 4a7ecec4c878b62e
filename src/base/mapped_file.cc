#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace gs {
namespace {

tl::unexpected<Error> system_failure(int number, const std::string& path) {
  const ErrorCode code = number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return fail(code, std::generic_category().message(number), path);
}

Result<std::string_view> map(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return system_failure(errno, path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalidInput, "not a regular file", path);
  const auto size = static_cast<size_t>(info.st_size);
  if (size == 0) return std::string_view();  // mmap() refuses to map nothing
  void* const memory = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return system_failure(errno, path);
  return std::string_view(static_cast<const char*>(memory), size);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  int fd;
  do {
    fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return system_failure(errno, path);
  const Result<std::string_view> bytes = map(fd, path);
  ::close(fd);  // the mapping stays
  if (!bytes) return tl::unexpected(bytes.error());
  return MappedFile(*bytes);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace gs
