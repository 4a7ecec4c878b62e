#include "res/risk/snapshot.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <random>

#include "base/json.h"
#include "base/json_writer.h"

namespace gs::res {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

const WallTime kNow = *from_rfc3339("2026-03-01T12:00:00Z");

EvidenceFact fact(uint64_t leaf, std::string type, std::string_view metadata,
                  std::chrono::seconds age = 1h) {
  EvidenceFact result;
  result.leaf_index = leaf;
  result.id = std::string(1, static_cast<char>('a' + leaf % 26)) + std::to_string(leaf);
  result.artifact_type = std::move(type);
  result.stored_at = kNow - age;
  auto parsed = parse_json(metadata);
  EXPECT_TRUE(parsed) << metadata;
  if (parsed) result.metadata = *parsed;
  return result;
}

std::vector<policy::Threshold> thresholds() {
  policy::Threshold quality{"quality", "pass_at_5"};
  quality.minimum = 0.82;
  quality.minimum_key = "target";
  policy::Threshold harm{"safety", "harmful_rate"};
  harm.maximum = 0.005;
  policy::Threshold drift{"drift", "psi"};
  drift.warn_at = 0.1;
  drift.retrain_at = 0.2;
  policy::Threshold latency{"latency", "p95_seconds"};
  latency.maximum = 2.0;
  policy::Threshold availability{"availability", ""};
  availability.minimum = 0.995;
  availability.minimum_key = "target";
  return {quality, harm, drift, latency, availability};
}

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    inputs_.model_version = "m1";
    inputs_.thresholds = thresholds_;
    inputs_.default_tier = "Limited";
    inputs_.now = kNow;
  }

  Snapshot of(std::vector<EvidenceFact> evidence) {
    inputs_.evidence = std::move(evidence);
    return compute(inputs_);
  }

  const std::vector<policy::Threshold> thresholds_ = thresholds();
  RiskInputs inputs_;
};

TEST_F(SnapshotTest, ReadsEveryShape) {
  const std::vector<std::string_view> shapes = {
      R"({"quality":{"pass_at_5":0.9}})",
      R"({"quality.pass_at_5":0.9})",
      R"({"pass_at_5":0.9})",
      R"({"metrics":{"quality":{"pass_at_5":0.9}}})",
      R"({"metrics":{"quality.pass_at_5":0.9}})",
      R"({"metrics":{"pass_at_5":0.9}})",
      R"({"quality":{"pass_at_5":null},"pass_at_5":0.9})",
  };
  for (const std::string_view shape : shapes) {
    const Snapshot snapshot = of({fact(1, "eval_pack", shape)});
    EXPECT_EQ(snapshot[Metric::kPassAt5].value, 0.9) << shape;
    EXPECT_THAT(snapshot.problems, IsEmpty()) << shape;
  }
}

TEST_F(SnapshotTest, ReadsEveryFigureByItsBareName) {
  const Snapshot snapshot = of(
      {fact(1, "ci_evidence",
            R"({"pass_at_5":1,"subgroup_delta":0.5,"harmful_rate":0,"reid_risk":0.25,"psi":7})")});
  EXPECT_EQ(snapshot[Metric::kPassAt5].value, 1);
  EXPECT_EQ(snapshot[Metric::kSubgroupDelta].value, 0.5);
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].value, 0);
  EXPECT_EQ(snapshot[Metric::kReidRisk].value, 0.25);
  EXPECT_EQ(snapshot[Metric::kPsi].value, 7);
}

TEST_F(SnapshotTest, DoesNotTakeWhatIsNoFigureAndNamesIt) {
  struct Row {
    std::string_view metadata;
    std::string_view problem;
  };
  const std::vector<Row> rows = {
      {R"({"pass_at_5":1.01})", "quality.pass_at_5 is no number from 0 to 1"},
      {R"({"pass_at_5":-0.1})", "quality.pass_at_5 is no number from 0 to 1"},
      {R"({"pass_at_5":"0.9"})", "quality.pass_at_5 is no number from 0 to 1"},
      {R"({"pass_at_5":true})", "quality.pass_at_5 is no number from 0 to 1"},
      {R"({"metrics":{"drift":{"psi":-1}}})", "drift.psi is no number from 0 up"},
  };
  for (const Row& row : rows) {
    const Snapshot snapshot = of({fact(1, "other", row.metadata)});
    EXPECT_FALSE(snapshot[Metric::kPassAt5].value) << row.metadata;
    EXPECT_FALSE(snapshot[Metric::kPsi].value) << row.metadata;
    ASSERT_EQ(snapshot.problems.size(), 1u) << row.metadata;
    EXPECT_THAT(snapshot.problems[0], HasSubstr(row.problem));
    EXPECT_THAT(snapshot.problems[0], HasSubstr("other sha256:b1"));
    EXPECT_EQ(snapshot.evidence_id, "");
  }
}

TEST_F(SnapshotTest, TakesEachValueFromTheNewestEvidenceThatHasIt) {
  const Snapshot snapshot = of({fact(1, "eval_pack", R"({"pass_at_5":0.7,"psi":0.3})", 3h),
                                fact(2, "eval_pack", R"({"pass_at_5":0.9})", 2h),
                                fact(3, "model_card", R"({"pass_at_5":"good","owner":"x"})", 1h)});
  EXPECT_EQ(snapshot[Metric::kPassAt5].value, 0.9);
  EXPECT_EQ(snapshot[Metric::kPassAt5].evidence_id, "c2");
  EXPECT_EQ(snapshot[Metric::kPsi].value, 0.3);
  EXPECT_EQ(snapshot[Metric::kPsi].evidence_id, "b1");
  EXPECT_EQ(snapshot.evidence_id, "c2") << "the newest that supplied a value";
  EXPECT_THAT(snapshot.leaves, ElementsAre(1, 2, 3));
  EXPECT_EQ(snapshot.problems.size(), 1u);
}

TEST_F(SnapshotTest, JudgesAgainstTheThresholds) {
  struct Row {
    double psi, quality;
    RiskStatus drift, pass_at_5;
  };
  const std::vector<Row> rows = {
      {0.1, 0.82, RiskStatus::kPass, RiskStatus::kPass},
      {0.11, 0.81, RiskStatus::kWarn, RiskStatus::kFail},
      {0.3, 1.0, RiskStatus::kWarn, RiskStatus::kPass},
  };
  for (const Row& row : rows) {
    const json::object metadata{{"psi", row.psi}, {"pass_at_5", row.quality}, {"reid_risk", 1.0}};
    const Snapshot snapshot = of({fact(1, "dpia", to_json_text(metadata))});
    EXPECT_EQ(snapshot[Metric::kPsi].status, row.drift) << row.psi;
    EXPECT_EQ(snapshot[Metric::kPassAt5].status, row.pass_at_5) << row.quality;
    EXPECT_EQ(snapshot[Metric::kReidRisk].status, RiskStatus::kUnknown) << "no threshold";
    EXPECT_EQ(snapshot[Metric::kHarmfulRate].status, RiskStatus::kUnknown) << "no value";
  }
}

TEST_F(SnapshotTest, UnknownIsNull) {
  inputs_.default_tier = "";
  const json::object body = to_json(of({}));
  const std::vector<std::pair<std::string_view, std::string_view>> figures = {
      {"quality", "pass_at_5"},
      {"fairness", "subgroup_delta"},
      {"safety", "harmful_rate"},
      {"privacy", "reid_risk"},
      {"drift", "psi"}};
  for (const auto& [area, metric] : figures) {
    EXPECT_TRUE(body.at(area).at(metric).is_null()) << metric;
  }
  EXPECT_TRUE(body.at("eu_ai_act_tier").is_null());
  EXPECT_TRUE(body.at("evidence_hash").is_null());
  const json::value& detail = body.at("detail").at("quality.pass_at_5");
  EXPECT_TRUE(detail.at("source").is_null());
  EXPECT_EQ(detail.at("status"), "unknown");
  EXPECT_EQ(detail.at("threshold").at("target"), 0.82);
  EXPECT_TRUE(body.at("runtime").at("availability").at("value").is_null());
}

TEST_F(SnapshotTest, SaysSourceAndAge) {
  const json::object body = to_json(of({fact(1, "eval_pack", R"({"pass_at_5":0.9})", 90s)}));
  const json::value& detail = body.at("detail").at("quality.pass_at_5");
  EXPECT_EQ(detail.at("source"), "evidence");
  EXPECT_EQ(detail.at("evidence_hash"), "sha256:b1");
  EXPECT_EQ(detail.at("artifact_type"), "eval_pack");
  EXPECT_EQ(detail.at("age_seconds"), 90);
  EXPECT_EQ(detail.at("as_of"), "2026-03-01T11:58:30.000Z");
  EXPECT_EQ(body.at("evidence_hash"), "sha256:b1");
  EXPECT_EQ(body.at("timestamp"), "2026-03-01T12:00:00.000Z");
}

TEST_F(SnapshotTest, RunTimeFillsInForHarmAlone) {
  inputs_.runtime.requests = 200;
  inputs_.runtime.failures = 2;
  inputs_.runtime.harm_judged = 100;
  inputs_.runtime.harm_above = 3;
  for (int i = 0; i < 100; ++i) inputs_.runtime.add_latency(400);
  inputs_.runtime_as_of = kNow;
  Snapshot snapshot = of({});
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].value, 0.03);
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].source, RiskSource::kDecisions);
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].status, RiskStatus::kFail);
  EXPECT_EQ(snapshot[Metric::kAvailability].value, 0.99);
  EXPECT_EQ(snapshot[Metric::kAvailability].status, RiskStatus::kFail);
  EXPECT_NEAR(*snapshot[Metric::kLatencyP95].value, 0.49, 1e-9);
  EXPECT_EQ(to_json(snapshot).at("detail").at("safety.harmful_rate").at("window_seconds"), 300);

  snapshot = of({fact(1, "eval_pack", R"({"harmful_rate":0.001})")});
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].value, 0.001);
  EXPECT_EQ(snapshot[Metric::kHarmfulRate].source, RiskSource::kEvidence);
}

TEST_F(SnapshotTest, TheTierComesFromAClassificationThatHolds) {
  struct Row {
    std::string_view metadata;
    std::string_view tier;  // "Limited": the policy's default
    std::string_view problem;
  };
  const std::vector<Row> rows = {
      {R"({"tier":"High","assessor":"a","date":"2026-01-01"})", "High", ""},
      {R"({"tier":"gpai","expires":"2026-03-01"})", "GPAI", ""},
      {R"({"tier":"High","expires":"2026-02-28"})", "Limited", "it expired on 2026-02-28"},
      {R"({"tier":"High","expires":"2026-03-01T12:00:00Z"})", "Limited", "it expired"},
      {R"({"tier":"High","expires":"2026-03-01T12:00:01Z"})", "High", ""},
      {R"({"tier":"High","expires":"soon"})", "Limited", "`expires` is no date"},
      {R"({"tier":"High","expires":5})", "Limited", "`expires` is no date"},
      {R"({"tier":"Extreme"})", "Limited", "its tier \"Extreme\" is none of"},
      {R"({})", "Limited", "is none of"},
  };
  for (const Row& row : rows) {
    const Snapshot snapshot = of({fact(1, "classification", row.metadata)});
    EXPECT_EQ(snapshot.tier.tier, row.tier) << row.metadata;
    EXPECT_EQ(snapshot.tier.from_evidence, row.problem.empty()) << row.metadata;
    ASSERT_EQ(snapshot.problems.size(), row.problem.empty() ? 0u : 1u) << row.metadata;
    if (!row.problem.empty()) {
      EXPECT_THAT(snapshot.problems[0], HasSubstr(row.problem));
    }
  }
  EXPECT_EQ(of({fact(1, "other", R"({"tier":"High"})")}).tier.tier, "Limited");
}

TEST_F(SnapshotTest, AnOlderClassificationCountsWhenTheNewerHasExpired) {
  const std::vector<EvidenceFact> both = {
      fact(1, "classification", R"({"tier":"High"})", 48h),
      fact(2, "classification", R"({"tier":"Minimal","expires":"2026-03-02"})", 24h)};
  EXPECT_EQ(of(both).tier.tier, "Minimal");
  EXPECT_THAT(of(both).leaves, ElementsAre(1, 2)) << "the older is kept in mind";
  inputs_.now = kNow + 48h;
  EXPECT_EQ(of(both).tier.tier, "High");
}

// Random evidence, few values and few times, so that all cases meet.
std::vector<EvidenceFact> random_evidence(std::mt19937& random, size_t count) {
  const std::vector<std::string_view> metadata = {
      R"({"pass_at_5":0.9})",
      R"({"pass_at_5":0.8,"psi":0.1})",
      R"({"pass_at_5":7})",
      R"({"psi":"x","reid_risk":-1})",
      R"({"safety":{"harmful_rate":0.1},"metrics":{"subgroup_delta":0.2}})",
      R"({"tier":"High"})",
      R"({"tier":"Minimal","expires":"2026-03-05"})",
      R"({"tier":"GPAI","expires":"2026-02-05"})",
      R"({"tier":"Limited","expires":"2026-03-09"})",
      R"({"tier":"none"})",
      "null"};
  std::vector<EvidenceFact> result;
  for (uint64_t leaf = 0; leaf < count; ++leaf) {
    result.push_back(fact(leaf, random() % 2 == 0 ? "classification" : "eval_pack",
                          metadata[random() % metadata.size()], 1h * (random() % 4)));
    result.back().id = std::to_string(random());
  }
  return result;
}

std::string seen(const Snapshot& snapshot) {
  return to_json_text(to_json(snapshot));
}

TEST_F(SnapshotTest, TheOrderOfArrivalDoesNotMatter) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<EvidenceFact> evidence = random_evidence(random, 8);
    const std::string first = seen(of(evidence));
    std::vector<uint64_t> leaves(evidence.size());
    for (size_t i = 0; i < leaves.size(); ++i) leaves[i] = i;
    std::shuffle(leaves.begin(), leaves.end(), random);
    for (size_t i = 0; i < leaves.size(); ++i) evidence[i].leaf_index = leaves[i];
    std::shuffle(evidence.begin(), evidence.end(), random);
    ASSERT_EQ(seen(of(evidence)), first) << "round " << round;
  }
}

// What the index of a model rests on: its leaves and newer evidence say the same as all, now and
// after some have expired.
TEST_F(SnapshotTest, ItsLeavesAndNewerEvidenceSayTheSameAsAll) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const std::vector<EvidenceFact> all = random_evidence(random, 24);
    std::vector<EvidenceFact> kept;
    for (size_t page = 0; page < all.size(); page += 4) {
      inputs_.now = kNow + 48h * (page / 4);
      kept.insert(kept.end(), all.begin() + static_cast<ptrdiff_t>(page),
                  all.begin() + static_cast<ptrdiff_t>(page) + 4);
      const std::vector<EvidenceFact> so_far(all.begin(),
                                             all.begin() + static_cast<ptrdiff_t>(page) + 4);
      const Snapshot some = of(kept);
      ASSERT_EQ(seen(some), seen(of(so_far))) << "round " << round << " page " << page;
      std::erase_if(kept, [&some](const EvidenceFact& each) {
        return !std::binary_search(some.leaves.begin(), some.leaves.end(), each.leaf_index);
      });
    }
  }
}

TEST_F(SnapshotTest, StateMovesWithFiguresTiersAndStatusesAlone) {
  const std::string before = state_of(of({fact(1, "eval_pack", R"({"pass_at_5":0.9})")}));
  EXPECT_EQ(state_of(of({fact(2, "other", R"({"pass_at_5":0.9})")})), before);
  EXPECT_NE(state_of(of({fact(1, "eval_pack", R"({"pass_at_5":0.91})")})), before);
  inputs_.runtime.requests = 1000;
  const std::string good = state_of(of({fact(1, "eval_pack", R"({"pass_at_5":0.9})")}));
  inputs_.runtime.failures = 1;
  EXPECT_EQ(state_of(of({fact(1, "eval_pack", R"({"pass_at_5":0.9})")})), good);
  inputs_.runtime.failures = 900;
  EXPECT_NE(state_of(of({fact(1, "eval_pack", R"({"pass_at_5":0.9})")})), good);
}

}  // namespace
}  // namespace gs::res
