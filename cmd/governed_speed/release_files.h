// Where the files of a release lie: by the name that a gate of the policy asks for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "policy/model.h"

namespace gs::command {

inline constexpr std::string_view kSignOffSuffix = ".signoff.json";

// The files of `path`: itself, or, of a folder, those below it, sorted, without sign-offs.
// kTooLarge: more than 10,000.
Result<std::vector<std::string>> files_below(const std::string& path);

// The files of an artifact. "eval_pack" is <folder>/eval_pack, eval_pack.<anything>, or all below a
// folder of such a name; with an empty `folder` there are none. A name with dots is a place in the
// policy that holds a path, of the working folder or, where it is not there, of `folder`. Empty: it
// is not there.
Result<std::vector<std::string>> artifact_files(const std::string& name, const std::string& folder,
                                                const policy::PolicyModel& policy, Files& files);

// The sign-offs that lie in `folder` itself.
Result<std::vector<std::string>> sign_off_files(const std::string& folder, Files& files);

}  // namespace gs::command
