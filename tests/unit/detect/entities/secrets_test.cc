// Rows of our own for secrets. Values of providers are made from the patterns themselves, so that
// no literal that looks like a key stands in the repository.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>

#include "detect/entities/entities.h"
#include "detect/secrets/recognisers.h"
#include "fixtures/detect_fixture.h"
#include "unit/detect/entities/sampler.h"

namespace gs::detect {
namespace {

const Entities& entities() {
  static const std::shared_ptr<const Entities> detector = *Entities::create();
  return *detector;
}

bool finds(const std::string& text, const std::string& secret) {
  const size_t begin = text.find(secret);
  for (const Finding& finding : look(entities(), {text}).findings) {
    if (finding.span.begin <= begin && finding.span.end >= begin + secret.size()) return true;
  }
  return false;
}

bool contains_secret(const std::string& text) {
  return look(entities(), {text}).signals[text::kContainsSecret].value == text::SignalValue(true);
}

// A value behind the first word of a row's context, or bare where the row needs none.
std::string with_name(const Recogniser& row, const std::string& value) {
  if (row.score >= 0.5) return "set it to " + value + " please";
  return std::string(row.context.substr(0, row.context.find('|'))) + "=" + value;
}

TEST(Secrets, KnowManyProviders) {
  std::set<std::string_view> names;
  for (const Recogniser& row : secret_recognisers()) names.insert(row.entity);
  EXPECT_GE(names.size(), 100u);
}

TEST(Secrets, AreFoundInTheFormatsOfProviders) {
  Sampler sampler;
  int found = 0;
  int all = 0;
  for (const auto& rows :
       {cloud_secrets(), development_secrets(), service_secrets(), intelligence_secrets()}) {
    for (const Recogniser& row : rows) {
      if (row.pattern.find("{13,}") != std::string_view::npos) continue;  // any token
      for (int i = 0; i < 20; ++i) {
        const std::string value = sampler.of(row.pattern);
        const bool ok = contains_secret(with_name(row, value));
        ++all;
        found += ok;
        if (!ok && i == 0) RecordProperty(std::string(row.entity), value);
      }
    }
  }
  EXPECT_GE(found, all * 97 / 100) << found << " of " << all;
}

TEST(Secrets, AreFoundByTheNameBeforeThem) {
  struct Row {
    const char* name;
    const char* pattern;
    const char* type;
  };
  constexpr Row kRows[] = {
      {"aws_secret_access_key = ", "[A-Za-z0-9/+]{40}", "AWS_SECRET_KEY"},
      {"LINODE_TOKEN=", "[a-f0-9]{64}", "LINODE_TOKEN"},
      {"my twilio token is ", "[0-9a-f]{32}", "TWILIO_AUTH_TOKEN"},
      {"heroku_api_key: ", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
       "HEROKU_API_KEY"},
      {"DD_API_KEY: ", "[a-f0-9]{32}", "DATADOG_KEY"},
      {"MISTRAL_API_KEY=", "[A-Za-z0-9]{32}", "MISTRAL_KEY"},
      {"CLOUDFLARE_API_TOKEN=", "[A-Za-z0-9]{40}", "CLOUDFLARE_API_TOKEN"},
      {"fastly_api_token = ", "[A-Za-z0-9]{32}", "FASTLY_API_TOKEN"}};
  Sampler sampler;
  for (const Row& row : kRows) {
    int right = 0;
    for (int i = 0; i < 20; ++i) {
      const Look found = look(entities(), {row.name + sampler.of(row.pattern)});
      right += found.signals[text::kSecretTypes].value ==
               text::SignalValue(std::vector<std::string>{row.type});
    }
    EXPECT_GE(right, 18) << row.name;
  }
}

std::vector<boost::json::object> rows_of(const std::string& file) {
  std::ifstream lines(std::string(GS_FIXTURES) + "/secrets/" + file);
  std::vector<boost::json::object> rows;
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(boost::json::parse(line).as_object());
  }
  return rows;
}

TEST(Secrets, AreFoundWhereTheyAreAssignedOrSaid) {
  const auto rows = rows_of("positives.jsonl");
  ASSERT_GT(rows.size(), 20u);
  for (const auto& row : rows) {
    const std::string text(row.at("text").as_string());
    EXPECT_TRUE(contains_secret(text) && finds(text, std::string(row.at("secret").as_string())))
        << text;
  }
}

TEST(Secrets, AreNotSeenInOrdinaryText) {
  const auto rows = rows_of("negatives.jsonl");
  ASSERT_GT(rows.size(), 50u);
  for (const auto& row : rows) {
    const std::string text(row.at("text").as_string());
    EXPECT_FALSE(contains_secret(text)) << text;
  }
}

}  // namespace
}  // namespace gs::detect
