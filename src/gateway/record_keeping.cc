#include "gateway/record_keeping.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gs::gateway {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds kLastSegments{5};

constexpr std::array<nanoseconds, 12> kSyncBounds = {
    microseconds(50),     microseconds(100),     microseconds(200),     microseconds(500),
    microseconds(1'000),  microseconds(2'500),   microseconds(5'000),   microseconds(10'000),
    microseconds(50'000), microseconds(100'000), microseconds(500'000), microseconds(2'000'000)};

journal::JournalOptions journal_options(const settings::GatewaySettings& settings) {
  journal::JournalOptions options;
  options.gateway = settings.audit.gateway;
  options.folder = settings.data_dir + "/journal/" + options.gateway;
  options.segment_bytes = settings.audit.segment_bytes;
  options.segment_age = settings.audit.segment_age;
  options.sync_within = settings.audit.sync_within;
  return options;
}

}  // namespace

RecordKeeping::RecordKeeping(const Parts& parts)
    : needed_(parts.settings.audit.refuse_unrecorded),
      log_(parts.log),
      unrecorded_(parts.metrics.registry()
                      .counters({"journal_unrecorded_total",
                                 "Decisions whose record could not be written or synced",
                                 {}})
                      .with({})),
      records_(parts.metrics.registry()
                   .counters({"journal_records_total", "Records written to the journal", {}})
                   .with({})),
      behind_(parts.metrics.registry()
                  .gauges({"journal_lag_segments", "Segments that RES does not have yet", {}})
                  .with({})),
      accepts_(parts.metrics.registry()
                   .gauges({"journal_accepts", "Whether the journal takes records now, 1 or 0", {}})
                   .with({})),
      sync_seconds_(parts.metrics.registry()
                        .histograms({"journal_sync_seconds", "Time of a sync of the journal", {}},
                                    kSyncBounds)
                        .with({})) {}

// While the shipper is still there to be told of the last seal.
RecordKeeping::~RecordKeeping() {
  if (journal_) journal_->close();
}

Result<std::unique_ptr<RecordKeeping>> RecordKeeping::open(const Parts& parts) {
  std::unique_ptr<RecordKeeping> keeping(new RecordKeeping(parts));
  if (parts.settings.data_dir.empty()) {
    parts.log.warning("decisions are not kept: there is no data folder (data.dir)");
    return keeping;
  }
  GS_CHECK_OK(keeping->start(parts));
  return keeping;
}

Status RecordKeeping::start(const Parts& parts) {
  const journal::JournalOptions options = journal_options(parts.settings);
  GS_TRY(journal_,
         journal::Journal::open(
             parts.files, parts.clock, options, [&log = log_](const journal::JournalEvent& event) {
               log.write(event.error ? telemetry::LogLevel::kError : telemetry::LogLevel::kInfo,
                         "journal: " + event.message, {{"where", event.where}});
             }));
  counted_ = journal_->state().next_seq;
  journal_->on_synced([this](nanoseconds took) { sync_seconds_.observe(took); });
  return start_shipper(parts);
}

Status RecordKeeping::start_shipper(const Parts& parts) {
  journal::SegmentReceiver* receiver = parts.receiver;
  if (receiver == nullptr) {
    if (!parts.settings.audit.res.url) return Ok{};
    GS_TRY(post_, SegmentPost::create(parts.settings.audit.res, parts.files));
    receiver = post_.get();
  }
  journal::ShipperOptions options;
  options.folder = journal_options(parts.settings).folder;
  options.keep = std::chrono::duration_cast<std::chrono::hours>(parts.settings.audit.retention);
  GS_TRY(shipper_, journal::Shipper::start(parts.files, parts.clock, options, *receiver,
                                           [&log = log_](bool error, const std::string& message) {
                                             log.write(error ? telemetry::LogLevel::kError
                                                             : telemetry::LogLevel::kInfo,
                                                       "journal: " + message);
                                           }));
  journal_->on_sealed([this] { shipper_->sealed(); });
  return Ok{};
}

JournalHealth RecordKeeping::health() const {
  JournalHealth health;
  health.needed = needed_;
  health.kept = journal_ != nullptr;
  if (health.kept) health.state = journal_->state();
  health.shipped = shipper_ != nullptr;
  if (health.shipped) health.behind = shipper_->behind();
  return health;
}

void RecordKeeping::refresh_metrics() {
  const JournalHealth now = health();
  if (!now.kept) return;
  const std::lock_guard lock(mutex_);
  records_.add(now.state.next_seq - std::min(counted_, now.state.next_seq));
  counted_ = std::max(counted_, now.state.next_seq);
  accepts_.set(now.state.accepts ? 1 : 0);
  behind_.set(static_cast<double>(now.behind));
}

void RecordKeeping::stop(std::chrono::milliseconds grace) {
  if (!journal_) return;
  if (const Status closed = journal_->close(); !closed) {
    log_.error("journal: it could not be closed", {{"problem", closed.error().to_string()}});
  }
  if (!shipper_) return;
  shipper_->sealed();
  const auto most = std::min<std::chrono::milliseconds>(grace, kLastSegments);
  if (!shipper_->drain(most)) {
    log_.warning("journal: RES gets the last segments after the next start",
                 {{"segments", shipper_->behind()}});
  }
  shipper_.reset();
}

}  // namespace gs::gateway
