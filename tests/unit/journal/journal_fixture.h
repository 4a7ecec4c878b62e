// Records for tests of the journal, and a look at what its folder holds.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/faulty_files.h"
#include "journal/folder.h"
#include "journal/journal.h"
#include "journal/segment.h"

namespace gs::journal {

// A decision that its id tells from all others.
class SomeDecision {
 public:
  explicit SomeDecision(std::string id, size_t filling = 0) {
    decision_.policy_digest = std::string(64, 'p');
    record_.id = std::move(id);
    record_.decision = &decision_;
    record_.detectors = &detectors_;
    record_.settings_digest = std::string(64, 's');
    record_.model = std::string(filling, 'm');
  }
  SomeDecision(const SomeDecision&) = delete;
  SomeDecision& operator=(const SomeDecision&) = delete;
  const DecisionRecord& operator*() const { return record_; }

 private:
  policy::Decision decision_;
  std::vector<detect::DetectorRun> detectors_;
  DecisionRecord record_;
};

inline std::string member(std::string_view record, std::string_view name) {
  const boost::json::object object =
      boost::json::parse(boost::json::string_view(record.data(), record.size())).as_object();
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// The events of a journal, from whatever thread.
class Events {
 public:
  std::function<void(const JournalEvent&)> listener() {
    return [this](const JournalEvent& event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
    };
  }
  bool has(std::string_view part) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(events_.begin(), events_.end(), [&](const JournalEvent& event) {
      return event.message.find(part) != std::string::npos;
    });
  }
  std::string all() const {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const JournalEvent& event : events_) text += event.message + " (" + event.where + ")\n";
    return text;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<JournalEvent> events_;
};

// Waits for another thread. False: it took longer than any test may wait.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

inline Status wait_durable(Journal& journal, Sequence sequence) {
  auto done = std::make_shared<std::promise<Status>>();
  std::future<Status> status = done->get_future();
  journal.when_durable(sequence, [done](Status s) { done->set_value(std::move(s)); });
  return status.get();
}

// All records of a folder whose journal is closed, each segment checked against its seal, and all
// seals against each other.
inline Result<std::vector<std::string>> read_folder(Files& files, const std::string& folder) {
  GS_TRY(const FolderListing listing, list_folder(files, folder));
  std::vector<std::string> records;
  ledger::Hash last{};
  if (listing.segments != listing.seals) return fail(ErrorCode::kInternal, "not all are sealed");
  for (const uint64_t first : listing.seals) {
    if (first != records.size()) return fail(ErrorCode::kInternal, "a gap between segments");
    GS_TRY(const SealedSegment sealed, read_sealed(files, folder, first));
    GS_TRY(const SegmentView view, read_segment(sealed.bytes));
    GS_CHECK_OK(check_segment(view, sealed.seal));
    if (sealed.seal.prev_root != last) return fail(ErrorCode::kInternal, "prev_root is wrong");
    last = sealed.seal.root;
    records.insert(records.end(), view.records.begin(), view.records.end());
  }
  return records;
}

inline std::vector<std::string> ids_of(const std::vector<std::string>& records) {
  std::vector<std::string> ids;
  for (const std::string& record : records) ids.push_back(member(record, "id"));
  return ids;
}

}  // namespace gs::journal
