#include "journal/shipper.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "journal/folder.h"

namespace gs::journal {
namespace {

constexpr std::chrono::milliseconds kLongestSleep{60'000};

class FolderShipper final : public Shipper {
 public:
  FolderShipper(Files& files, const Clock& clock, ShipperOptions options, SegmentReceiver& receiver,
                std::function<void(bool error, std::string)> say)
      : files_(files),
        clock_(clock),
        options_(std::move(options)),
        receiver_(receiver),
        say_(std::move(say)) {}

  ~FolderShipper() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      wakes_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
  }

  Status begin() {
    GS_CHECK_OK(look_around());
    thread_ = std::thread([this] { run(); });
    return Ok{};
  }

  void sealed() override {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    wakes_.notify_all();
  }

  uint64_t behind() const override { return behind_; }

  bool drain(std::chrono::milliseconds most) override {
    std::unique_lock lock(mutex_);
    asked_ = true;
    retry_at_ = SteadyTime::min();
    wakes_.notify_all();
    return came_.wait_for(lock, most, [&] { return behind_ == 0 && !asked_ && !busy_; });
  }

 private:
  using Lock = std::unique_lock<std::mutex>;

  // Listing a folder of many segments takes a while: once, here. Later ones are found by their
  // names, since each begins where the one before ends.
  Status look_around() {
    GS_TRY(const FolderListing listing, list_folder(files_, options_.folder));
    GS_TRY(const uint64_t shipped, read_shipped(files_, options_.folder));
    next_seal_ = shipped;
    const auto first = std::lower_bound(listing.seals.begin(), listing.seals.end(), shipped);
    shipped_.assign(listing.seals.begin(), first);
    if (first == listing.seals.end() && shipped > 0) GS_CHECK_OK(check_mark(shipped));
    return find_new();
  }

  Status check_mark(uint64_t shipped) {
    uint64_t end = 0;
    if (!shipped_.empty()) {
      GS_TRY(const Seal last, read_seal(files_, options_.folder, shipped_.back()));
      end = last.next_seq();
    }
    if (end == shipped) return Ok{};
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("{} records are marked as shipped, but the journal ends at {}", shipped, end),
        options_.folder + "/shipped");
  }

  Status find_new() {
    while (files_.exists(options_.folder + "/" + seal_file_name(next_seal_))) {
      GS_TRY(const Seal seal, read_seal(files_, options_.folder, next_seal_));
      if (seal.records == 0) {
        return fail(ErrorCode::kInvalidInput, "a seal of no records",
                    options_.folder + "/" + seal_file_name(next_seal_));
      }
      waiting_.push_back(next_seal_);
      next_seal_ = seal.next_seq();
    }
    behind_ = waiting_.size();
    return Ok{};
  }

  void run() {
    Lock lock(mutex_);
    while (!stopping_) {
      asked_ = false;
      busy_ = true;
      lock.unlock();
      work();
      lock.lock();
      busy_ = false;
      came_.notify_all();
      sleep(lock);
    }
  }

  void sleep(Lock& lock) {
    while (!stopping_ && !asked_) {
      const SteadyTime now = clock_.steady();
      const SteadyTime due = waiting_.empty() ? now + kLongestSleep : retry_at_;
      if (due <= now) return;
      // The longest sleep is cut so that old segments go, too.
      if (wakes_.wait_for(lock, std::min<SteadyTime::duration>(due - now, kLongestSleep)) ==
          std::cv_status::timeout) {
        return;
      }
    }
  }

  void work() {
    if (Status found = find_new(); !found) trouble(found.error());
    while (!waiting_.empty() && may_try()) {
      if (Status sent = send(waiting_.front()); !sent) {
        trouble(sent.error());
        break;
      }
      shipped_.push_back(waiting_.front());
      waiting_.pop_front();
      behind_ = waiting_.size();
      pause_ = {};
      if (in_trouble_) say_(false, "segments are shipped again");
      in_trouble_ = false;
    }
    delete_old();
  }

  bool may_try() {
    const std::lock_guard lock(mutex_);
    return !stopping_ && clock_.steady() >= retry_at_;
  }

  Status send(uint64_t first) {
    GS_TRY(const SealedSegment segment, read_sealed(files_, options_.folder, first));
    GS_CHECK_OK(receiver_.receive(segment.seal, segment.bytes));
    return write_shipped(files_, options_.folder, segment.seal.next_seq());
  }

  void trouble(const Error& error) {
    const bool again = error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kIo;
    if (again) {
      pause_ =
          pause_.count() == 0 ? options_.retry_first : std::min(pause_ * 2, options_.retry_most);
    }
    {
      const std::lock_guard lock(mutex_);
      retry_at_ = clock_.steady() + (again ? pause_ : options_.retry_refused);
    }
    // Once for each kind of trouble, not once a try.
    const std::string message = "a segment cannot be shipped: " + error.to_string();
    if (!in_trouble_ || message != told_) say_(true, message);
    in_trouble_ = true;
    told_ = message;
  }

  // The segment goes before its seal: a segment without a seal would be taken for an open one.
  void delete_old() {
    while (shipped_.size() + waiting_.size() > 1 && !shipped_.empty()) {
      const uint64_t first = shipped_.front();
      auto seal = read_seal(files_, options_.folder, first);
      if (!seal || seal->closed + options_.keep > clock_.now()) return;
      const std::string segment = options_.folder + "/" + segment_file_name(first);
      if (files_.exists(segment) && !files_.remove(segment)) return;
      if (!files_.sync_folder(options_.folder)) return;
      if (!files_.remove(options_.folder + "/" + seal_file_name(first))) return;
      shipped_.pop_front();
    }
  }

  Files& files_;
  const Clock& clock_;
  const ShipperOptions options_;
  SegmentReceiver& receiver_;
  const std::function<void(bool error, std::string)> say_;

  // The thread's own.
  std::deque<uint64_t> shipped_;  // sealed segments that RES has, by first record
  std::deque<uint64_t> waiting_;
  uint64_t next_seal_ = 0;  // where the next seal will be
  std::chrono::milliseconds pause_{0};
  bool in_trouble_ = false;
  std::string told_;

  std::atomic<uint64_t> behind_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  std::condition_variable came_;  // a round of work is over
  bool asked_ = false;
  bool busy_ = false;
  bool stopping_ = false;
  SteadyTime retry_at_ = SteadyTime::min();
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Shipper>> Shipper::start(Files& files, const Clock& clock,
                                                ShipperOptions options, SegmentReceiver& receiver,
                                                std::function<void(bool error, std::string)> say) {
  auto shipper =
      std::make_unique<FolderShipper>(files, clock, std::move(options), receiver, std::move(say));
  GS_CHECK_OK(shipper->begin());
  return shipper;
}

}  // namespace gs::journal
