#include "settings/res_settings.h"

#include "settings/res_table.h"
#include "settings/settings_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;

tl::expected<ResSettings, Issues> make(std::string_view file,
                                       decltype(SettingsInput::flags) flags = {}) {
  const auto settings = Settings::resolve(
      res_table(), {.file_text = file, .also_known = settings_table(), .flags = flags});
  if (!settings) return tl::unexpected(settings.error());
  return ResSettings::create(*settings, 6);
}

TEST(ResSettings, DefaultsAreThoseThatAreDocumented) {
  const auto made = make("", {{"--storage", "/var/lib/gs"}});
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  EXPECT_EQ(made->listen, "127.0.0.1:8080");
  EXPECT_EQ(made->workers, 6u);
  EXPECT_EQ(made->storage, "/var/lib/gs");
  EXPECT_TRUE(made->in_folder());
  EXPECT_EQ(made->data_dir, "/var/lib/gs");
  EXPECT_EQ(made->auth.keys, "/var/lib/gs/keys.json");
  EXPECT_EQ(made->origin, "governed-speed.local/log1");
  EXPECT_EQ(made->log_key, "/var/lib/gs/secrets/log.key");
  EXPECT_EQ(made->anchor, "/var/lib/gs/anchor");
  EXPECT_EQ(made->public_url, "http://127.0.0.1:8080");
  EXPECT_EQ(made->content_max, 64u << 20);
  EXPECT_EQ(made->metadata_max, 64u << 10);
  EXPECT_TRUE(made->witnesses.empty());
  EXPECT_TRUE(made->sinks.empty());
  EXPECT_EQ(made->retention.logs, hours(183 * 24));
  EXPECT_EQ(made->retention.sweep, hours(1));
}

TEST(ResSettings, ReadsEveryField) {
  const auto made = make(R"(
data: {dir: /data}
tls: {certificate: c.pem, key: k.pem}
res:
  listen: "0.0.0.0:9000"
  workers: 3
  storage: postgres://res@10.0.0.5/res
  public_url: https://res.example/
  origin: res.example/log1
  log_key: /keys/log.key
  content: {max: 1MiB}
  metadata_max: 2KiB
  witnesses: {east: {url: "https://w.example/", key: w+01020304+AQ==}}
  sinks:
    desk: {url: "https://desk.example/hook", secret: {env: DESK}, allow_private: on, severities: [sev1, sev2]}
    chat: {kind: slack, url_from: {file: /secrets/slack}, tls_ca: ca.pem}
  retention: {logs: 8760h, sweep: 5m}
auth: {mode: keys}
)");
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  EXPECT_EQ(made->listen, "0.0.0.0:9000");
  EXPECT_EQ(made->workers, 3u);
  EXPECT_FALSE(made->in_folder());
  EXPECT_EQ(made->data_dir, "/data");
  EXPECT_EQ(made->public_url, "https://res.example");
  EXPECT_EQ(made->origin, "res.example/log1");
  EXPECT_EQ(made->log_key, "/keys/log.key");
  EXPECT_EQ(made->content_max, 1u << 20);
  EXPECT_EQ(made->metadata_max, 2048u);
  ASSERT_EQ(made->witnesses.size(), 1u);
  EXPECT_EQ(made->witnesses[0].name, "east");
  EXPECT_EQ(made->witnesses[0].url, "https://w.example");
  EXPECT_EQ(made->witnesses[0].key, "w+01020304+AQ==");
  ASSERT_EQ(made->sinks.size(), 2u);
  EXPECT_EQ(made->sinks[0].name, "desk");
  EXPECT_EQ(made->sinks[0].kind, SinkKind::kWebhook);
  EXPECT_EQ(made->sinks[0].url, "https://desk.example/hook");
  EXPECT_EQ(made->sinks[0].secret.name, "DESK");
  EXPECT_TRUE(made->sinks[0].allow_private);
  EXPECT_THAT(made->sinks[0].severities, ::testing::ElementsAre("sev1", "sev2"));
  EXPECT_EQ(made->sinks[1].kind, SinkKind::kSlack);
  EXPECT_EQ(made->sinks[1].url_from.name, "/secrets/slack");
  EXPECT_EQ(made->sinks[1].tls_ca, "ca.pem");
  EXPECT_EQ(made->retention.sweep, std::chrono::minutes(5));
}

TEST(ResSettings, LinksLeadToTheListener) {
  struct Row {
    std::string file, url;
  };
  for (const Row& row : {
           Row{"res: {listen: \"[::1]:90\"}", "http://[::1]:90"},
           Row{"res: {listen: \"0.0.0.0:90\"}\nauth: {insecure: on}", "http://127.0.0.1:90"},
           Row{"tls: {certificate: c, key: k}", "https://127.0.0.1:8080"},
       }) {
    const auto made = make(row.file, {{"--storage", "/s"}});
    ASSERT_TRUE(made) << row.file;
    EXPECT_EQ(made->public_url, row.url) << row.file;
  }
}

TEST(ResSettings, SaysWhatCannotBeUsed) {
  struct Row {
    std::string file, message;
  };
  const std::string sink = "data: {dir: /d}\nres: {sinks: {a: ";
  for (const Row& row : {
           Row{"", "'res.storage' is not set, and neither is data.dir"},
           Row{"res: {storage: \"postgres://h/d\"}", "'res.log_key' is not set"},
           Row{"data: {dir: /d}\nres: {origin: \"a b\"}", "'res.origin' must be a name"},
           Row{"data: {dir: /d}\nres: {origin: a+b}", "'res.origin' must be a name"},
           Row{"data: {dir: /d}\nres: {public_url: here}", "'res.public_url' must be"},
           Row{"data: {dir: /d}\nres: {listen: \"0.0.0.0:80\"}",
               "'res.listen' is 0.0.0.0:80, which"},
           Row{"data: {dir: /d}\nres: {listen: here}", "'res.listen' must be an address"},
           Row{"data: {dir: /d}\nres: {witnesses: {w: {url: \"https://w\"}}}",
               "'res.witnesses.w.key' is missing"},
           Row{"data: {dir: /d}\nres: {witnesses: {w: {key: k}}}",
               "'res.witnesses.w.url' is missing"},
           Row{sink + "{}}}", "'res.sinks.a.url' is missing, and so is url_from"},
           Row{sink + "{url: \"https://x\", url_from: {env: X}}}}", "is set, and so is url_from"},
           Row{sink + "{url: \"https://x\", kind: slack, secret: {env: X}}}}",
               "'res.sinks.a.secret' is set, but Slack takes no signature"},
           Row{sink + "{url: \"https://x\", severities: [sev9]}}}", "not 'sev9'"},
           Row{sink + "{url: \"https://x\", secret: hunter2}}}", "is a secret: write"},
           Row{"data: {dir: /d}\nres: {metadata_max: 1MiB}", "must be at most 64KiB"},
           Row{"data: {dir: /d}\nres: {storrage: /x}", "unknown setting 'res.storrage'"},
       }) {
    const auto made = make(row.file);
    ASSERT_FALSE(made) << row.file;
    const std::string shown = render(made.error(), "s.yaml", row.file);
    EXPECT_THAT(shown, HasSubstr(row.message));
    EXPECT_THAT(shown, ::testing::Not(HasSubstr("hunter2")));
  }
}

// One file steers both services: each knows the other's settings and leaves them alone.
TEST(ResSettings, SettingsOfTheGatewayAreKnown) {
  const std::string file =
      "data: {dir: /d}\ngateway: {listen: \"127.0.0.1:1\"}\nupstreams: {a: {url: \"http://x\"}}\n";
  EXPECT_TRUE(make(file));
  const auto alone = Settings::resolve(res_table(), {.file_text = file});
  ASSERT_FALSE(alone);
  EXPECT_THAT(render(alone.error(), "s.yaml", file), HasSubstr("unknown setting 'gateway'"));
  // Known does not mean unchecked.
  const auto wrong = make("data: {dir: /d}\ngateway: {workers: many}\n");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(render(wrong.error(), "s.yaml", ""), HasSubstr("'gateway.workers' must be"));
}

TEST(ResSettings, SettingsOfTheGatewayDoNotCountForTheDigest) {
  const auto with = make("data: {dir: /d}\ngateway: {listen: \"127.0.0.1:1\"}\n");
  const auto without = make("data: {dir: /d}\n");
  ASSERT_TRUE(with && without);
  EXPECT_EQ(with->digest, without->digest);
}

}  // namespace
}  // namespace gs::settings
