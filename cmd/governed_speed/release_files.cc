#include "governed_speed/release_files.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <optional>

namespace gs::command {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr size_t kMaxArtifactFiles = 10'000;

// The text at a dotted path of the policy.
std::optional<std::string> policy_text(const policy::PolicyModel& policy, std::string_view path) {
  const json::value* at = nullptr;
  const json::object* object = &policy.tree;
  while (object != nullptr && !path.empty()) {
    const size_t dot = path.find('.');
    at = object->if_contains(path.substr(0, dot));
    object = at != nullptr ? at->if_object() : nullptr;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  if (at == nullptr || !path.empty() || !at->is_string() || at->get_string().empty()) {
    return std::nullopt;
  }
  return std::string(at->get_string());
}

std::vector<std::string> named_by_policy(const std::string& name, const std::string& folder,
                                         const policy::PolicyModel& policy, Files& files) {
  const auto path = policy_text(policy, name);
  if (!path) return {};
  if (files.exists(*path)) return {*path};
  const std::string beside = folder + "/" + *path;
  if (path->front() != '/' && !folder.empty() && files.exists(beside)) return {beside};
  return {};
}

}  // namespace

Result<std::vector<std::string>> files_below(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector<std::string>{path};
  std::vector<std::string> found;
  fs::recursive_directory_iterator at(path, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    std::error_code ignored;
    const std::string file = at->path().string();
    if (!at->is_regular_file(ignored) || file.ends_with(kSignOffSuffix)) continue;
    if (found.size() == kMaxArtifactFiles) {
      return fail(ErrorCode::kTooLarge, "holds more than 10,000 files", path);
    }
    found.push_back(file);
  }
  if (failed) return fail(ErrorCode::kIo, failed.message(), path);
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<std::string>> artifact_files(const std::string& name, const std::string& folder,
                                                const policy::PolicyModel& policy, Files& files) {
  if (name.find('.') != std::string::npos) return named_by_policy(name, folder, policy, files);
  std::vector<std::string> paths;
  if (folder.empty()) return paths;
  GS_TRY(const auto entries, files.list(folder));
  for (const std::string& entry : entries) {
    if (entry != name && !entry.starts_with(name + ".")) continue;
    if (entry.ends_with(kSignOffSuffix)) continue;
    GS_TRY(const auto found, files_below(folder + "/" + entry));
    paths.insert(paths.end(), found.begin(), found.end());
  }
  return paths;
}

Result<std::vector<std::string>> sign_off_files(const std::string& folder, Files& files) {
  std::vector<std::string> paths;
  if (folder.empty()) return paths;
  GS_TRY(const auto entries, files.list(folder));
  for (const std::string& entry : entries) {
    if (entry.ends_with(kSignOffSuffix)) paths.push_back(folder + "/" + entry);
  }
  return paths;
}

}  // namespace gs::command
