// The gateway's endpoints on a server of their own, over a sink that holds its records back, with a
// scripted model server behind them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/faulty_files.h"
#include "filter/detectors.h"
#include "fixtures/http_client.h"
#include "fixtures/scripted_server.h"
#include "gateway/policy_loader.h"
#include "gateway/proxy.h"
#include "gateway/record_keeping.h"
#include "gateway/routes.h"
#include "held_sink.h"
#include "http/server.h"
#include "settings/gateway_table.h"

namespace gs::gateway {

// Does what the context says, for each phase: {"prompt": "mask", "output": "block"}.
inline std::string obedient_policy() {
  std::string text = "meta: {adr_id: KEPT}\npolicy_as_code:\n  baseline: \"off\"\n  rules:\n";
  for (const std::string phase : {"prompt", "output"}) {
    for (const std::string action : {"flag", "mask", "summarize", "safe_mode", "block"}) {
      if (phase == "output" && action == "safe_mode") continue;
      if (phase == "prompt" && action == "summarize") continue;
      text += "    - {id: " + phase + "-" + action + ", phase: " + phase + ", when: \"context.?" +
              phase + ".orValue('') == '" + action + "'\", action: " + action;
      if (action == "mask") text += ", mask: {entities: [EMAIL_ADDRESS]}";
      text += "}\n";
    }
  }
  return text;
}

inline const detect::Detectors& all_detectors() {
  static const auto kDetectors = filter::shared_detectors({});
  return *kDetectors;
}

class KeptGateway {
 public:
  KeptGateway(const std::string& durability, const std::string& on_failure)
      : model_([this](fixtures::ScriptedServer::Peer& peer) { play_model(peer); }) {
    const std::string file =
        "audit: {durability: " + durability + ", on_failure: " + on_failure +
        "}\nupstream: {url: [\"http://127.0.0.1:" + std::to_string(model_.port()) +
        "\"], health: {interval: 0s}, retry: {attempts: 0}}\n";
    auto resolved = settings::Settings::resolve(settings::gateway_table(), {.file_text = file});
    settings_ = *settings::GatewaySettings::create(*resolved, 1);
    build();
  }
  ~KeptGateway() {
    sink.release(true);
    finish_stream();
    server_->stop(std::chrono::seconds(5));
    proxy_->stop();
  }

  std::unique_ptr<fixtures::HttpClient> ask(const std::string& path,
                                            const std::string& body) const {
    auto client = std::make_unique<fixtures::HttpClient>(server_->port());
    client->send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nDetector-Id: any\r\n" +
                 "Content-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    return client;
  }
  int asked_model() const { return asked_model_; }
  // A streamed answer stops behind its first piece until then.
  void finish_stream() {
    if (!finished_.exchange(true)) finish_.set_value();
  }

  HeldSink sink;

 private:
  // Answers as it was asked: whole, or in pieces.
  void play_model(fixtures::ScriptedServer::Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty();
         request = peer.read_request()) {
      ++asked_model_;
      const bool streams = request.find("\"stream\":true") != std::string::npos;
      if (!streams) {
        peer.send(whole());
        continue;
      }
      const std::string bytes = stream();
      const size_t first = bytes.find("\n\n", bytes.find("Hello")) + 2;
      peer.send(bytes.substr(0, first));
      finish_.get_future().wait();
      peer.send(bytes.substr(first));
    }
  }
  static std::string whole() {
    const std::string body =
        R"({"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
        R"("message":{"role":"assistant","content":"Hello there."},"finish_reason":"stop"}]})";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  static std::string stream() {
    const auto event = [](const std::string& delta, const std::string& reason) {
      return "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
             "\"m\",\"choices\":[{\"index\":0,\"delta\":" +
             delta + ",\"finish_reason\":" + reason + "}]}\n\n";
    };
    const std::string body = event(R"({"role":"assistant","content":"Hello "})", "null") +
                             event(R"({"content":"there."})", "null") + event("{}", "\"stop\"") +
                             "data: [DONE]\n\n";
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  void build() {
    files_.replace("policy.yaml", obedient_policy()).value_or(Ok{});
    loader_ = std::make_unique<PolicyLoader>(
        files_, "policy.yaml", all_detectors(), clock_,
        detect::Deadline{std::chrono::seconds(10), detect::OnTimeout::kClosed}, metrics_, nullptr);
    auto first = loader_->load_first();
    ASSERT_TRUE(first) << first.error().message;
    policy_ = std::make_unique<PolicyInForce>(*first);
    judge_ =
        std::make_unique<Judge>(Judge::Parts{.policy = *policy_,
                                             .clock = clock_,
                                             .keyed_digest = digest_,
                                             .log = log_,
                                             .decisions = &sink,
                                             .unrecorded = nullptr,
                                             .durability = settings_.audit.durability,
                                             .refuse_unrecorded = settings_.audit.refuse_unrecorded,
                                             .on_uninspectable = settings_.proxy.on_uninspectable,
                                             .settings_digest = settings_.digest});
    filter_ = std::make_unique<FilterEndpoint>(*judge_, limits_);
    moderation_ = std::make_unique<ModerationEndpoint>(*judge_, limits_);
    litellm_ = std::make_unique<LiteLlmEndpoint>(*judge_, limits_);
    detector_ = std::make_unique<DetectorEndpoint>(*judge_, limits_);
    keeping_ = *RecordKeeping::open({settings_, files_, clock_, metrics_, log_});
    serve();
  }
  void serve() {
    auto panel = guards::Panel::create({}, 1, files_, clock_, {});
    ASSERT_TRUE(panel) << panel.error().message;
    panel_ = *std::move(panel);
    rounds_ = std::make_unique<GuardRounds>(*policy_, *panel_, pool_);
    auto proxy = Proxy::create({.settings = settings_,
                                .files = files_,
                                .clock = clock_,
                                .metrics = metrics_,
                                .judge = *judge_,
                                .judging_pool = pool_,
                                .panel = *panel_,
                                .authentication = authentication_,
                                .on_event = {},
                                .version = "test"});
    ASSERT_TRUE(proxy) << proxy.error().message;
    proxy_ = *std::move(proxy);
    auto routes = gateway_routes({*policy_, *filter_, *moderation_, *litellm_, *detector_, *rounds_,
                                  authentication_, proxy_->upstreams(), pool_, *keeping_, metrics_,
                                  clock_, stopping_, openapi_, limits_});
    for (http::Route& route : proxy_->routes()) routes.push_back(std::move(route));
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.workers = 1;
    auto server = http::Server::create(
        options, std::move(routes),
        {&clock_, nullptr, {}, [this](unsigned worker) { proxy_->end_worker(worker); }});
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
    ASSERT_TRUE(server_->start());
  }

  FaultyFiles files_;
  SystemClock clock_;
  telemetry::Metrics metrics_{{"test", ""}};
  telemetry::Log log_{2, telemetry::LogLevel::kOff, clock_};
  KeyedDigest digest_{std::string(32, 'k')};
  JsonLimits limits_;
  service::Authentication authentication_{clock_};
  JudgingPool pool_{1, 8};
  std::atomic<bool> stopping_ = false;
  const std::string openapi_ = "{}";
  std::atomic<int> asked_model_ = 0;
  std::atomic<bool> finished_ = false;
  std::promise<void> finish_;
  fixtures::ScriptedServer model_;
  settings::GatewaySettings settings_;
  std::unique_ptr<PolicyLoader> loader_;
  std::unique_ptr<PolicyInForce> policy_;
  std::unique_ptr<Judge> judge_;
  std::unique_ptr<FilterEndpoint> filter_;
  std::unique_ptr<ModerationEndpoint> moderation_;
  std::unique_ptr<LiteLlmEndpoint> litellm_;
  std::unique_ptr<DetectorEndpoint> detector_;
  std::unique_ptr<RecordKeeping> keeping_;
  std::unique_ptr<guards::Panel> panel_;
  std::unique_ptr<GuardRounds> rounds_;
  std::unique_ptr<Proxy> proxy_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace gs::gateway
