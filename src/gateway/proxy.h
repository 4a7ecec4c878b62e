// The governed proxy as one part of the program: model servers, limits, telemetry, and what the
// exchanges are given of them.
//
//   GS_TRY(auto proxy, Proxy::create({...}));
//   routes += proxy->routes();
//   ... server hooks: on_worker_end = proxy->end_worker(...) ...
//   GS_CHECK_OK(proxy->start());
//   ... the server stops ...
//   proxy->stop();
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/model_parts.h"
#include "gateway/upstream/upstreams.h"
#include "http/events.h"
#include "http/router.h"
#include "service/trace_export.h"
#include "settings/gateway_settings.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

class Proxy {
 public:
  // Everything is borrowed and outlives the proxy.
  struct Parts {
    const settings::GatewaySettings& settings;
    Files& files;
    const Clock& clock;
    telemetry::Metrics& metrics;
    const Judge& judge;
    JudgingPool& judging_pool;
    guards::Panel& panel;
    const service::Authentication& authentication;
    http::EventSink on_event;
    std::string version;
  };

  // Errors: a key, a certificate file or an address in the settings that cannot be used.
  static Result<std::unique_ptr<Proxy>> create(const Parts& parts);

  // The endpoints that carry requests to models. They point into the proxy.
  std::vector<http::Route> routes() const;
  Status start();
  // On the worker's own thread, after its last connection.
  void end_worker(unsigned worker) { upstreams_->end_worker(worker); }
  // After the server: sends the traces that are left.
  void stop();

  const upstream::Upstreams& upstreams() const { return *upstreams_; }

 private:
  explicit Proxy(const Parts& parts);
  Status open(const Parts& parts);
  Status open_limits(const Parts& parts);

  const settings::GatewaySettings& settings_;
  std::unique_ptr<upstream::Upstreams> upstreams_;
  std::unique_ptr<Limits> limits_;
  std::unique_ptr<service::TraceExport> traces_;  // null: traces are not exported
  std::unique_ptr<ExchangeTelemetry> telemetry_;
  std::unique_ptr<ModelParts> parts_;
};

}  // namespace gs::gateway
