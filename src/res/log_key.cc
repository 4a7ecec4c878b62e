#include "res/log_key.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/digest.h"

namespace gs::res {
namespace {

constexpr std::string_view kPrefix = "PRIVATE+KEY+";
constexpr size_t kSeedBytes = 32;

std::string key_text(const ledger::NoteSigner& signer, std::string_view seed) {
  // The vkey without its last part: name and key id.
  const std::string vkey = signer.verifier().to_vkey();
  const std::string name_and_id = vkey.substr(0, signer.verifier().name.size() + 1 + 8);
  return std::string(kPrefix) + name_and_id + "+" + base64_encode("\x01" + std::string(seed)) +
         "\n";
}

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
  GS_CHECK_OK(files.replace(path, key_text(signer, seed)));
  return signer;
}

Result<ledger::NoteSigner> read_key(std::string_view text, const std::string& path,
                                    const std::string& origin) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::kInvalidInput, why, path);
  };
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::string expected = std::string(kPrefix) + origin + "+";
  if (!text.starts_with(kPrefix)) {
    return refuse("must hold PRIVATE+KEY+<name>+<id>+<key>");
  }
  if (!text.starts_with(expected)) return refuse("holds the key of another log than " + origin);
  // The 8 digits of the id, a '+', and the key.
  const std::string_view rest = text.substr(expected.size());
  const auto key = rest.size() > 9 ? base64_decode(rest.substr(9)) : std::nullopt;
  if (!key || key->size() != 1 + kSeedBytes || key->front() != '\x01') {
    return refuse("must hold an Ed25519 key");
  }
  const std::string_view seed = std::string_view(*key).substr(1);
  GS_TRY(ledger::NoteSigner signer, ledger::NoteSigner::create(origin, bytes_of(seed)));
  if (key_text(signer, seed) != std::string(text) + "\n") {
    return refuse("holds a key whose id does not fit");
  }
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
