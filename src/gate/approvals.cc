#include "gate/approvals.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gs::gate {
namespace {

// kNotFound, `where` its name: something that must be signed is not there.
Result<std::vector<EvidenceFile>> files_to_sign(const policy::ReleaseGate& gate,
                                                const ReleaseEvidence& evidence) {
  if (gate.sign_off_covers.empty()) return evidence.files;
  std::vector<EvidenceFile> files;
  for (const std::string& name : gate.sign_off_covers) {
    const size_t before = files.size();
    std::copy_if(evidence.files.begin(), evidence.files.end(), std::back_inserter(files),
                 [&name](const EvidenceFile& file) { return file.name == name; });
    if (files.size() == before) return fail(ErrorCode::kNotFound, "is not there", name);
  }
  return files;
}

// What a sign-off that is genuine lacks; empty: nothing.
std::string shortcoming(const SignOff& sign_off, const std::vector<EvidenceFile>& files,
                        const policy::ReleaseGate& gate, WallTime now) {
  const auto age = std::chrono::duration<double, std::ratio<86400>>(now - sign_off.signed_at);
  if (age.count() > gate.sign_off_max_age_days) {
    return fmt::format("is {:.1f} days old, and may be {:g}", age.count(),
                       gate.sign_off_max_age_days);
  }
  std::vector<std::string> uncovered;
  for (const EvidenceFile& file : files) {
    if (!sign_off.covers(file.sha256)) uncovered.push_back(file.path);
  }
  if (uncovered.empty()) return {};
  return fmt::format("does not cover {} as it is now", fmt::join(uncovered, ", "));
}

}  // namespace

Approval approval_of(const std::string& role, const policy::ReleaseGate& gate,
                     const ReleaseEvidence& evidence) {
  const auto to_sign = files_to_sign(gate, evidence);
  if (!to_sign) {
    return {{},
            fmt::format("{} cannot have signed {}: it is not there", role, to_sign.error().where)};
  }
  if (to_sign->empty())
    return {{}, fmt::format("there is nothing that {} could have signed", role)};
  const auto is_of_role = [&role](const TrustedKey& key) { return key.role == role; };
  if (std::none_of(evidence.trusted_keys.begin(), evidence.trusted_keys.end(), is_of_role)) {
    return {{}, fmt::format("no key is trusted for {}", role)};
  }
  std::vector<std::string> problems;
  for (const SignOffFile& file : evidence.sign_offs) {
    const auto sign_off = verify_sign_off(file.text, evidence.trusted_keys, evidence.now);
    if (!sign_off) {
      problems.push_back(fmt::format("{} {}", file.path, sign_off.error().to_string()));
      continue;
    }
    if (sign_off->role != role) continue;
    const std::string lacks = shortcoming(*sign_off, *to_sign, gate, evidence.now);
    if (lacks.empty()) return {sign_off->signer, {}};
    problems.push_back(fmt::format("{} {}", file.path, lacks));
  }
  if (problems.empty()) return {{}, fmt::format("{} has not signed", role)};
  return {{}, fmt::format("{} has not signed: {}", role, fmt::join(problems, "; "))};
}

}  // namespace gs::gate
