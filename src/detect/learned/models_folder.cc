#include "detect/learned/models_folder.h"

#include <filesystem>
#include <system_error>

namespace gs::detect {

Result<std::string> models_folder(const std::string& set) {
  if (!set.empty()) return set;
  std::error_code problem;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", problem);
  if (problem) return fail(ErrorCode::kIo, problem.message(), "/proc/self/exe");
  return (program.parent_path().parent_path() / "share/governed-speed/models").string();
}

}  // namespace gs::detect
