// governed-speed health: is what runs on this machine ready? For container health checks, where
// there is no curl.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "governed_speed/commands.h"
#include "http/blocking_client.h"

namespace gs::command {
namespace {

constexpr size_t kMostShown = 500;  // bytes of a body that says why not

struct HealthOptions {
  std::vector<std::string> urls{"http://127.0.0.1:8081", "http://127.0.0.1:8080"};
  std::string ca_file;
  int timeout_seconds = 3;
};

enum class Health { kReady, kNotReady, kSilent };

// kInvalidInput: the URL; everything else that goes wrong is a service that does not answer.
Result<Health> ask(const std::string& url, const HealthOptions& options) {
  http::ClientOptions client_options;
  client_options.ca_file = options.ca_file;
  client_options.connect_timeout = std::chrono::seconds(options.timeout_seconds);
  client_options.answer_timeout = std::chrono::seconds(options.timeout_seconds);
  GS_TRY(const auto client, http::BlockingClient::create(url, client_options));
  const auto answer = client->get("/ready");
  if (!answer) {
    fmt::print("{} does not answer: {}\n", url, answer.error().to_string());
    return Health::kSilent;
  }
  if (answer->status == 200) {
    fmt::print("{} is ready\n", url);
    return Health::kReady;
  }
  fmt::print("{} is not ready: {} {}\n", url, answer->status,
             escape_for_display(answer->body, kMostShown));
  return Health::kNotReady;
}

// Of the addresses that were named each has to be ready; of those that nobody named, one, and none
// may say that it is not: a container runs a gateway, an evidence service or both.
int run_health(const HealthOptions& options, bool named) {
  int ready = 0;
  int unready = 0;
  for (const std::string& url : options.urls) {
    const auto health = ask(url, options);
    if (!health) return usage_error(health.error().to_string());
    ready += *health == Health::kReady;
    unready += *health == Health::kNotReady || (named && *health == Health::kSilent);
  }
  return ready > 0 && unready == 0 ? 0 : 1;
}

}  // namespace

void add_health_command(CLI::App& app, int& status) {
  auto options = std::make_shared<HealthOptions>();
  CLI::App* health =
      app.add_subcommand("health", "Ask whether gateway and evidence service are ready");
  CLI::Option* urls = health->add_option(
      "url", options->urls,
      "Base URLs, each of which has to be ready. Without one: of 127.0.0.1:8081 and 127.0.0.1:8080 "
      "those that answer, at least one");
  health->add_option("--ca", options->ca_file,
                     "PEM file of the authorities that may vouch for an https URL; by default the "
                     "system's");
  health->add_option("--timeout", options->timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  health->callback([options, urls, &status] { status = run_health(*options, urls->count() > 0); });
}

}  // namespace gs::command
