#include "res/retention_sweep.h"

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace gs::res {
namespace {

namespace json = boost::json;

// One round: everything that is due, then what a crash of an earlier one has left.
Status sweep(const SweepParts& parts) {
  const std::vector<RetentionRow> rows = retention_rows(*parts.policy());
  RetentionPlan plan = plan_retention(rows);
  const auto is_decisions = [](const RetentionRow& row) { return row.type == "decisions"; };
  if (std::none_of(rows.begin(), rows.end(), is_decisions)) plan.decisions = parts.keep_decisions;
  const log::Actor actor{"system", "", ""};
  for (bool more = true; more;) {
    Erasure erasure;
    GS_CHECK_OK(parts.log.run([&](log::Batch& batch) -> Status {
      GS_TRY(erasure, run_retention(batch, plan, actor));
      return Ok{};
    }));
    more = erasure.more;
    if (erasure.leaves.empty()) continue;
    GS_CHECK_OK(finish_erasure(parts.log, parts.database, parts.blobs, erasure));
    parts.say(false, "retention has erased the content of " +
                         std::to_string(erasure.leaves.size()) + " leaves");
  }
  GS_TRY(const uint64_t orphans,
         sweep_blobs(parts.log, parts.database, parts.blobs, parts.files, parts.blob_folder));
  if (orphans > 0) parts.say(false, std::to_string(orphans) + " blobs that nothing named are gone");
  return Ok{};
}

class SweepThread final : public RetentionSweep {
 public:
  SweepThread(SweepParts parts, std::chrono::milliseconds period)
      : parts_(std::move(parts)), period_(period), thread_([this] { work(); }) {}

  ~SweepThread() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    do {
      lock.unlock();
      if (Status swept = sweep(parts_); !swept) {
        parts_.say(true, "retention: " + swept.error().to_string());
      }
      lock.lock();
    } while (!wake_.wait_for(lock, period_, [&] { return stopping_; }));
  }

  const SweepParts parts_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace

std::vector<RetentionRow> retention_rows(const policy::CompiledPolicy& policy) {
  std::vector<RetentionRow> rows;
  const json::value* artifacts = policy.effective().if_contains("evidence_artifacts");
  if (artifacts == nullptr || !artifacts->is_array()) return rows;
  for (const json::value& artifact : artifacts->as_array()) {
    if (!artifact.is_object()) continue;
    const json::value* type = artifact.as_object().if_contains("type");
    const json::value* years = artifact.as_object().if_contains("retention_years");
    if (type == nullptr || !type->is_string() || years == nullptr || !years->is_number()) continue;
    rows.push_back({std::string(type->as_string()), years->to_number<double>()});
  }
  return rows;
}

std::unique_ptr<RetentionSweep> RetentionSweep::start(SweepParts parts,
                                                      std::chrono::milliseconds period) {
  return std::make_unique<SweepThread>(std::move(parts), period);
}

}  // namespace gs::res
