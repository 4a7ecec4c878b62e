// The value behind a reference to a secret.
#pragma once

#include "base/files.h"
#include "base/result.h"
#include "settings/setting.h"

#include <string>

namespace gs::settings {

inline constexpr size_t kMaxSecretSize = 64 * 1024;

// Reads the file or variable that `reference` names, without newlines at its end. An empty
// reference is an empty secret. Errors: a file that cannot be read; kNotFound for a variable that
// is not set; kInvalidInput for nothing in it, kTooLarge beyond kMaxSecretSize. No error holds any
// of the value. Not beside code that changes the environment.
Result<std::string> read_secret(const SecretReference& reference, Files& files);

}  // namespace gs::settings
