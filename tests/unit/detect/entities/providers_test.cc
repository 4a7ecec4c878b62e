// The forms of keys as their providers document them, written down apart from the recognisers.
// Each is found in a sentence, an assignment and a header; what only resembles it is not.
#include <gtest/gtest.h>

#include <string>

#include "detect/entities/entities.h"
#include "fixtures/detect_fixture.h"
#include "unit/detect/entities/sampler.h"

namespace gs::detect {
namespace {

#define GS_UUID "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

struct Form {
  const char* entity;
  const char* pattern;
  const char* name = "";  // stands before it where the value alone tells nothing
};

constexpr Form kForms[] = {
    {"AWS_ACCESS_KEY", "AKIA[A-Z2-7]{16}"},
    {"AWS_ACCESS_KEY", "ASIA[A-Z2-7]{16}"},
    {"AWS_SECRET_KEY", "[A-Za-z0-9][A-Za-z0-9/+]{38}[A-Za-z0-9]", "aws_secret_access_key"},
    {"GCP_API_KEY", "AIzaSy[A-Za-z0-9_-]{32}[A-Za-z0-9]"},
    {"GCP_OAUTH_SECRET", "GOCSPX-[A-Za-z0-9_-]{27}[A-Za-z0-9]"},
    {"GCP_OAUTH_TOKEN", "ya29\\.a0[A-Za-z0-9_-]{120}[A-Za-z0-9]"},
    {"AZURE_AD_CLIENT_SECRET", "[A-Za-z0-9]{3}8Q~[A-Za-z0-9_~.-]{33}[A-Za-z0-9]"},
    {"AZURE_STORAGE_KEY", "[A-Za-z0-9][A-Za-z0-9/+]{85}==", "AccountKey"},
    {"GITHUB_TOKEN", "ghp_[A-Za-z0-9]{36}"},
    {"GITHUB_TOKEN", "gho_[A-Za-z0-9]{36}"},
    {"GITHUB_TOKEN", "ghu_[A-Za-z0-9]{36}"},
    {"GITHUB_TOKEN", "ghs_[A-Za-z0-9]{36}"},
    {"GITHUB_TOKEN", "ghr_[A-Za-z0-9]{36}"},
    {"GITHUB_TOKEN", "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"},
    {"GITLAB_TOKEN", "glpat-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "gldt-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glrt-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glptt-[0-9a-f]{40}"},
    {"GITLAB_TOKEN", "glcbt-[0-9a-f]{2}_[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glffct-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glagent-[A-Za-z0-9_-]{49}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glsoat-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "gloas-[0-9a-f]{64}"},
    {"GITLAB_TOKEN", "glft-[A-Za-z0-9_-]{19}[A-Za-z0-9]"},
    {"GITLAB_TOKEN", "glimt-[A-Za-z0-9_-]{24}[A-Za-z0-9]"},
    {"SLACK_TOKEN", "xoxb-\\d{11,13}-\\d{11,13}-[A-Za-z0-9]{24}"},
    {"SLACK_TOKEN", "xoxp-\\d{11,13}-\\d{11,13}-\\d{11,13}-[0-9a-f]{32}"},
    {"SLACK_TOKEN", "xapp-1-A[A-Z0-9]{10}-\\d{13}-[0-9a-f]{64}"},
    {"SLACK_WEBHOOK",
     "https://hooks\\.slack\\.com/services/T[A-Z0-9]{8}/B[A-Z0-9]{10}/[A-Za-z0-9]{24}"},
    {"STRIPE_KEY", "sk_live_[A-Za-z0-9]{24,99}"},
    {"STRIPE_KEY", "rk_live_[A-Za-z0-9]{24,99}"},
    {"STRIPE_KEY", "sk_test_[A-Za-z0-9]{24,99}"},
    {"STRIPE_WEBHOOK_SECRET", "whsec_[A-Za-z0-9]{32}"},
    {"TWILIO_API_KEY", "SK[0-9a-f]{32}"},
    {"TWILIO_AUTH_TOKEN", "[0-9a-f]{32}", "TWILIO_AUTH_TOKEN"},
    {"SENDGRID_KEY", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{42}[A-Za-z0-9]"},
    {"MAILGUN_KEY", "key-[0-9a-f]{32}"},
    {"MAILCHIMP_KEY", "[0-9a-f]{32}-us\\d{1,2}"},
    {"SQUARE_TOKEN", "sq0atp-[A-Za-z0-9_-]{21}[A-Za-z0-9]"},
    {"SQUARE_TOKEN", "sq0csp-[A-Za-z0-9_-]{42}[A-Za-z0-9]"},
    {"PAYPAL_TOKEN", "access_token\\$production\\$[a-z0-9]{16}\\$[0-9a-f]{32}"},
    {"SHOPIFY_TOKEN", "shpat_[0-9a-f]{32}"},
    {"SHOPIFY_TOKEN", "shpss_[0-9a-f]{32}"},
    {"SHOPIFY_TOKEN", "shppa_[0-9a-f]{32}"},
    {"SHOPIFY_TOKEN", "shpca_[0-9a-f]{32}"},
    {"DISCORD_TOKEN",
     "M[A-Za-z0-9]{23}\\.G[A-Za-z0-9_-]{4}[A-Za-z0-9]\\.[A-Za-z0-9_-]{37}[A-Za-z0-9]"},
    {"DISCORD_WEBHOOK",
     "https://discord\\.com/api/webhooks/\\d{18,19}/[A-Za-z0-9_-]{67}[A-Za-z0-9]"},
    {"TELEGRAM_BOT_TOKEN", "[1-9]\\d{8,9}:AA[A-Za-z0-9_-]{32}[A-Za-z0-9]"},
    {"NPM_TOKEN", "npm_[A-Za-z0-9]{36}"},
    {"PYPI_TOKEN", "pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{100}[A-Za-z0-9]"},
    {"RUBYGEMS_KEY", "rubygems_[0-9a-f]{48}"},
    {"NUGET_KEY", "oy2[a-z0-9]{43}"},
    {"DOCKER_TOKEN", "dckr_pat_[A-Za-z0-9_-]{26}[A-Za-z0-9]"},
    {"DIGITALOCEAN_TOKEN", "dop_v1_[0-9a-f]{64}"},
    {"DIGITALOCEAN_TOKEN", "doo_v1_[0-9a-f]{64}"},
    {"DIGITALOCEAN_TOKEN", "dor_v1_[0-9a-f]{64}"},
    {"HEROKU_API_KEY", GS_UUID, "HEROKU_API_KEY"},
    {"HEROKU_API_KEY", "HRKU-AA[A-Za-z0-9_-]{57}[A-Za-z0-9]"},
    {"CLOUDFLARE_API_TOKEN", "[A-Za-z0-9][A-Za-z0-9_-]{38}[A-Za-z0-9]", "CLOUDFLARE_API_TOKEN"},
    {"FASTLY_API_TOKEN", "[A-Za-z0-9][A-Za-z0-9_-]{30}[A-Za-z0-9]", "FASTLY_API_TOKEN"},
    {"DATADOG_KEY", "[0-9a-f]{32}", "DD_API_KEY"},
    {"DATADOG_KEY", "[0-9a-f]{40}", "DD_APP_KEY"},
    {"NEW_RELIC_KEY", "NRAK-[A-Z0-9]{27}"},
    {"NEW_RELIC_LICENSE", "[0-9a-f]{32}FFFFNRAL"},
    {"GRAFANA_TOKEN", "glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}"},
    {"GRAFANA_TOKEN", "glc_eyJ[A-Za-z0-9+/]{80}"},
    {"SENTRY_TOKEN", "sntrys_eyJ[A-Za-z0-9]{100}_[A-Za-z0-9]{43}"},
    {"SENTRY_TOKEN", "sntryu_[0-9a-f]{64}"},
    {"PAGERDUTY_KEY", "u\\+[A-Za-z0-9_-]{17}[A-Za-z0-9]", "PAGERDUTY_TOKEN"},
    {"OKTA_TOKEN", "00[A-Za-z0-9_-]{39}[A-Za-z0-9]", "OKTA_API_TOKEN"},
    {"ATLASSIAN_TOKEN", "ATATT3[A-Za-z0-9_=-]{185}[A-Za-z0-9]"},
    {"LINEAR_KEY", "lin_api_[A-Za-z0-9]{40}"},
    {"NOTION_TOKEN", "ntn_[0-9]{11}[A-Za-z0-9]{35}"},
    {"NOTION_TOKEN", "secret_[A-Za-z0-9]{43}"},
    {"AIRTABLE_TOKEN", "pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}"},
    {"ASANA_TOKEN", "2/\\d{16}/\\d{16}:[0-9a-f]{32}"},
    {"DROPBOX_TOKEN", "sl\\.u\\.[A-Za-z0-9_-]{140}[A-Za-z0-9]"},
    {"FACEBOOK_TOKEN", "EAA[A-Za-z0-9]{150}"},
    {"TWITTER_BEARER_TOKEN", "AAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9]{80}"},
    {"OPENAI_KEY", "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"},
    {"OPENAI_KEY", "sk-proj-[A-Za-z0-9_-]{74}T3BlbkFJ[A-Za-z0-9_-]{73}[A-Za-z0-9]"},
    {"ANTHROPIC_KEY", "sk-ant-api03-[A-Za-z0-9_-]{93}AA"},
    {"ANTHROPIC_KEY", "sk-ant-admin01-[A-Za-z0-9_-]{93}AA"},
    {"COHERE_KEY", "[A-Za-z0-9]{40}", "COHERE_API_KEY"},
    {"MISTRAL_KEY", "[A-Za-z0-9]{32}", "MISTRAL_API_KEY"},
    {"HUGGINGFACE_TOKEN", "hf_[A-Za-z]{34}"},
    {"REPLICATE_TOKEN", "r8_[A-Za-z0-9]{37}"},
    {"GROQ_KEY", "gsk_[A-Za-z0-9]{52}"},
    {"PERPLEXITY_KEY", "pplx-[A-Za-z0-9]{48}"},
    {"PINECONE_KEY", "pcsk_[A-Za-z0-9]{6}_[A-Za-z0-9]{63}"},
    {"DATABRICKS_TOKEN", "dapi[0-9a-f]{32}"},
    {"DATABRICKS_TOKEN", "dapi[0-9a-f]{32}-2"},
    {"POSTMAN_KEY", "PMAK-[0-9a-f]{24}-[0-9a-f]{34}"},
    {"DOPPLER_TOKEN", "dp\\.pt\\.[A-Za-z0-9]{43}"},
    {"DOPPLER_TOKEN", "dp\\.st\\.prd\\.[A-Za-z0-9]{43}"},
    {"VAULT_TOKEN", "hvs\\.[A-Za-z0-9_-]{94}[A-Za-z0-9]"},
    {"TERRAFORM_TOKEN", "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{66}[A-Za-z0-9]"},
    {"PULUMI_TOKEN", "pul-[0-9a-f]{40}"},
    {"AGE_SECRET_KEY", "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"},
};

#undef GS_UUID

const Entities& entities() {
  static const std::shared_ptr<const Entities> detector = *Entities::create();
  return *detector;
}

// Whether the detector finds `type`, or any secret where none is given, at `value`.
bool finds(const std::string& text, const std::string& value, std::string_view type) {
  const size_t begin = text.find(value);
  for (const Finding& finding : look(entities(), {text}).findings) {
    const bool covers = finding.span.begin <= begin && finding.span.end >= begin + value.size();
    if (covers && (type.empty() || finding.type == type)) return true;
  }
  return false;
}

std::string sentence(const Form& form, const std::string& value) {
  const std::string name = form.name;
  return name.empty() ? "Here it is: " + value + " and thanks." : name + "=" + value + "\n";
}

TEST(Providers, TheirKeysAreFound) {
  Sampler sampler;
  int all = 0;
  int right = 0;
  for (const Form& form : kForms) {
    int found = 0;
    for (int i = 0; i < 20; ++i) {
      const std::string value = sampler.of(form.pattern);
      found += finds(sentence(form, value), value, form.entity);
    }
    EXPECT_GE(found, 18) << form.entity << " " << form.pattern;
    right += found;
    all += 20;
  }
  EXPECT_GE(right, all * 97 / 100) << right << " of " << all;
}

TEST(Providers, WhatOnlyResemblesThemIsNot) {
  Sampler sampler;
  int wrong = 0;
  for (const Form& form : kForms) {
    for (int i = 0; i < 5; ++i) {
      const std::string value = sampler.of(form.pattern);
      const std::string cut = value.substr(0, value.size() / 6);
      std::string glued = value;
      glued.insert(0, "Qx");
      std::vector<std::string> misses = {sentence(form, cut), "the word " + glued + "."};
      if (*form.name != '\0') misses.push_back("Here it is: " + value + " and thanks.");
      for (const std::string& miss : misses) {
        for (const Finding& finding : look(entities(), {miss}).findings) {
          if (finding.type != form.entity) continue;
          ++wrong;
          EXPECT_LE(wrong, 5) << form.entity << " in " << miss;
        }
      }
    }
  }
}

// Names, signs and quotation marks of the files where secrets stand.
TEST(Providers, AnyFormOfAssignmentNamesASecret) {
  constexpr const char* kAssignments[] = {
      "SECRET_KEY=@",
      "export API_TOKEN=@",
      "export API_TOKEN='@'",
      "{\"api_key\": \"@\"}",
      "{\"clientSecret\":\"@\"}",
      "auth:\n  client_secret: @\n",
      "auth:\n  access_token: \"@\"\n",
      "api_key = '@'",
      "const apiKey = \"@\";",
      "config['secret_key'] = '@'",
      "client = Client(api_key=\"@\", timeout=3)",
      "private_key := \"@\"",
      "curl -H 'X-Api-Key: @' https://api.example/v1",
      "curl -H \"Authorization: Bearer @\" https://api.example/v1",
      "postgres://app:@@db.internal:5432/main",
      "mongodb+srv://app:@@cluster0.example.net/?retryWrites=true",
      "redis://:@@cache.internal:6379/0",
      "Server=db;Database=main;User Id=app;Password=@;",
      "the api key is @",
  };
  Sampler sampler;
  for (const char* form : kAssignments) {
    int found = 0;
    for (int i = 0; i < 20; ++i) {
      const std::string value = sampler.of("[A-Za-z0-9]{15}\\d[A-Za-z0-9]{16}");
      std::string text = form;
      text.replace(text.find('@'), 1, value);
      found += finds(text, value, "");
    }
    EXPECT_GE(found, 19) << form;
  }
}

TEST(Providers, PrivateKeysOfEveryKindAreFound) {
  Sampler sampler;
  for (const char* kind : {"", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", "PGP "}) {
    const std::string block = std::string(kind) == "PGP " ? " BLOCK" : "";
    const std::string edge = std::string(kind) + "PRIVATE " + "KEY" + block + "-----";
    std::string text = "-----BEGIN " + edge + "\n";
    for (int i = 0; i < 12; ++i) text += sampler.of("[A-Za-z0-9+/]{64}") + "\n";
    text += "-----END " + edge;
    EXPECT_TRUE(finds("see\n" + text + "\nend", text, "PRIVATE_KEY")) << kind;
    const std::string header = "-----BEGIN " + std::string(kind) + "PUBLIC " + "KEY-----\n";
    EXPECT_FALSE(finds(header + sampler.of("[A-Za-z0-9+/]{64}"), header, ""));
  }
}

}  // namespace
}  // namespace gs::detect
