#include "gateway/upstream/upstreams.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "gateway/upstream/choice.h"
#include "gateway/upstream/connection_pool.h"
#include "gateway/upstream/health_checks.h"

namespace gs::gateway::upstream {
namespace {

// Uniform in [0, 1). The order of servers needs no secrecy.
double draw() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::generate_canonical<double, 24>(generator);
}

}  // namespace

Upstreams::Upstreams(Options options, unsigned workers, const Clock& clock,
                     http::EventSink on_event)
    : options_(std::move(options)),
      clock_(clock),
      on_event_(std::move(on_event)),
      retry_budget_(options_.retry_budget),
      pools_(workers) {}

Upstreams::~Upstreams() = default;

Result<std::unique_ptr<Upstreams>> Upstreams::create(Options options, unsigned workers,
                                                     Files& files, const Clock& clock,
                                                     http::EventSink on_event) {
  std::unique_ptr<Upstreams> made(
      new Upstreams(std::move(options), workers, clock, std::move(on_event)));
  GS_CHECK_OK(made->build(files));
  return made;
}

Status Upstreams::build(Files& files) {
  for (const ServerOptions& one : options_.servers) {
    GS_TRY(std::unique_ptr<Server> server, Server::create(one, options_, files));
    all_.push_back(server.get());
    servers_.push_back(std::move(server));
  }
  for (const std::string& name : options_.fallbacks) {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Server* server) {
      return server->options().name == name;
    });
    if (found == all_.end()) {
      return fail(ErrorCode::kInvalidInput, "there is no upstream of that name",
                  "upstream.fallbacks: " + name);
    }
    fallbacks_.push_back(*found);
  }
  for (Server* server : all_) {
    if (server->options().weight == 0) fallbacks_.push_back(server);
  }
  return Ok{};
}

Status Upstreams::start_health_checks() {
  if (options_.health_interval.count() == 0 || servers_.empty()) return Ok{};
  GS_TRY(health_, HealthChecks::start(*this));
  return Ok{};
}

void Upstreams::end_worker(unsigned worker) {
  pools_[worker].reset();
}

bool Upstreams::any_usable() const {
  const SteadyTime now = clock_.steady();
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Server* server) { return server->usable(now); });
}

bool Upstreams::serves(std::string_view model, Dialect dialect) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Server* server) {
    return server->options().dialect == dialect && server->serves(model);
  });
}

std::vector<Server*> Upstreams::order_for(std::string_view model, Dialect dialect) const {
  // Those of another dialect must not win a draw.
  const auto differs = [&](const Server* server) { return server->options().dialect != dialect; };
  std::vector<Server*> servers = all_;
  std::vector<Server*> fallbacks = fallbacks_;
  std::erase_if(servers, differs);
  std::erase_if(fallbacks, differs);
  return order_servers(servers, fallbacks, model, clock_.steady(), draw());
}

void Upstreams::on_state(StateSink sink) {
  on_state_ = std::move(sink);
  for (const Server* server : all_) on_state_(*server, server->usable(clock_.steady()));
}

ConnectionPool& Upstreams::pool(unsigned worker, http::Executor executor) {
  std::unique_ptr<ConnectionPool>& pool = pools_[worker];
  if (!pool) pool = std::make_unique<ConnectionPool>(executor, options_);
  return *pool;
}

void Upstreams::tell(const Attempt& attempt) const {
  if (on_attempt_) on_attempt_(attempt);
}

void Upstreams::tell_state(const Server& server, bool usable, std::string_view why) const {
  if (on_state_) on_state_(server, usable);
  if (!on_event_) return;
  const ServerOptions& options = server.options();
  const auto level = usable ? http::EventLevel::kInfo : http::EventLevel::kWarning;
  on_event_(level, fmt::format("upstream {} ({}) is {}: {}", options.name, server.host_field(),
                               usable ? "used again" : "left alone", why));
}

}  // namespace gs::gateway::upstream
