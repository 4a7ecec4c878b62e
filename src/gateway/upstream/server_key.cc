#include "gateway/upstream/server_key.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace gs::gateway::upstream {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr size_t kMaxKeyBytes = 8 * 1024;

bool is_visible(char c) {
  return c > 0x20 && c < 0x7F;
}

}  // namespace

Result<std::string> ServerKey::read() const {
  std::string text;
  const std::string& name = reference_.name;
  if (reference_.place == settings::SecretReference::Place::kFile) {
    GS_TRY(text, files_.read(name));
  } else if (const char* value = std::getenv(name.c_str())) {
    text = value;
  } else {
    return fail(ErrorCode::kNotFound, "the variable is not set", name);
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty() || text.size() > kMaxKeyBytes ||
      !std::all_of(text.begin(), text.end(), is_visible)) {
    return fail(ErrorCode::kInvalidInput, "the key is not one line of visible ASCII characters",
                name);
  }
  return text;
}

Status ServerKey::load() {
  if (reference_.name.empty()) return Ok{};
  const std::lock_guard lock(mutex_);
  GS_TRY(key_, read());
  return Ok{};
}

std::string ServerKey::current(SteadyTime now) {
  if (reference_.name.empty()) return {};
  const std::lock_guard lock(mutex_);
  const bool is_file = reference_.place == settings::SecretReference::Place::kFile;
  if (is_file && now >= next_look_) {
    next_look_ = now + kLookEvery;
    if (auto text = read()) key_ = *std::move(text);
  }
  return key_;
}

}  // namespace gs::gateway::upstream
