#include "settings/gateway_settings.h"

#include "settings/gateway_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

tl::expected<GatewaySettings, Issues> make(std::string_view file,
                                           decltype(SettingsInput::flags) flags = {}) {
  const auto settings = Settings::resolve(gateway_table(), {.file_text = file, .flags = flags});
  if (!settings) return tl::unexpected(settings.error());
  return GatewaySettings::create(*settings, 6);
}

std::string errors_of(std::string_view file, decltype(SettingsInput::flags) flags = {}) {
  const auto made = make(file, std::move(flags));
  return made ? "" : render(made.error(), "s.yaml", file);
}

TEST(GatewaySettings, DefaultsAreThoseThatAreDocumented) {
  const auto made = make("");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->listen, "127.0.0.1:8081");
  EXPECT_EQ(made->workers, 6u);
  EXPECT_EQ(made->policy.file, "");
  EXPECT_TRUE(made->policy.reload);
  EXPECT_EQ(made->policy.reload_poll, seconds(1));
  EXPECT_EQ(made->http.limits.body, 8u << 20);
  EXPECT_EQ(made->http.limits.header, 32u << 10);
  EXPECT_EQ(made->http.limits.json_depth, 64u);
  EXPECT_EQ(made->http.limits.connections, 10000u);
  EXPECT_EQ(made->http.timeouts.header, seconds(10));
  EXPECT_EQ(made->http.timeouts.body, seconds(30));
  EXPECT_EQ(made->http.timeouts.idle, seconds(75));
  EXPECT_EQ(made->http.timeouts.write, seconds(30));
  EXPECT_EQ(made->shutdown_grace, seconds(30));
  EXPECT_FALSE(made->tls.enabled());
  EXPECT_EQ(made->tls.minimum, TlsVersion::k1_2);
  EXPECT_EQ(made->auth.mode, AuthMode::kNone);
  EXPECT_FALSE(made->auth.insecure);
  EXPECT_TRUE(made->cors_origins.empty());
  EXPECT_EQ(made->log.level, LogLevel::kInfo);
  EXPECT_EQ(made->log.access, AccessLog::kErrors);
  EXPECT_EQ(made->detect.deadline, milliseconds(50));
  EXPECT_EQ(made->detect.on_timeout, OnTimeout::kClosed);
  EXPECT_EQ(made->data_dir, "");
  EXPECT_EQ(made->digest.size(), 64u);
}

TEST(GatewaySettings, ReadsEveryField) {
  const auto made = make(R"(
gateway: {listen: "[::1]:9000", workers: 3}
policy: {file: p.yaml, reload: off, reload_poll: 5s}
http:
  limits: {body: 1MiB, header: 8KiB, json_depth: 16, connections: 7}
  timeouts: {header: 1s, body: 2s, idle: 3s, write: 4s}
shutdown: {grace: 6s}
tls: {certificate: c.pem, key: k.pem, minimum: 1.3}
auth: {mode: keys, keys: k.json, insecure: on}
cors: {origins: ["https://a.example:8443", "*"]}
log: {level: debug, access: all}
detect: {deadline: 20ms, on_timeout: open}
data: {dir: /var/lib/gs}
)");
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  EXPECT_EQ(made->listen, "[::1]:9000");
  EXPECT_EQ(made->workers, 3u);
  EXPECT_EQ(made->policy.file, "p.yaml");
  EXPECT_FALSE(made->policy.reload);
  EXPECT_EQ(made->policy.reload_poll, seconds(5));
  EXPECT_EQ(made->http.limits.body, 1u << 20);
  EXPECT_EQ(made->http.limits.header, 8u << 10);
  EXPECT_EQ(made->http.limits.json_depth, 16u);
  EXPECT_EQ(made->http.limits.connections, 7u);
  EXPECT_EQ(made->http.timeouts.header, seconds(1));
  EXPECT_EQ(made->http.timeouts.body, seconds(2));
  EXPECT_EQ(made->http.timeouts.idle, seconds(3));
  EXPECT_EQ(made->http.timeouts.write, seconds(4));
  EXPECT_EQ(made->shutdown_grace, seconds(6));
  EXPECT_TRUE(made->tls.enabled());
  EXPECT_EQ(made->tls.certificate, "c.pem");
  EXPECT_EQ(made->tls.key, "k.pem");
  EXPECT_EQ(made->tls.minimum, TlsVersion::k1_3);
  EXPECT_EQ(made->auth.mode, AuthMode::kKeys);
  EXPECT_EQ(made->auth.keys, "k.json");
  EXPECT_TRUE(made->auth.insecure);
  EXPECT_EQ(made->cors_origins, (std::vector<std::string>{"https://a.example:8443", "*"}));
  EXPECT_EQ(made->log.level, LogLevel::kDebug);
  EXPECT_EQ(made->log.access, AccessLog::kAll);
  EXPECT_EQ(made->detect.deadline, milliseconds(20));
  EXPECT_EQ(made->detect.on_timeout, OnTimeout::kOpen);
  EXPECT_EQ(made->data_dir, "/var/lib/gs");
}

TEST(GatewaySettings, EveryChoiceHasItsEnumerator) {
  EXPECT_EQ(make("log: {level: warning, access: errors}")->log.level, LogLevel::kWarning);
  EXPECT_EQ(make("log: {level: error, access: off}")->log.level, LogLevel::kError);
  EXPECT_EQ(make("log: {level: info, access: off}")->log.access, AccessLog::kOff);
  EXPECT_EQ(make("tls: {minimum: '1.2'}")->tls.minimum, TlsVersion::k1_2);
}

TEST(GatewaySettings, HistoricalEnvironmentAndFlagsSetThePolicyFile) {
  SettingsInput input{.environment = [](std::string_view name) -> std::optional<std::string> {
    return name == "PAC_CONFIG" ? std::optional<std::string>("env.yaml") : std::nullopt;
  }};
  const auto file = [&] {
    return Settings::resolve(gateway_table(), input)->get<std::string>("policy.file");
  };
  EXPECT_EQ(file(), "env.yaml");
  input.flags["--config"] = "flag.yaml";
  EXPECT_EQ(file(), "flag.yaml");
}

TEST(GatewaySettings, WithoutKeysOnlyLoopbackIsServedUnlessAllowed) {
  struct Row {
    const char* listen;
    bool allowed;
  };
  const Row rows[] = {
      {"127.0.0.1:1", true},       {"127.9.9.9:1", true},       {"[::1]:1", true},
      {"localhost:1", true},       {"0.0.0.0:1", false},        {":1", false},
      {"[::]:1", false},           {"10.0.0.1:1", false},       {"128.0.0.1:1", false},
      {"localhost.evil:1", false}, {"127.0.0.1.evil:1", false}, {"[::ffff:127.0.0.1]:1", false},
      {"[fe80::1]:1", false},      {"127.1:1", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(make("", {{"--listen", row.listen}}).has_value(), row.allowed) << row.listen;
    EXPECT_TRUE(make("", {{"--listen", row.listen}, {"--insecure", "true"}})) << row.listen;
    EXPECT_TRUE(make("auth: {mode: keys, keys: k.json}", {{"--listen", row.listen}})) << row.listen;
  }
  EXPECT_EQ(
      errors_of("gateway:\n  listen: 0.0.0.0:8081\n"),
      "s.yaml:2:11: error: 'gateway.listen' is 0.0.0.0:8081, which other machines can reach, but "
      "auth.mode is none: set auth.mode to keys, listen on 127.0.0.1, or allow it with "
      "auth.insecure: on (--insecure)\n"
      "  2 |   listen: 0.0.0.0:8081\n"
      "    |           ^~~~~~~~~~~~\n");
  EXPECT_THAT(errors_of("", {{"--listen", "0.0.0.0:1"}}), HasSubstr("(flag --listen)"));
}

TEST(GatewaySettings, RefusesAddressesWithoutAUsablePort) {
  for (const char* listen : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                             "127.0.0.1:-1", "::1:80", "127.0.0.1:80 "}) {
    EXPECT_THAT(errors_of("", {{"--listen", listen}}),
                HasSubstr("'gateway.listen' must be an address and a port such as 127.0.0.1:8081"))
        << listen;
  }
}

TEST(GatewaySettings, KeysComeFromTheirFileOrTheDataFolder) {
  EXPECT_EQ(make("auth: {mode: keys}\ndata: {dir: d}")->auth.keys, "d/keys.json");
  EXPECT_THAT(
      errors_of("auth: {mode: keys}"),
      HasSubstr(
          "s.yaml:1:14: error: 'auth.mode' is keys, but neither auth.keys nor data.dir is set"));
}

TEST(GatewaySettings, CertificateAndKeyComeTogether) {
  EXPECT_THAT(errors_of("tls: {certificate: c}"),
              HasSubstr("'tls.certificate' is set without tls.key"));
  EXPECT_THAT(errors_of("tls: {key: k}"), HasSubstr("'tls.key' is set without tls.certificate"));
}

TEST(GatewaySettings, OriginsAreAsABrowserSendsThem) {
  for (const char* origin :
       {"app.example", "https://app.example/", "https://", "://a", "https://a b"}) {
    const std::string file = std::string("cors: {origins: ['") + origin + "']}";
    EXPECT_THAT(errors_of(file), HasSubstr("'cors.origins' must hold origins such as")) << origin;
  }
}

TEST(GatewaySettings, CollectsAllThatDoesNotFit) {
  const auto made = make("tls: {key: k}\ncors: {origins: [x]}", {{"--listen", "0.0.0.0:1"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().size(), 3u);
}

}  // namespace
}  // namespace gs::settings
