#include "gateway/application.h"

#include <fmt/core.h>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>

#include "auth/key_ring.h"
#include "filter/mask_entities.h"
#include "gateway/authentication.h"
#include "gateway/detector_options.h"
#include "gateway/file_watch.h"
#include "gateway/filter_endpoint.h"
#include "gateway/judgement.h"
#include "gateway/judging_pool.h"
#include "gateway/keyed_digest.h"
#include "gateway/policy_loader.h"
#include "gateway/proxy.h"
#include "gateway/routes.h"
#include "gateway/status_endpoints.h"
#include "http/access_log.h"
#include "http/server.h"
#include "journal/json_lines.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace gs::gateway {
namespace {

using settings::GatewaySettings;

constexpr int kUnusable = 2;
constexpr size_t kLongTextsWaiting = 64;  // beyond, workers judge them themselves

telemetry::LogLevel log_level(settings::LogLevel level) {
  switch (level) {
    case settings::LogLevel::kDebug:
      return telemetry::LogLevel::kDebug;
    case settings::LogLevel::kInfo:
      return telemetry::LogLevel::kInfo;
    case settings::LogLevel::kWarning:
      return telemetry::LogLevel::kWarning;
    case settings::LogLevel::kError:
      return telemetry::LogLevel::kError;
  }
  return telemetry::LogLevel::kInfo;
}

http::AccessLevel access_level(settings::AccessLog level) {
  switch (level) {
    case settings::AccessLog::kOff:
      return http::AccessLevel::kOff;
    case settings::AccessLog::kErrors:
      return http::AccessLevel::kErrors;
    case settings::AccessLog::kAll:
      return http::AccessLevel::kAll;
  }
  return http::AccessLevel::kErrors;
}

// A server without authentication answers only to the names of its own machine, so that a web page
// cannot reach it by DNS rebinding. Where the operator has opened it to other machines on purpose
// (auth.insecure) its names are not known here.
std::vector<std::string> allowed_hosts(const GatewaySettings& settings) {
  if (settings.auth.mode == settings::AuthMode::kKeys || settings.auth.insecure) return {};
  return {"localhost", "127.0.0.1", "[::1]"};
}

http::ServerOptions server_options(const GatewaySettings& settings) {
  http::ServerOptions options;
  options.listen = settings.listen;
  options.workers = settings.workers;
  options.limits.head.max_bytes = settings.http.limits.header;
  options.limits.max_body_bytes = settings.http.limits.body;
  options.max_connections = settings.http.limits.connections;
  options.header_timeout = settings.http.timeouts.header;
  options.body_timeout = settings.http.timeouts.body;
  options.idle_timeout = settings.http.timeouts.idle;
  options.write_timeout = settings.http.timeouts.write;
  options.dispatch.allowed_hosts = allowed_hosts(settings);
  options.dispatch.cors_origins = settings.cors_origins;
  options.tls_certificate_file = settings.tls.certificate;
  options.tls_key_file = settings.tls.key;
  options.tls_1_3_only = settings.tls.minimum == settings::TlsVersion::k1_3;
  return options;
}

detect::Deadline detection_deadline(const GatewaySettings& settings) {
  bool open = settings.detect.on_timeout == settings::OnTimeout::kOpen;
  return {settings.detect.deadline, open ? detect::OnTimeout::kOpen : detect::OnTimeout::kClosed};
}

template <typename Sink>
Result<std::unique_ptr<Sink>> open_sink(Files& files, const std::string& path) {
  if (path.empty()) return nullptr;
  GS_TRY(auto lines, journal::JsonLines::open(files, path));
  return std::make_unique<Sink>(std::move(lines));
}

// Signals are waited for by the main thread; every other thread inherits that they are blocked.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (int signal : {SIGTERM, SIGINT}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  int wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
  }

 private:
  sigset_t set_;
};

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

// The file of keys, and what it held when it was last looked at.
struct KeysFile {
  std::string path;
  std::string seen;
};

Result<std::shared_ptr<const auth::KeyRing>> load_keys(Files& files, KeysFile& file) {
  GS_TRY(file.seen, files.read(file.path));
  GS_TRY(auth::KeyRing ring, auth::KeyRing::load(file.seen, file.path));
  return std::make_shared<const auth::KeyRing>(std::move(ring));
}

// A file of keys that cannot be used changes nothing, as with the policy.
void reload_keys(Files& files, KeysFile& file, Authentication& authentication,
                 telemetry::Log& log) {
  const std::string before = file.seen;
  auto keys = load_keys(files, file);
  if (file.seen == before) return;
  if (!keys) {
    log.error("keys not replaced: the old ones go on", {{"problem", keys.error().to_string()}});
    return;
  }
  authentication.replace_keys(*keys);
  log.info("keys replaced", {{"file", file.path}, {"keys", (*keys)->size()}});
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

// Memory that a request gives back stays with the process. The language detector alone takes and
// frees some 130 KiB a text; returned to the system and fetched anew it would cost more time than
// all other detectors.
void keep_freed_memory() {
  constexpr int kKeptBytes = 32 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
}

Status serve(const GatewaySettings& settings, Files& files, const std::string& version) {
  Signals signals;  // first: threads inherit the mask
  keep_freed_memory();

  // What everything else is given.
  SystemClock clock;
  telemetry::Log log(STDERR_FILENO, log_level(settings.log.level), clock);
  telemetry::Metrics metrics({version, ""});
  GS_TRY(KeyedDigest keyed_digest, KeyedDigest::open(files, settings.data_dir));
  GS_TRY(auto decisions, open_sink<journal::JsonLinesDecisionSink>(files, settings.decisions_file));
  GS_TRY(auto audit, open_sink<journal::JsonLinesAuditSink>(files, settings.audit_file));

  // What finds things in texts, once for every policy to come.
  GS_TRY(const filter::DetectorOptions options, detector_options(settings, files));
  GS_TRY(detect::Detectors detectors, filter::shared_detectors(options));

  // The policy, before anything listens: a broken file is refused here.
  PolicyLoader loader(files, settings.policy.file, std::move(detectors), clock,
                      detection_deadline(settings), metrics, audit.get());
  GS_TRY(std::shared_ptr<const LoadedPolicy> first, loader.load_first());
  metrics.policy_rules().set(static_cast<double>(first->inspector->policy().rules().size()));
  warn_of_policy(*first, log);
  PolicyInForce policy(first);

  // Who may ask what.
  Authentication authentication(clock);
  KeysFile keys_file{settings.auth.keys, ""};
  if (settings.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(auto keys, load_keys(files, keys_file));
    authentication.replace_keys(std::move(keys));
  }

  // The endpoints and the server over them.
  JsonLimits json_limits{settings.http.limits.json_depth, settings.http.limits.body};
  Judge judge({.policy = policy,
               .clock = clock,
               .keyed_digest = keyed_digest,
               .log = log,
               .decisions = decisions.get(),
               .refuse_unrecorded = settings.refuse_unrecorded,
               .on_uninspectable = settings.proxy.on_uninspectable,
               .settings_digest = settings.digest});
  JudgingPool judging_pool(settings.workers, kLongTextsWaiting);
  FilterEndpoint filter(judge, json_limits);
  ModerationEndpoint moderation(judge, json_limits);
  LiteLlmEndpoint litellm(judge, json_limits);
  DetectorEndpoint detector(judge, json_limits);
  auto on_event = [&log](http::EventLevel level, std::string_view message) {
    if (level == http::EventLevel::kInfo) return log.info(message);
    level == http::EventLevel::kWarning ? log.warning(message) : log.error(message);
  };

  // The way to the models. Outlives the server, whose threads call it.
  GS_TRY(auto proxy, Proxy::create({.settings = settings,
                                    .files = files,
                                    .clock = clock,
                                    .metrics = metrics,
                                    .judge = judge,
                                    .judging_pool = judging_pool,
                                    .authentication = authentication,
                                    .on_event = on_event,
                                    .version = version}));
  GS_TRY(std::string openapi, openapi_json());
  std::atomic<bool> stopping = false;
  http::JsonAccessLog access_log(STDOUT_FILENO, access_level(settings.log.access));
  auto routes = gateway_routes({policy, filter, moderation, litellm, detector, authentication,
                                proxy->upstreams(), judging_pool, metrics, clock, stopping, openapi,
                                json_limits});
  for (http::Route& route : proxy->routes()) routes.push_back(std::move(route));
  GS_TRY(auto server, http::Server::create(server_options(settings), std::move(routes),
                                           {&clock, &access_log, on_event,
                                            [&](unsigned worker) { proxy->end_worker(worker); }}));
  GS_CHECK_OK(proxy->start());
  GS_CHECK_OK(server->start());

  // Changes of files, once there is something to change.
  std::unique_ptr<FileWatch> policy_watch;
  if (settings.policy.reload && !settings.policy.file.empty()) {
    GS_TRY(policy_watch, FileWatch::start(settings.policy.file, settings.policy.reload_poll,
                                          [&] { reload_policy(loader, policy, metrics, log); }));
  }
  std::unique_ptr<FileWatch> keys_watch;
  if (settings.auth.mode == settings::AuthMode::kKeys) {
    GS_TRY(keys_watch, FileWatch::start(settings.auth.keys, settings.policy.reload_poll, [&] {
             reload_keys(files, keys_file, authentication, log);
           }));
  }
  log.info("gateway is ready", {{"port", server->port()},
                                {"policy", first->origin},
                                {"policy_digest", first->inspector->policy().digest()},
                                {"settings_digest", settings.digest}});

  // Until asked to stop.
  int signal = signals.wait();
  stopping = true;
  policy_watch.reset();
  keys_watch.reset();
  log.info("gateway is stopping", {{"signal", signal}});
  http::Server::StopReport report = server->stop(settings.shutdown_grace);
  proxy->stop();
  log.info("gateway has stopped", {{"connections_cut", report.cut}});
  return Ok{};
}

}  // namespace

int run_gateway(const GatewaySettings& settings, Files& files, const std::string& version) {
  Status served = serve(settings, files, version);
  if (served) return 0;
  // A policy's issues are rendered with file, line and caret already.
  const Error& error = served.error();
  bool rendered = error.message.find('\n') != std::string::npos;
  fmt::print(stderr, "{}{}\n",
             rendered ? "" : "error: ", rendered ? error.message : error.to_string());
  return kUnusable;
}

}  // namespace gs::gateway
