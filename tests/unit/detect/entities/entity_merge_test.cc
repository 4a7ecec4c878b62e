#include "detect/entities/entity_merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace gs::detect {
namespace {

using Found = std::vector<std::string>;

Finding finding(std::string_view type, size_t begin, size_t end, bool maskable = true,
                bool validated = false) {
  Finding made;
  made.type = type;
  made.span = {begin, end};
  made.maskable = maskable;
  made.validated = validated;
  return made;
}

Found describe(const std::vector<Finding>& findings) {
  Found found;
  for (const Finding& each : findings) {
    found.push_back(std::string(each.type) + " " + std::to_string(each.span.begin) + "-" +
                    std::to_string(each.span.end));
  }
  return found;
}

Found describe_in_order(std::vector<Finding> findings) {
  std::sort(findings.begin(), findings.end(),
            [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; });
  return describe(findings);
}

bool is_secret(const Finding& finding) {
  return finding.type == "AWS_ACCESS_KEY";
}

Found merged(const std::vector<Finding>& recognised, const std::vector<Finding>& names) {
  EntityMerge merge;
  for (const Finding& each : recognised) merge.add_recognised(each, is_secret(each));
  for (const Finding& each : names) merge.add_name(each);
  std::vector<Finding> findings;
  merge.settle(kNowhere, kNowhere, findings);
  EXPECT_EQ(merge.held_from(), kNowhere);
  return describe_in_order(findings);
}

TEST(EntityMerge, PutsBothInOrder) {
  EXPECT_EQ(merged({finding("URL", 0, 5), finding("US_SSN", 20, 30)}, {finding("PERSON", 8, 12)}),
            (Found{"URL 0-5", "PERSON 8-12", "US_SSN 20-30"}));
}

TEST(EntityMerge, AnAddressKeepsItsPostalCode) {
  EXPECT_EQ(merged({finding("ZIP_CODE", 20, 25, false)}, {finding("ADDRESS", 0, 25)}),
            Found{"ADDRESS 0-25"});
}

TEST(EntityMerge, ACheckDigitIsNotTakenByAName) {
  EXPECT_EQ(merged({finding("CREDIT_CARD", 30, 49, true, true)}, {finding("ADDRESS", 0, 55)}),
            (Found{"ADDRESS 0-30", "CREDIT_CARD 30-49"}));
}

TEST(EntityMerge, WhatMasksCoverIsNotTakenByWhatTheyDoNot) {
  EXPECT_EQ(merged({finding("PHONE_NUMBER", 2, 12)}, {finding("DATE_TIME", 0, 14, false)}),
            Found{"PHONE_NUMBER 2-12"});
}

TEST(EntityMerge, OnlyAnAddressTakesIn) {
  EXPECT_EQ(merged({finding("AGE", 3, 5, false)}, {finding("DATE_TIME", 0, 15, false)}),
            (Found{"AGE 3-5", "DATE_TIME 5-15"}));
  EXPECT_EQ(merged({finding("PHONE_NUMBER", 20, 32)}, {finding("ADDRESS", 0, 32)}),
            (Found{"ADDRESS 0-20", "PHONE_NUMBER 20-32"}));
}

TEST(EntityMerge, LongerBeatsShorter) {
  EXPECT_EQ(merged({finding("EMAIL_ADDRESS", 0, 20)}, {finding("PERSON", 0, 9)}),
            Found{"EMAIL_ADDRESS 0-20"});
  EXPECT_EQ(merged({finding("EMAIL_ADDRESS", 5, 20)}, {finding("PERSON", 0, 9)}),
            (Found{"PERSON 0-5", "EMAIL_ADDRESS 5-20"}));
}

TEST(EntityMerge, ASecretIsNotTakenByALongerNameAndDoesNotWaitForIt) {
  const Finding key = finding("AWS_ACCESS_KEY", 10, 30);
  EXPECT_EQ(merged({key}, {finding("PERSON", 0, 31)}), Found{"AWS_ACCESS_KEY 10-30"});
  EntityMerge merge;
  std::vector<Finding> findings;
  merge.add_recognised(finding("URL", 5, 9), false);
  merge.add_recognised(key, true);
  merge.settle(30, 0, findings);  // nothing is known of names yet
  EXPECT_EQ(describe(findings), Found{"AWS_ACCESS_KEY 10-30"});
  EXPECT_EQ(merge.held_from(), 5u);
  merge.settle(kNowhere, kNowhere, findings);
  EXPECT_EQ(describe(findings), (Found{"AWS_ACCESS_KEY 10-30", "URL 5-9"}));
}

// What may be found, in order of its beginnings, with nothing that overlaps.
std::vector<Finding> random_findings(std::mt19937& random, bool names) {
  std::vector<Finding> findings;
  for (size_t at = random() % 6; at < 60; at += random() % 8) {
    const size_t size = 1 + random() % 9;
    const char* recognised = random() % 4 == 0 ? "AWS_ACCESS_KEY" : "URL";
    findings.push_back(finding(names ? "PERSON" : recognised, at, at + size, random() % 2 == 0,
                               !names && random() % 2 == 0));
    at += size;
  }
  return findings;
}

TEST(EntityMerge, DoesNotDependOnWhenThingsAreKnownAndLeavesOneTypeAByte) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    const std::vector<Finding> recognised = random_findings(random, false);
    const std::vector<Finding> names = random_findings(random, true);
    EntityMerge merge;
    std::vector<Finding> findings;
    size_t next_recognised = 0;
    size_t next_name = 0;
    size_t recognised_to = 0;
    size_t names_to = 0;
    while (recognised_to < 80 || names_to < 80) {
      (random() % 2 == 0 ? recognised_to : names_to) += random() % 9;
      for (; next_recognised < recognised.size() &&
             recognised[next_recognised].span.begin < recognised_to;
           ++next_recognised) {
        merge.add_recognised(recognised[next_recognised], is_secret(recognised[next_recognised]));
      }
      for (; next_name < names.size() && names[next_name].span.begin < names_to; ++next_name) {
        merge.add_name(names[next_name]);
      }
      const size_t known = findings.size();
      const size_t held = std::min({merge.held_from(), recognised_to, names_to});
      merge.settle(recognised_to, names_to, findings);
      for (size_t i = known; i < findings.size(); ++i) EXPECT_GE(findings[i].span.begin, held);
    }
    merge.settle(kNowhere, kNowhere, findings);
    EXPECT_EQ(describe_in_order(findings), merged(recognised, names));
    std::sort(findings.begin(), findings.end(),
              [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; });
    for (size_t i = 1; i < findings.size(); ++i) {
      EXPECT_LE(findings[i - 1].span.end, findings[i].span.begin);
    }
    for (const Finding& each : recognised) {
      if (!each.validated && !is_secret(each)) continue;
      EXPECT_EQ(std::count_if(findings.begin(), findings.end(),
                              [&](const Finding& found) {
                                return found.type == each.type &&
                                       found.span.begin == each.span.begin;
                              }),
                1);
    }
  }
}

}  // namespace
}  // namespace gs::detect
