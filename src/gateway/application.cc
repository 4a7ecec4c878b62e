#include "gateway/application.h"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <memory>

#include "auth/access_change.h"
#include "filter/mask_entities.h"
#include "gateway/detector_options.h"
#include "gateway/filter_endpoint.h"
#include "gateway/guard_metrics.h"
#include "gateway/guard_options.h"
#include "gateway/guard_rounds.h"
#include "gateway/judgement.h"
#include "gateway/judging_pool.h"
#include "gateway/keyed_digest.h"
#include "gateway/pages.h"
#include "gateway/policy_loader.h"
#include "gateway/proxy.h"
#include "gateway/record_keeping.h"
#include "gateway/routes.h"
#include "gateway/status_endpoints.h"
#include "http/access_log.h"
#include "http/server.h"
#include "service/authentication.h"
#include "service/file_watch.h"
#include "service/keys_file.h"
#include "service/pages.h"
#include "service/process.h"
#include "service/server_options.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace gs::gateway {
namespace {

using settings::GatewaySettings;

constexpr size_t kLongTextsWaiting = 64;  // beyond, workers judge them themselves

detect::Deadline detection_deadline(const GatewaySettings& settings) {
  bool open = settings.detect.on_timeout == settings::OnTimeout::kOpen;
  return {settings.detect.deadline, open ? detect::OnTimeout::kOpen : detect::OnTimeout::kClosed};
}

// Looks at the policy file and tells what came of it.
void reload_policy(PolicyLoader& loader, PolicyInForce& in_force, telemetry::Metrics& metrics,
                   telemetry::Log& log) {
  Reload reload = loader.reload(in_force);
  if (reload.outcome == ReloadOutcome::kUnchanged) return;
  if (reload.outcome == ReloadOutcome::kRejected) {
    metrics.policy_reloads(to_string(reload.outcome)).add();
    log.error(
        "policy not replaced: the old one goes on",
        {{"file", loader.path()}, {"digest", reload.old_digest}, {"problem", reload.problem}});
    return;
  }
  metrics.policy_reloads(to_string(reload.outcome)).add();
  metrics.policy_rules().set(
      static_cast<double>(in_force.current()->inspector->policy().rules().size()));
  log.info("policy replaced", {{"file", loader.path()},
                               {"old_digest", reload.old_digest},
                               {"new_digest", reload.new_digest}});
  if (!reload.audit_error.empty()) {
    log.error("policy change not audited", {{"problem", reload.audit_error}});
  }
}

// What the author of the policy may not expect.
void warn_of_policy(const LoadedPolicy& policy, telemetry::Log& log) {
  for (const std::string& name : policy.inspector->uncovered_signals()) {
    log.warning("a rule reads a signal that no detector finds", {{"signal", name}});
  }
  for (const Issue& issue : filter::unknown_mask_entities(policy.inspector->policy())) {
    log.warning(issue.message, {{"suggestion", issue.suggestion}});
  }
  for (const std::string& rule : policy.inspector->whole_text_rules()) {
    log.info("a rule is judged by whole outputs: streams wait for it", {{"rule", rule}});
  }
}

// A change of keys that cannot be kept applies all the same, as one of the policy does.
service::KeysFile::Replaced audit_keys(journal::AuditSink* audit, const Clock& clock,
                                       telemetry::Log& log) {
  return [audit, &clock, &log](std::span<const auth::KeyRecord> before,
                               std::span<const auth::KeyRecord> now) {
    auto change = auth::access_change(before, now);
    if (audit == nullptr || !change) return;
    // Nobody signs a file of keys.
    const Status kept =
        audit->record({clock.now(), "access_change", "system", "keys", "", *std::move(change)});
    if (!kept) log.error("change of keys not audited", {{"problem", kept.error().to_string()}});
  };
}

}  // namespace

Status serve_gateway(const GatewaySettings& settings, Files& files, const std::string& version,
                     const Surroundings& surroundings) {
  // What everything else is given.
  SystemClock clock;
  telemetry::Log log(STDERR_FILENO, service::log_level(settings.log.level), clock);
  telemetry::Metrics metrics({version, ""});
  GS_TRY(KeyedDigest keyed_digest, KeyedDigest::open(files, settings.data_dir));

  // Where decisions and changes are kept, before there are any. Outlives all that records.
  GS_TRY(auto keeping, RecordKeeping::open({.settings = settings,
                                            .files = files,
                                            .clock = clock,
                                            .metrics = metrics,
                                            .log = log,
                                            .receiver = surroundings.receiver}));

  // What finds things in texts, once for every policy to come.
  GS_TRY(const filter::DetectorOptions options, detector_options(settings, files));
  GS_TRY(detect::Detectors detectors, filter::shared_detectors(options));

  // The policy, before anything listens: a broken file is refused here.
  PolicyLoader loader(files, settings.policy.file, std::move(detectors), clock,
                      detection_deadline(settings), metrics, keeping->audit(),
                      guard_declarations(settings.guards));
  GS_TRY(std::shared_ptr<const LoadedPolicy> first, loader.load_first());
  metrics.policy_rules().set(static_cast<double>(first->inspector->policy().rules().size()));
  warn_of_policy(*first, log);
  PolicyInForce policy(first);

  // Who may ask what.
  service::Authentication authentication(clock);
  service::KeysFile keys_file(files, settings.auth.keys);
  if (settings.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(auto keys, keys_file.load());
    authentication.replace_keys(std::move(keys));
  }

  // The endpoints and the server over them.
  JsonLimits json_limits{settings.http.limits.json_depth, settings.http.limits.body};
  Judge judge({.policy = policy,
               .clock = clock,
               .keyed_digest = keyed_digest,
               .log = log,
               .decisions = keeping->decisions(),
               .unrecorded = &keeping->unrecorded(),
               .durability = settings.audit.durability,
               .refuse_unrecorded = settings.audit.refuse_unrecorded,
               .on_uninspectable = settings.proxy.on_uninspectable,
               .settings_digest = settings.digest});
  JudgingPool judging_pool(settings.workers, kLongTextsWaiting);
  auto on_event = [&log](http::EventLevel level, std::string_view message) {
    if (level == http::EventLevel::kInfo) return log.info(message);
    level == http::EventLevel::kWarning ? log.warning(message) : log.error(message);
  };

  // What is asked beside our own detectors. Outlives the server, whose threads ask.
  GS_TRY(auto panel, guards::Panel::create(guard_options(settings.guards), settings.workers, files,
                                           clock, on_event));
  panel->on_asked(guard_metrics(metrics));
  const GuardRounds rounds(policy, *panel, judging_pool);
  FilterEndpoint filter(judge, json_limits);
  ModerationEndpoint moderation(judge, json_limits);
  LiteLlmEndpoint litellm(judge, json_limits);
  DetectorEndpoint detector(judge, json_limits);

  // The way to the models. Outlives the server, whose threads call it.
  GS_TRY(auto proxy, Proxy::create({.settings = settings,
                                    .files = files,
                                    .clock = clock,
                                    .metrics = metrics,
                                    .judge = judge,
                                    .judging_pool = judging_pool,
                                    .panel = *panel,
                                    .authentication = authentication,
                                    .on_event = on_event,
                                    .version = version}));
  GS_TRY(std::string openapi, service::openapi_json(openapi_yaml()));
  std::atomic<bool> stopping = false;
  http::JsonAccessLog access_log(STDOUT_FILENO, service::access_level(settings.log.access));
  auto routes = gateway_routes({policy, filter, moderation, litellm, detector, rounds,
                                authentication, proxy->upstreams(), judging_pool, *keeping, metrics,
                                clock, stopping, openapi, json_limits});
  for (http::Route& route : proxy->routes()) routes.push_back(std::move(route));
  GS_TRY(auto server, http::Server::create(service::server_options(settings), std::move(routes),
                                           {&clock, &access_log, on_event, [&](unsigned worker) {
                                              proxy->end_worker(worker);
                                              panel->end_worker(worker);
                                            }}));
  GS_CHECK_OK(proxy->start());
  GS_CHECK_OK(server->start());

  // Changes of files, once there is something to change.
  std::unique_ptr<service::FileWatch> policy_watch;
  if (settings.policy.reload && !settings.policy.file.empty()) {
    GS_TRY(policy_watch,
           service::FileWatch::start(settings.policy.file, settings.policy.reload_poll,
                                     [&] { reload_policy(loader, policy, metrics, log); }));
  }
  std::unique_ptr<service::FileWatch> keys_watch;
  if (settings.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(keys_watch,
           service::FileWatch::start(settings.auth.keys, settings.policy.reload_poll, [&] {
             keys_file.reload(authentication, log, audit_keys(keeping->audit(), clock, log));
           }));
  }
  log.info("gateway is ready", {{"port", server->port()},
                                {"policy", first->origin},
                                {"policy_digest", first->inspector->policy().digest()},
                                {"settings_digest", settings.digest}});
  if (surroundings.on_ready) surroundings.on_ready(server->port());

  // Until asked to stop.
  const std::string reason = surroundings.wait_for_stop();
  stopping = true;
  policy_watch.reset();
  keys_watch.reset();
  log.info("gateway is stopping", {{"reason", reason}});
  http::Server::StopReport report = server->stop(settings.shutdown_grace);
  proxy->stop();
  keeping->stop(settings.shutdown_grace);
  log.info("gateway has stopped", {{"connections_cut", report.cut}});
  return Ok{};
}

int run_gateway(const GatewaySettings& settings, Files& files, const std::string& version) {
  const service::Signals signals;  // first: threads inherit the mask
  service::keep_freed_memory();
  const Status served = serve_gateway(settings, files, version, {.wait_for_stop = [&signals] {
                                        return fmt::format("signal {}", signals.wait());
                                      }});
  return served ? 0 : service::refuse_to_start(served.error());
}

}  // namespace gs::gateway
