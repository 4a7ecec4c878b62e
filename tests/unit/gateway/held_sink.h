// A sink whose records get to the disk when the test says so, or do not.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "journal/sinks.h"

namespace gs::gateway {

class HeldSink final : public journal::DecisionSink {
 public:
  Result<journal::Sequence> record(const journal::DecisionRecord& record) override {
    const std::lock_guard lock(mutex_);
    if (refuses_) return fail(ErrorCode::kUnavailable, "no space left on device");
    ids_.push_back(record.id);
    return ids_.size() - 1;
  }
  bool is_durable(journal::Sequence sequence) const override {
    const std::lock_guard lock(mutex_);
    return sequence < durable_;
  }
  void when_durable(journal::Sequence sequence, std::function<void(Status)> call) override {
    std::unique_lock lock(mutex_);
    ++asked_;
    changed_.notify_all();
    if (sequence >= durable_ && !broken_) {
      waiting_.push_back(std::move(call));
      return;
    }
    const Status status = broken_ ? failure() : Status(Ok{});
    lock.unlock();
    call(status);
  }

  // What is recorded so far is on the disk, and with `from_now_on` what comes after as well.
  void release(bool from_now_on) {
    std::unique_lock lock(mutex_);
    durable_ = from_now_on ? UINT64_MAX : ids_.size();
    answer(std::move(lock), Ok{});
  }
  // Whoever waits, now and later, learns that the disk has failed.
  void break_disk() {
    std::unique_lock lock(mutex_);
    broken_ = true;
    answer(std::move(lock), failure());
  }
  void refuse() {
    const std::lock_guard lock(mutex_);
    refuses_ = true;
  }

  // Whether somebody has asked to be called `times` times in all, within ten seconds.
  bool wait_until_asked(size_t times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return asked_ >= times; });
  }
  size_t asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<std::string> ids() const {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  static Status failure() { return fail(ErrorCode::kIo, "the disk is broken"); }
  void answer(std::unique_lock<std::mutex> lock, const Status& status) {
    const auto calls = std::exchange(waiting_, {});
    lock.unlock();
    for (const auto& call : calls) call(status);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> ids_;
  std::vector<std::function<void(Status)>> waiting_;
  journal::Sequence durable_ = 0;
  size_t asked_ = 0;
  bool broken_ = false;
  bool refuses_ = false;
};

}  // namespace gs::gateway
