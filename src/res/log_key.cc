#include "res/log_key.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "ledger/private_key.h"

namespace gs::res {
namespace {

constexpr size_t kSeedBytes = 32;

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Result<ledger::NoteSigner> make_key(Files& files, const std::string& path,
                                    const std::string& origin) {
  std::string seed(kSeedBytes, '\0');
  // Cannot fail for so few bytes on a kernel that has it.
  if (getentropy(seed.data(), seed.size()) != 0) std::abort();
  GS_TRY(ledger::NoteSigner signer, ledger::NoteSigner::create(origin, bytes_of(seed)));
  GS_CHECK_OK(files.make_folder(std::filesystem::path(path).parent_path().string()));
  GS_CHECK_OK(files.replace(path, ledger::private_key_text(signer, seed)));
  return signer;
}

Result<ledger::NoteSigner> read_key(std::string_view text, const std::string& path,
                                    const std::string& origin) {
  const std::string prefix(ledger::kPrivateKeyPrefix);
  if (text.starts_with(prefix) && !text.starts_with(prefix + origin + "+")) {
    return fail(ErrorCode::kInvalidInput, "holds the key of another log than " + origin, path);
  }
  auto signer = ledger::parse_private_key(text);
  if (!signer) return fail(signer.error().code, signer.error().message, path);
  return signer;
}

}  // namespace

Result<ledger::NoteSigner> open_log_key(Files& files, const std::string& path,
                                        const std::string& origin) {
  auto text = files.read(path);
  if (text) return read_key(*text, path, origin);
  if (text.error().code != ErrorCode::kNotFound) return tl::unexpected(std::move(text).error());
  return make_key(files, path, origin);
}

}  // namespace gs::res
