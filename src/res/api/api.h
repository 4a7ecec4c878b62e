// The HTTP interface of the Risk & Evidence Service.
//
//   ApiMetrics metrics(version);
//   ApiParts parts{.log = *log, .database = *database, ...};
//   ServerOptions options = service::server_options(settings);
//   options.limits.body_limit = body_limits(parts);
//   GS_TRY(auto server, http::Server::create(options, res_routes(parts), hooks));
//
// Which endpoint is for whom stands in routes.cc. What an endpoint does stands in the modules that
// it calls (res/evidence, res/decisions, res/risk, res/incidents, res/log); here is only how it is
// asked and answered.
//
// Threads. Every request is a coroutine on its connection's thread. What reads the database runs on
// the pool; what writes is given to the log, and the coroutine goes on when the batch is durable.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "http/request_reader.h"
#include "http/router.h"
#include "ledger/signed_note.h"
#include "policy/program.h"
#include "res/api/metrics.h"
#include "res/decisions/decision_reader.h"
#include "res/incidents/sink.h"
#include "res/log/log.h"
#include "res/store/blobs.h"
#include "res/store/database.h"
#include "service/authentication.h"
#include "service/secret_expiry.h"
#include "service/work_pool.h"
#include "telemetry/span_exporter.h"

namespace gs::res {

// Values of the settings of the same names.
struct ApiValues {
  std::string version;
  std::string public_url;  // without a slash at its end
  JsonLimits json;
  size_t body_max = size_t{8} * 1024 * 1024;      // http.limits.body: all but the next
  size_t content_max = size_t{64} * 1024 * 1024;  // res.content.max
  size_t metadata_max = size_t{64} * 1024;        // res.metadata_max
  double sampling = 0.1;                          // share of traces that are exported
  std::chrono::milliseconds proof_wait{5'000};    // of "Prefer: wait=proof", at most
  std::string openapi_document;                   // filled in by res_routes()
};

// Everything is borrowed, copied into the handlers as references, and outlives the server.
struct ApiParts {
  log::Log& log;
  store::Database& database;
  store::Blobs& blobs;
  const Clock& clock;
  const ledger::NoteSigner& signer;
  DecisionReader& decisions;
  const service::Authentication& authentication;
  service::WorkPool& pool;
  ApiMetrics& metrics;
  telemetry::SpanExporter* exporter = nullptr;  // null: no traces leave
  const std::atomic<bool>& stopping;

  // The policy in force; called for each request that needs it, from any thread.
  std::function<std::shared_ptr<const policy::CompiledPolicy>()> policy;
  std::vector<SinkSettings> sinks;
  std::function<void()> wake_sinks = [] {};  // something was queued for them
  // At a scrape, on a thread of the pool; see service::secret_expiries().
  std::function<std::vector<service::SecretExpiry>()> secrets = [] {
    return std::vector<service::SecretExpiry>();
  };
  // A failure that no caller is told in full.
  std::function<void(bool error, std::string)> say = [](bool, std::string) {};
  ApiValues values;
};

// Error: an embedded specification that is none.
Result<std::vector<http::Route>> res_routes(ApiParts parts);

// How large a body may be: uploads of callers who may upload are taken up to their own limits,
// everything else up to body_max.
std::function<size_t(const http::RequestHead&)> body_limits(const ApiParts& parts);

// specs/openapi-risk-evidence-service.yaml, compiled in (see cmake/embed.cmake).
std::string_view res_openapi_yaml();

}  // namespace gs::res
