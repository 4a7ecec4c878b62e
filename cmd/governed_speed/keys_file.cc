#include "governed_speed/keys_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/files.h"

namespace gs::command {
namespace {

tl::unexpected<Error> refused(int number, const std::string& path) {
  return fail(number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
              std::generic_category().message(number), path);
}

}  // namespace

Result<std::unique_ptr<KeysFile>> KeysFile::open(const std::string& path, Missing missing) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? std::string(1, '.') : parent.string();
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return refused(errno, folder);
  std::unique_ptr<KeysFile> file(new KeysFile(path, lock));
  while (::flock(lock, LOCK_EX) != 0) {
    if (errno != EINTR) return refused(errno, folder);
  }
  PosixFiles files;
  if (missing == Missing::kIsEmpty && !files.exists(path)) return file;
  GS_TRY(const std::string text, files.read(path));
  GS_TRY(file->records_, auth::parse_keys(text, path));
  return file;
}

KeysFile::~KeysFile() {
  ::close(lock_);
}

auth::KeyRecord* KeysFile::find(const std::string& id) {
  for (auth::KeyRecord& record : records_) {
    if (record.principal.id == id) return &record;
  }
  return nullptr;
}

Status KeysFile::save() {
  const std::string text = auth::keys_text(records_);
  if (const auto readable = auth::parse_keys(text, path_); !readable) {
    return tl::unexpected(readable.error());
  }
  PosixFiles files;
  return files.replace(path_, text);
}

}  // namespace gs::command
