// From the bytes of a policy file to the policy in force, at start and whenever the file changes.
//
//   PolicyLoader loader(files, path, detectors, clock, deadline, metrics, &audit);
//   auto first = loader.load_first();   // at start: a bad file is refused
//   loader.reload();                    // later: a bad file changes nothing and is reported
#pragma once

#include <memory>
#include <string>

#include "base/files.h"
#include "gateway/policy_in_force.h"
#include "journal/sinks.h"

namespace gs::gateway {

// What a look at the file led to.
enum class ReloadOutcome : uint8_t { kUnchanged, kSwapped, kRejected };

std::string_view to_string(ReloadOutcome outcome);  // "unchanged", "swapped", "rejected"

struct Reload {
  ReloadOutcome outcome = ReloadOutcome::kUnchanged;
  std::string problem;  // kRejected: what is wrong, rendered with file, line, column and caret
  std::string old_digest;
  std::string new_digest;   // kSwapped
  std::string audit_error;  // kSwapped: why the audit event was not kept, or empty
};

class PolicyLoader {
 public:
  // `path` empty: the built-in rules alone. All references outlive the loader. `audit` may be null.
  // `detectors` and `guards` as for filter::Inspector::create().
  PolicyLoader(Files& files, std::string path, detect::Detectors detectors, const Clock& clock,
               detect::Deadline deadline, telemetry::Metrics& metrics, journal::AuditSink* audit,
               std::vector<filter::GuardDeclaration> guards = {})
      : files_(files),
        path_(std::move(path)),
        detectors_(std::move(detectors)),
        clock_(clock),
        deadline_(deadline),
        metrics_(metrics),
        audit_(audit),
        guards_(std::move(guards)) {}

  // The policy to start with. The error's message is rendered for a terminal. Not starting is
  // better than starting unrecorded, so an audit sink that fails is an error as well.
  Result<std::shared_ptr<const LoadedPolicy>> load_first();

  // Reads the file; if its bytes are new and compile, replaces the policy in force. The same broken
  // bytes are reported once. An audit sink that fails does not keep the old rules on: somebody has
  // just replaced them. Called by one thread at a time.
  Reload reload(PolicyInForce& in_force);

  const std::string& path() const { return path_; }

 private:
  Result<std::shared_ptr<const LoadedPolicy>> compile(std::string text);
  policy::CompileOptions compile_options() const;
  Reload reject(const PolicyInForce& in_force, std::string problem);
  Status audit_swap(const LoadedPolicy* old, const LoadedPolicy& now);
  Status audit_weakened(const LoadedPolicy& now);

  Files& files_;
  std::string path_;
  detect::Detectors detectors_;
  const Clock& clock_;
  detect::Deadline deadline_;
  telemetry::Metrics& metrics_;
  journal::AuditSink* audit_;
  std::vector<filter::GuardDeclaration> guards_;
  std::string last_seen_;  // bytes of the file when it was last looked at
  std::string last_problem_;
};

}  // namespace gs::gateway
