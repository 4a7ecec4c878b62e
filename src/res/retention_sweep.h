// Erases what is older than the policy's retention, once a period, on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "policy/program.h"
#include "res/evidence/retention.h"

namespace gs::res {

// The policy's evidence_artifacts: type and retention_years.
std::vector<RetentionRow> retention_rows(const policy::CompiledPolicy& policy);

struct SweepParts {
  log::Log& log;
  store::Database& database;
  store::Blobs& blobs;
  Files& files;
  std::string blob_folder;  // empty: blobs lie in the database
  std::function<std::shared_ptr<const policy::CompiledPolicy>()> policy;
  std::chrono::hours keep_decisions;  // segments of journals, where the policy has no row for them
  std::function<void(bool error, std::string)> say;
};

class RetentionSweep {
 public:
  // Sweeps at once and then once a period. What `parts` refers to outlives it.
  static std::unique_ptr<RetentionSweep> start(SweepParts parts, std::chrono::milliseconds period);
  virtual ~RetentionSweep() = default;  // after the sweep that is under way
};

}  // namespace gs::res
