#include "res/application.h"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "auth/access_change.h"
#include "http/access_log.h"
#include "http/server.h"
#include "res/api/api.h"
#include "res/api/metrics.h"
#include "res/decisions/decision_reader.h"
#include "res/incidents/outbox.h"
#include "res/local_receiver.h"
#include "res/log/log.h"
#include "res/log_key.h"
#include "res/policy_file.h"
#include "res/retention_sweep.h"
#include "res/store/blobs.h"
#include "res/witnesses.h"
#include "service/authentication.h"
#include "service/file_watch.h"
#include "service/keys_file.h"
#include "service/process.h"
#include "service/server_options.h"
#include "service/trace_export.h"
#include "service/work_pool.h"
#include "settings/secret.h"
#include "telemetry/log.h"

namespace gs::res {
namespace {

using settings::ResSettings;

constexpr unsigned kQueryThreads = 8;  // as many as the database has readers
constexpr size_t kQueriesWaiting = 1'000;

Result<std::vector<WitnessSettings>> witness_settings(const ResSettings& settings) {
  std::vector<WitnessSettings> witnesses;
  for (const ResSettings::Witness& one : settings.witnesses) {
    auto key = ledger::VerifierKey::parse(one.key);
    if (!key) {
      return fail(ErrorCode::kInvalidInput, key.error().message,
                  "res.witnesses." + one.name + ".key");
    }
    witnesses.push_back({one.name, one.url, *std::move(key)});
  }
  return witnesses;
}

Result<std::vector<SinkSettings>> sink_settings(const ResSettings& settings, Files& files) {
  std::vector<SinkSettings> sinks;
  for (const ResSettings::Sink& one : settings.sinks) {
    SinkSettings sink;
    sink.name = one.name;
    sink.kind = one.kind == settings::SinkKind::kSlack ? SinkKind::kSlack : SinkKind::kWebhook;
    GS_TRY(const std::string secret_url, settings::read_secret(one.url_from, files));
    sink.url = one.url.empty() ? secret_url : one.url;
    GS_TRY(sink.secret, settings::read_secret(one.secret, files));
    sink.allow_private = one.allow_private;
    sink.ca_file = one.tls_ca;
    for (const std::string& name : one.severities) {
      if (const auto severity = severity_named(name)) sink.severities.push_back(*severity);
    }
    GS_CHECK_OK(check_sink(sink));
    sinks.push_back(std::move(sink));
  }
  return sinks;
}

// The parts in the order in which they are built; they end in the opposite one.
class Service final : public Application {
 public:
  Service(const ResSettings& settings, Files& files, const std::string& version)
      : settings_(settings),
        files_(files),
        log_(STDERR_FILENO, service::log_level(settings.log.level), clock_),
        metrics_(version),
        authentication_(clock_),
        keys_file_(files, settings.auth.keys) {}
  ~Service() override { stop(); }

  Status open_storage();
  Status open_log();
  Status load_policy();
  Status start_work();
  Status listen(const std::string& version);
  Status watch_files();

  uint16_t port() const override { return server_->port(); }
  journal::SegmentReceiver& receiver() override { return *receiver_; }
  void stop() override;

 private:
  std::function<void(bool, std::string)> say() {
    return
        [this](bool error, const std::string& text) { error ? log_.error(text) : log_.info(text); };
  }
  void look_at_policy();
  void look_at_keys();
  void keep_policy();

  const ResSettings& settings_;
  Files& files_;
  SystemClock clock_;
  telemetry::Log log_;
  ApiMetrics metrics_;

  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Blobs> blobs_;
  std::optional<ledger::NoteSigner> signer_;
  std::unique_ptr<log::Log> ledger_;
  std::unique_ptr<LocalReceiver> receiver_;
  std::unique_ptr<PolicyFile> policy_;

  service::Authentication authentication_;
  service::KeysFile keys_file_;
  std::vector<SinkSettings> sinks_;
  std::unique_ptr<OutboxSender> outbox_;
  std::unique_ptr<Witnesses> witnesses_;
  std::unique_ptr<RetentionSweep> retention_;

  std::unique_ptr<DecisionReader> decisions_;
  std::unique_ptr<service::TraceExport> traces_;
  std::unique_ptr<service::WorkPool> pool_;
  std::unique_ptr<http::JsonAccessLog> access_log_;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<service::FileWatch> policy_watch_;
  std::unique_ptr<service::FileWatch> keys_watch_;
};

Status Service::open_storage() {
  // A folder is one service's at a time; a database is shared by replicas.
  if (settings_.in_folder()) {
    GS_CHECK_OK(files_.make_folder(settings_.storage));
    GS_TRY(lock_, files_.lock(settings_.storage + "/res.lock"));
  }
  GS_TRY(database_, store::open_database(settings_.storage, {.readers = kQueryThreads}));
  GS_CHECK_OK(store::migrate(*database_));
  blobs_ =
      settings_.in_folder() ? store::folder_blobs(files_, settings_.storage) : store::table_blobs();
  return Ok{};
}

Status Service::open_log() {
  GS_TRY(signer_, open_log_key(files_, settings_.log_key, settings_.origin));
  log::LogOptions options;
  options.anchor_file = settings_.anchor;
  GS_TRY(ledger_, log::Log::open(*database_, files_, clock_, options, *signer_, say()));
  ledger_->on_commit(
      [this](std::chrono::nanoseconds took, size_t leaves) { metrics_.commit(took, leaves); });
  receiver_ = std::make_unique<LocalReceiver>(*ledger_, *blobs_);
  return Ok{};
}

// The policy in force, in the log before anything is served; a log that cannot be written is told
// by /ready and does not keep the service from being read.
Status Service::load_policy() {
  GS_TRY(policy_, PolicyFile::load(files_, settings_.policy.file));
  keep_policy();
  return Ok{};
}

// The policy, and what it makes of each model that is known.
void Service::keep_policy() {
  const auto policy = policy_->current();
  const std::string origin = policy_->path().empty() ? "baseline" : policy_->path();
  Status kept = ledger_->run(record_policy(policy, origin));
  if (kept) kept = ledger_->run(record_snapshots(policy));
  if (!kept) log_.error("policy change not audited", {{"problem", kept.error().to_string()}});
}

// New keys apply even when the log cannot take the news of them.
void Service::look_at_keys() {
  keys_file_.reload(
      authentication_, log_,
      [this](std::span<const auth::KeyRecord> before, std::span<const auth::KeyRecord> now) {
        const auto change = auth::access_change(before, now);
        if (!change) return;
        Status kept = ledger_->run([&](log::Batch& batch) -> Status {
          GS_CHECK_OK(batch.commit_record(
              {"access_change", "access_change", "keys", "", {"system", "", ""}, *change}));
          return Ok{};
        });
        if (kept) return;
        log_.error("change of keys not audited", {{"problem", kept.error().to_string()}});
      });
}

void Service::look_at_policy() {
  auto changed = policy_->look();
  if (!changed) {
    log_.error("policy not replaced: the old one goes on",
               {{"file", policy_->path()}, {"problem", changed.error().message}});
    return;
  }
  if (!*changed) return;
  log_.info("policy replaced",
            {{"file", policy_->path()}, {"new_digest", policy_->current()->digest()}});
  keep_policy();
}

// What goes on beside the requests.
Status Service::start_work() {
  GS_TRY(sinks_, sink_settings(settings_, files_));
  GS_TRY(outbox_, OutboxSender::start(*database_, *ledger_, clock_, sinks_, {}, say()));
  GS_TRY(auto witnesses, witness_settings(settings_));
  if (!witnesses.empty()) {
    GS_TRY(witnesses_, Witnesses::start(std::move(witnesses), *ledger_, *database_, say()));
  }
  if (settings_.retention.sweep.count() > 0) {
    const auto keep = std::chrono::duration_cast<std::chrono::hours>(settings_.retention.logs);
    const std::string folder = settings_.in_folder() ? settings_.storage : "";
    retention_ = RetentionSweep::start({*ledger_, *database_, *blobs_, files_, folder,
                                        [this] { return policy_->current(); }, keep, say()},
                                       settings_.retention.sweep);
  }
  return Ok{};
}

Status Service::listen(const std::string& version) {
  if (settings_.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(auto keys, keys_file_.load());
    authentication_.replace_keys(std::move(keys));
  }
  decisions_ = std::make_unique<DecisionReader>(*database_, *blobs_, clock_);
  GS_TRY(traces_,
         service::TraceExport::start(settings_.telemetry.otlp, {"governed-speed-res", version},
                                     files_, metrics_.spans(), clock_));
  pool_ = std::make_unique<service::WorkPool>(kQueryThreads, kQueriesWaiting);
  access_log_ = std::make_unique<http::JsonAccessLog>(STDOUT_FILENO,
                                                      service::access_level(settings_.log.access));
  ApiParts parts{.log = *ledger_,
                 .database = *database_,
                 .blobs = *blobs_,
                 .clock = clock_,
                 .signer = *signer_,
                 .decisions = *decisions_,
                 .authentication = authentication_,
                 .pool = *pool_,
                 .metrics = metrics_,
                 .exporter = traces_ == nullptr ? nullptr : &traces_->exporter(),
                 .stopping = stopping_,
                 .policy = [this] { return policy_->current(); },
                 .sinks = sinks_,
                 .wake_sinks = [this] { outbox_->wake(); },
                 .secrets =
                     [this] {
                       return service::secret_expiries(files_, settings_.auth.keys,
                                                       settings_.tls.certificate);
                     },
                 .say = say(),
                 .values = {.version = version,
                            .public_url = settings_.public_url,
                            .json = {settings_.http.limits.json_depth, settings_.http.limits.body},
                            .body_max = settings_.http.limits.body,
                            .content_max = settings_.content_max,
                            .metadata_max = settings_.metadata_max,
                            .sampling = settings_.telemetry.sampling / 100.0}};
  http::ServerOptions options = service::server_options(settings_);
  options.limits.body_limit = body_limits(parts);
  const auto on_event = [this](http::EventLevel level, std::string_view message) {
    if (level == http::EventLevel::kInfo) return log_.info(message);
    level == http::EventLevel::kWarning ? log_.warning(message) : log_.error(message);
  };
  GS_TRY(auto routes, res_routes(std::move(parts)));
  GS_TRY(server_, http::Server::create(std::move(options), std::move(routes),
                                       {&clock_, access_log_.get(), on_event, {}}));
  GS_CHECK_OK(server_->start());
  return watch_files();
}

Status Service::watch_files() {
  if (settings_.policy.reload && !settings_.policy.file.empty()) {
    GS_TRY(policy_watch_,
           service::FileWatch::start(settings_.policy.file, settings_.policy.reload_poll,
                                     [this] { look_at_policy(); }));
  }
  if (settings_.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(keys_watch_, service::FileWatch::start(settings_.auth.keys, settings_.policy.reload_poll,
                                                  [this] { look_at_keys(); }));
  }
  log_.info("evidence service is ready",
            {{"port", server_->port()},
             {"storage", settings_.in_folder() ? settings_.storage : "postgres"},
             {"log", settings_.origin},
             {"policy_digest", policy_->current()->digest()}});
  return Ok{};
}

// Nothing new comes in, what is under way is answered, then what was taken in is written.
void Service::stop() {
  if (server_ == nullptr) return;
  stopping_ = true;
  policy_watch_.reset();
  keys_watch_.reset();
  const http::Server::StopReport report = server_->stop(settings_.shutdown_grace);
  server_.reset();
  if (traces_ != nullptr) traces_->stop();
  retention_.reset();
  witnesses_.reset();
  outbox_.reset();
  receiver_.reset();
  pool_.reset();
  ledger_.reset();
  log_.info("evidence service has stopped", {{"connections_cut", report.cut}});
}

}  // namespace

Result<std::unique_ptr<Application>> Application::start(const ResSettings& settings, Files& files,
                                                        const std::string& version) {
  auto service = std::make_unique<Service>(settings, files, version);
  GS_CHECK_OK(service->open_storage());
  GS_CHECK_OK(service->open_log());
  GS_CHECK_OK(service->load_policy());
  GS_CHECK_OK(service->start_work());
  GS_CHECK_OK(service->listen(version));
  return service;
}

int run_res(const ResSettings& settings, Files& files, const std::string& version) {
  const service::Signals signals;  // first: threads inherit the mask
  service::keep_freed_memory();
  auto application = Application::start(settings, files, version);
  if (!application) return service::refuse_to_start(application.error());
  signals.wait();
  (*application)->stop();
  return 0;
}

}  // namespace gs::res
