#include "settings/secret.h"

#include <cstdlib>

namespace gs::settings {
namespace {

Result<std::string> value_of(const SecretReference& reference, Files& files) {
  if (reference.place == SecretReference::Place::kFile) return files.read(reference.name);
  const char* const value = std::getenv(reference.name.c_str());
  if (value == nullptr) {
    return fail(ErrorCode::kNotFound, "the environment variable is not set", reference.name);
  }
  return std::string(value);
}

}  // namespace

Result<std::string> read_secret(const SecretReference& reference, Files& files) {
  if (reference.name.empty()) return std::string();
  GS_TRY(std::string secret, value_of(reference, files));
  if (secret.size() > kMaxSecretSize) {
    return fail(ErrorCode::kTooLarge, "a secret must be at most 64KiB", reference.name);
  }
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) return fail(ErrorCode::kInvalidInput, "the secret is empty", reference.name);
  return secret;
}

}  // namespace gs::settings
