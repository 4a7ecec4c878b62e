// The journal as one part of the gateway: opened at start, sent to RES, seen in metrics, in the log
// and at /ready, closed at the end.
//
//   GS_TRY(auto keeping, RecordKeeping::open({...}));
//   ... keeping->decisions(), keeping->audit() ...
//   keeping->stop(grace);   // after the server
//
// Without a data folder there is no journal, and nothing is kept.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "gateway/segment_post.h"
#include "journal/journal.h"
#include "journal/shipper.h"
#include "settings/gateway_settings.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

// What /ready says of it.
struct JournalHealth {
  bool kept = false;            // there is a journal
  bool needed = true;           // audit.on_failure is refuse
  journal::JournalState state;  // where there is
  bool shipped = false;         // segments go to RES
  uint64_t behind = 0;          // segments that RES does not have yet

  bool usable() const { return !kept || !needed || state.accepts; }
};

class RecordKeeping {
 public:
  // Everything is borrowed and outlives it.
  struct Parts {
    const settings::GatewaySettings& settings;
    Files& files;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log& log;
    journal::SegmentReceiver* receiver = nullptr;  // in place of RES over HTTP
  };
  ~RecordKeeping();  // closes the journal
  // Errors: those of journal::Journal::open() and of SegmentPost::create().
  static Result<std::unique_ptr<RecordKeeping>> open(const Parts& parts);

  journal::DecisionSink* decisions() { return journal_.get(); }  // null: nothing is kept
  journal::AuditSink* audit() { return journal_.get(); }         // null likewise
  telemetry::Counter& unrecorded() { return unrecorded_; }

  // Any thread, as all below but stop().
  JournalHealth health() const;
  // Brings the metrics up to date that are looked at, not told: for /metrics.
  void refresh_metrics();

  // Seals what is open and gives RES the time of `grace` to take it, at most five seconds: what it
  // does not get now it gets after the next start.
  void stop(std::chrono::milliseconds grace);

 private:
  explicit RecordKeeping(const Parts& parts);
  Status start(const Parts& parts);
  Status start_shipper(const Parts& parts);

  const bool needed_;
  telemetry::Log& log_;
  telemetry::Counter& unrecorded_;
  telemetry::Counter& records_;
  telemetry::Gauge& behind_;
  telemetry::Gauge& accepts_;
  telemetry::Histogram& sync_seconds_;
  std::mutex mutex_;
  uint64_t counted_ = 0;  // sequence up to which records_ has counted

  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<SegmentPost> post_;
  std::unique_ptr<journal::Shipper> shipper_;  // reads the journal's folder
};

}  // namespace gs::gateway
