// The settings of upstreams, the proxy, limits and telemetry.
#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Variables = std::map<std::string, std::string, std::less<>>;

tl::expected<GatewaySettings, Issues> make(std::string_view file, const Variables& variables = {},
                                           decltype(SettingsInput::flags) flags = {}) {
  const auto environment = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  const auto settings = Settings::resolve(
      gateway_table(), {.file_text = file, .environment = environment, .flags = flags});
  if (!settings) return tl::unexpected(settings.error());
  return GatewaySettings::create(*settings, 1);
}

std::string errors_of(std::string_view file) {
  const auto made = make(file);
  return made ? "" : render(made.error(), "s.yaml", file);
}

TEST(GatewayParts, DefaultsAreThoseThatAreDocumented) {
  const auto made = make("");
  ASSERT_TRUE(made);
  const UpstreamsSettings& up = made->upstreams;
  EXPECT_TRUE(up.servers.empty() && up.fallbacks.empty() && up.default_model.empty());
  EXPECT_EQ(up.timeouts.connect, seconds(2));
  EXPECT_EQ(up.timeouts.first_byte, seconds(300));
  EXPECT_EQ(up.timeouts.idle, seconds(60));
  EXPECT_EQ(up.timeouts.total, minutes(10));
  EXPECT_EQ(up.retry.attempts, 2u);
  EXPECT_EQ(up.retry.budget, 20u);
  EXPECT_EQ(up.breaker.failures, 5u);
  EXPECT_EQ(up.breaker.open, seconds(10));
  EXPECT_EQ(up.health.interval, seconds(10));
  EXPECT_EQ(up.health.timeout, seconds(2));
  EXPECT_EQ(up.pool.idle, 64u);
  EXPECT_EQ(up.pool.idle_timeout, seconds(30));
  EXPECT_EQ(up.answer_limit, 32u << 20);
  EXPECT_EQ(up.event_limit, 1u << 20);
  const ProxySettings& proxy = made->proxy;
  EXPECT_EQ(proxy.stream.holdback_max_chars, 16384u);
  EXPECT_EQ(proxy.stream.on_unsupported, OnUnsupported::kBuffer);
  EXPECT_FALSE(proxy.stream.report);
  EXPECT_EQ(proxy.on_block, OnBlock::kError);
  EXPECT_EQ(proxy.block_message, "This content is not available under the organisation's policy.");
  EXPECT_EQ(proxy.on_uninspectable, OnUninspectable::kBlock);
  EXPECT_THAT(proxy.inspected_roles, ElementsAre("user", "assistant", "tool", "document"));
  EXPECT_TRUE(proxy.restore_tools.empty());
  EXPECT_FALSE(proxy.transparency.header);
  EXPECT_EQ(proxy.transparency.text, "ai-generated");
  EXPECT_EQ(proxy.summary.max_tokens, 256u);
  EXPECT_EQ(made->limits.each_key.requests_per_minute, 0u);
  EXPECT_FALSE(made->limits.redis);
  EXPECT_EQ(made->limits.redis_deadline, milliseconds(50));
  EXPECT_EQ(made->limits.on_redis_failure, OnRedisFailure::kLocal);
  EXPECT_FALSE(made->telemetry.otlp.endpoint);
  EXPECT_EQ(made->telemetry.sampling, 10u);
}

TEST(GatewayParts, ReadsUpstreams) {
  const auto made = make(R"(
upstream:
  url: ["http://one:1/v1/"]
  dialect: http
  key: {file: up.key}
  timeouts: {connect: 1s, first_byte: 2s, idle: 3s, total: 4s}
  retry: {attempts: 1, budget: 5}
  breaker: {failures: 2, open: 6s}
  health: {interval: 0s, timeout: 7s, path: /up}
  pool: {idle: 8, idle_timeout: 9s}
  answer_limit: 2MiB
  event_limit: 64KiB
  fallbacks: [spare]
  default_model: m2
upstreams:
  vllm-a: {url: "https://a.example/base/v1", weight: 2, models: [m1, m2], dialect: openai,
           key: {env: A_KEY}, health_path: /ping, tls_ca: ca.pem, tls_name: b.example}
  spare: {url: "https://[::1]:8443", weight: 0}
)");
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  const UpstreamsSettings& up = made->upstreams;
  EXPECT_EQ(up.timeouts.connect, seconds(1));
  EXPECT_EQ(up.timeouts.first_byte, seconds(2));
  EXPECT_EQ(up.timeouts.idle, seconds(3));
  EXPECT_EQ(up.timeouts.total, seconds(4));
  EXPECT_EQ(up.retry.attempts, 1u);
  EXPECT_EQ(up.retry.budget, 5u);
  EXPECT_EQ(up.breaker.failures, 2u);
  EXPECT_EQ(up.breaker.open, seconds(6));
  EXPECT_EQ(up.health.interval, seconds(0));
  EXPECT_EQ(up.health.timeout, seconds(7));
  EXPECT_EQ(up.pool.idle, 8u);
  EXPECT_EQ(up.pool.idle_timeout, seconds(9));
  EXPECT_EQ(up.answer_limit, 2u << 20);
  EXPECT_EQ(up.event_limit, 64u << 10);
  EXPECT_THAT(up.fallbacks, ElementsAre("spare"));
  EXPECT_EQ(up.default_model, "m2");
  ASSERT_EQ(up.servers.size(), 3u);

  const UpstreamSettings& unnamed = up.servers[0];
  EXPECT_EQ(unnamed.name, "default");
  EXPECT_EQ(unnamed.url, (ServerUrl{false, "one", 1, ""}));
  EXPECT_EQ(unnamed.dialect, Dialect::kHttp);
  EXPECT_EQ(unnamed.key.name, "up.key");
  EXPECT_EQ(unnamed.health_path, "/up");
  EXPECT_EQ(unnamed.weight, 1u);

  const UpstreamSettings& named = up.servers[1];
  EXPECT_EQ(named.name, "vllm-a");
  EXPECT_EQ(named.url, (ServerUrl{true, "a.example", 443, "/base"}));
  EXPECT_EQ(named.weight, 2u);
  EXPECT_THAT(named.models, ElementsAre("m1", "m2"));
  EXPECT_EQ(named.dialect, Dialect::kOpenAi);
  EXPECT_EQ(named.key, (SecretReference{SecretReference::Place::kEnvironment, "A_KEY"}));
  EXPECT_EQ(named.health_path, "/ping");
  EXPECT_EQ(named.tls_ca, "ca.pem");
  EXPECT_EQ(named.tls_name, "b.example");

  const UpstreamSettings& spare = up.servers[2];
  EXPECT_EQ(spare.weight, 0u);
  EXPECT_EQ(spare.dialect, Dialect::kHttp);
  EXPECT_EQ(spare.key.name, "");  // never that of upstream.key
  EXPECT_EQ(spare.health_path, "/up");
  EXPECT_EQ(spare.tls_name, "::1");
}

TEST(GatewayParts, ReadsProxyLimitsAndTelemetry) {
  const auto made = make(R"(
stream: {holdback_max_chars: 512, on_unsupported: reject, report: on}
proxy: {on_block: refusal, block_message: "No."}
inspect: {on_uninspectable: flag, roles: [system]}
mask: {restore_tools: [mail]}
transparency: {header: on, text: "made by a model"}
summary: {max_tokens: 99, model: small}
limits:
  requests_per_minute: 1
  tokens_per_minute: 2
  concurrent: 3
  tokens_per_day: 40000000000
  tenants: {acme: {requests_per_minute: 5, concurrent: 6}}
  redis: redis://cache:7000/2
  redis_password: {env: REDIS}
  redis_deadline: 5ms
  on_redis_failure: refuse
telemetry:
  otlp: {endpoint: "https://otel:4318/x/", authorization: {file: otel}, ca: otel.pem}
  sampling: 100
  models: [m9]
)");
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  const ProxySettings& proxy = made->proxy;
  EXPECT_EQ(proxy.stream.holdback_max_chars, 512u);
  EXPECT_EQ(proxy.stream.on_unsupported, OnUnsupported::kReject);
  EXPECT_TRUE(proxy.stream.report);
  EXPECT_EQ(proxy.on_block, OnBlock::kRefusal);
  EXPECT_EQ(proxy.block_message, "No.");
  EXPECT_EQ(proxy.on_uninspectable, OnUninspectable::kFlag);
  EXPECT_THAT(proxy.inspected_roles, ElementsAre("system"));
  EXPECT_THAT(proxy.restore_tools, ElementsAre("mail"));
  EXPECT_TRUE(proxy.transparency.header);
  EXPECT_EQ(proxy.transparency.text, "made by a model");
  EXPECT_EQ(proxy.summary.max_tokens, 99u);
  EXPECT_EQ(proxy.summary.model, "small");
  const LimitSettings& limits = made->limits;
  EXPECT_EQ(limits.each_key.requests_per_minute, 1u);
  EXPECT_EQ(limits.each_key.tokens_per_minute, 2u);
  EXPECT_EQ(limits.each_key.concurrent, 3u);
  EXPECT_EQ(limits.each_key.tokens_per_day, 40'000'000'000u);
  ASSERT_EQ(limits.tenants.size(), 1u);
  EXPECT_EQ(limits.tenants.at("acme").requests_per_minute, 5u);
  EXPECT_EQ(limits.tenants.at("acme").concurrent, 6u);
  EXPECT_EQ(limits.tenants.at("acme").tokens_per_day, 0u);
  EXPECT_EQ(limits.redis->host, "cache");
  EXPECT_EQ(limits.redis->database, 2u);
  EXPECT_EQ(limits.redis_password.name, "REDIS");
  EXPECT_EQ(limits.redis_deadline, milliseconds(5));
  EXPECT_EQ(limits.on_redis_failure, OnRedisFailure::kRefuse);
  EXPECT_EQ(made->telemetry.otlp.endpoint, (ServerUrl{true, "otel", 4318, "/x"}));
  EXPECT_EQ(made->telemetry.otlp.authorization.name, "otel");
  EXPECT_EQ(made->telemetry.otlp.ca, "otel.pem");
  EXPECT_EQ(made->telemetry.sampling, 100u);
  EXPECT_THAT(made->telemetry.models, ElementsAre("m9"));
}

TEST(GatewayParts, FlagAndVariableNameServersBesideThoseOfTheFile) {
  const Variables historical = {{"PAC_UPSTREAM_URL", "http://env:1"}, {"PAC_LLM_PROVIDER", "http"}};
  const auto by_variable = make("upstreams: {a: {url: 'http://a'}}", historical);
  ASSERT_TRUE(by_variable);
  ASSERT_EQ(by_variable->upstreams.servers.size(), 2u);
  EXPECT_EQ(by_variable->upstreams.servers[0].url.host, "env");
  EXPECT_EQ(by_variable->upstreams.servers[1].dialect, Dialect::kHttp);
  const auto by_flag = make("", historical, {{"--upstream", "http://x:1,http://y:2"}});
  ASSERT_TRUE(by_flag);
  ASSERT_EQ(by_flag->upstreams.servers.size(), 2u);
  EXPECT_EQ(by_flag->upstreams.servers[1].name, "default-2");
  EXPECT_EQ(by_flag->upstreams.servers[1].url.host, "y");
  EXPECT_EQ(
      make("", {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}})->telemetry.otlp.endpoint->port,
      4318);
}

TEST(GatewayParts, VariablesNameTheKeyWhereTheFileDoesNot) {
  using Place = SecretReference::Place;
  const Variables path = {{"PAC_UPSTREAM_KEY_FILE", "/run/key"}};
  const Variables value = {{"VLLM_API_KEY", "hunter2"}};
  const Variables both = {{"PAC_UPSTREAM_KEY_FILE", "/run/key"}, {"VLLM_API_KEY", "hunter2"}};
  const struct {
    const char* file;
    const Variables& variables;
    SecretReference key;
  } rows[] = {
      {"upstream: {url: ['http://a']}", {}, {}},
      {"upstream: {url: ['http://a']}", path, {Place::kFile, "/run/key"}},
      {"upstream: {url: ['http://a']}", value, {Place::kEnvironment, "VLLM_API_KEY"}},
      {"upstream: {url: ['http://a']}", both, {Place::kFile, "/run/key"}},
      {"upstream: {url: ['http://a'], key: {env: OURS}}", both, {Place::kEnvironment, "OURS"}},
  };
  for (const auto& row : rows) {
    const auto made = make(row.file, row.variables);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->upstreams.servers[0].key, row.key) << row.file;
  }
}

TEST(GatewayParts, SaysWhatDoesNotFit) {
  const struct {
    const char* file;
    const char* message;
  } rows[] = {
      {"upstreams:\n  a: {weight: 1}",
       "s.yaml:2:3: error: 'upstreams.a.url' is missing\n"
       "  2 |   a: {weight: 1}\n"
       "    |   ^"},
      {"upstreams: {a: {url: vllm}}",
       "s.yaml:1:22: error: 'upstreams.a.url' must be a URL that begins with http:// or https://"},
      {"upstream: {url: ['ftp://a']}", "'upstream.url' must be a URL that begins with http://"},
      {"upstreams: {a: {url: 'http://a', weight: 1001}}", "must be at most 1000, not 1001"},
      {"upstreams: {a: {url: 'http://a', tls_ca: c}}",
       "s.yaml:1:42: error: 'upstreams.a.tls_ca' is set, but the address is not https"},
      {"upstreams: {a: {url: 'http://a', tls_name: c}}",
       "'upstreams.a.tls_name' is set, but the address is not https"},
      {"upstreams: {a: {url: 'http://a', health_path: up}}",
       "'upstreams.a.health_path' must be a path that begins with '/', not 'up'"},
      {"upstream: {health: {path: 'a b'}}", "'upstream.health.path' must be a path"},
      {"upstream: {url: ['http://a']}\nupstreams: {default: {url: 'http://b'}}",
       "s.yaml:2:28: error: 'upstreams.default.url' has the name 'default', which a server of "
       "upstream.url has"},
      {"upstream: {fallbacks: [vlmm]}\nupstreams: {vllm: {url: 'http://b'}}",
       "'upstream.fallbacks' names no upstream: 'vlmm'"},
      {"upstream: {fallbacks: [vlmm]}\nupstreams: {vllm: {url: 'http://b'}}",
       "did you mean 'vllm'?"},
      {"upstreams: {a: {url: 'http://a', weight: 0}}",
       "'upstreams.a.weight' is 0, and so is that of every other upstream"},
      {"upstream: {default_model: x}\nupstreams: {a: {url: 'http://a', models: [m]}}",
       "s.yaml:1:27: error: 'upstream.default_model' is 'x', which no upstream serves"},
      {"upstream: {retry: {attempts: 6}}", "must be at most 5, not 6"},
      {"stream: {holdback_max_chars: 255}", "must be at least 256, not 255"},
      {"inspect: {roles: [users]}",
       "'inspect.roles' must hold roles of user, system, assistant, tool, document, not 'users'"},
      {"transparency: {text: \"a\\r\\nb\"}", "'transparency.text' must be printable ASCII"},
      {"transparency: {text: ''}", "'transparency.text' must be printable ASCII"},
      {"limits: {tenants: {Acme: {}}}", "'Acme' is no name for one of 'limits.tenants'"},
      {"limits: {redis_password: {env: P}}", "'limits.redis_password' is set without limits.redis"},
      {"limits: {redis: cache}", "'limits.redis' must be a URL that begins with redis://"},
      {"telemetry: {otlp: {endpoint: otel}}", "'telemetry.otlp.endpoint' must be a URL"},
      {"telemetry: {otlp: {authorization: {env: A}}}",
       "'telemetry.otlp.authorization' is set without telemetry.otlp.endpoint"},
      {"telemetry: {otlp: {ca: c, endpoint: 'http://o'}}",
       "'telemetry.otlp.ca' is set, but telemetry.otlp.endpoint is no https address"},
  };
  for (const auto& row : rows) EXPECT_THAT(errors_of(row.file), HasSubstr(row.message)) << row.file;
}

TEST(GatewayParts, NeverShowsWhatMayBeAPassword) {
  for (const char* file :
       {"upstreams: {a: {url: 'http://me:hunter2@a'}}", "upstream: {url: ['http://a?k=hunter2']}",
        "limits: {redis: 'redis://:hunter2@a'}",
        "telemetry: {otlp: {endpoint: 'http://:hunter2@a'}}"}) {
    EXPECT_THAT(errors_of(file), HasSubstr("s.yaml:1:")) << file;
    EXPECT_THAT(errors_of(file), Not(HasSubstr("hunter2"))) << file;
  }
}

}  // namespace
}  // namespace gs::settings
