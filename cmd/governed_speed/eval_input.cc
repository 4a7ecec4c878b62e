#include "governed_speed/eval_input.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

#include "base/digest.h"

namespace gs::command {
namespace {

constexpr size_t kPieceBytes = 256 * 1024;
constexpr size_t kLookBytes = 64 * 1024;

// A file that is closed when it goes out of scope; standard input is not.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : is_stdin_(path == "-"),
        fd_(is_stdin_ ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (!is_stdin_ && fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool opened() const { return fd_ >= 0; }
  ssize_t read(char* room, size_t size) const {
    ssize_t count;
    do {
      count = ::read(fd_, room, size);
    } while (count < 0 && errno == EINTR);
    return count;
  }

 private:
  const bool is_stdin_;
  const int fd_;
};

// SHA-256 of bytes that come in pieces.
class RunningSha256 {
 public:
  RunningSha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    Sha256Digest digest;
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return to_hex(digest);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

Result<std::string> read_into(const std::string& path, evaluate::Reader& reader) {
  const OpenFile file(path);
  const auto system_error = [&path] {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return fail(code, std::generic_category().message(errno), path);
  };
  if (!file.opened()) return system_error();
  RunningSha256 digest;
  std::vector<char> room(kPieceBytes);
  for (;;) {
    const ssize_t count = file.read(room.data(), room.size());
    if (count < 0) return system_error();
    if (count == 0) break;
    const std::string_view piece(room.data(), static_cast<size_t>(count));
    digest.add(piece);
    GS_CHECK_OK(reader.feed(piece));
  }
  GS_CHECK_OK(reader.finish());
  return digest.hex();
}

std::string first_line(const std::string& path) {
  if (path == "-") return {};
  const OpenFile file(path);
  std::string text(file.opened() ? kLookBytes : 0, '\0');
  const ssize_t count = text.empty() ? 0 : file.read(text.data(), text.size());
  text.resize(count < 0 ? 0 : static_cast<size_t>(count));
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string base_name(const std::string& path) {
  if (path == "-") return "stdin";
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

bool has_ending(const std::string& path, std::string_view ending) {
  if (path.size() < ending.size()) return false;
  return std::equal(ending.begin(), ending.end(), path.end() - std::ssize(ending),
                    [](char a, char b) {
                      return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
                    });
}

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || c == '_' || c == '.' || c == '-';
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return out;
}

}  // namespace gs::command
