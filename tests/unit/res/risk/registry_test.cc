#include "res/risk/registry.h"

#include <gmock/gmock.h>

#include "base/digest.h"
#include "base/json_writer.h"
#include "fixtures/log_fixture.h"

namespace gs::res {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class RegistryTest : public testing::Test, public test::LogFixture {
 protected:
  // As the path of POST /evidence does it; the leaf of the snapshot, if one was recorded.
  std::optional<uint64_t> submit(const std::string& model, json::object metadata,
                                 const std::string& type = "eval_pack") {
    const std::string id = sha256_hex(model + type + to_json_text(metadata));
    std::optional<uint64_t> recorded;
    const Status done = log_->run([&](log::Batch& batch) -> Status {
      const int64_t now = log::to_micros(batch.now());
      GS_TRY(const uint64_t leaf, batch.commit_record({.kind = "evidence",
                                                       .event = "evidence_submitted",
                                                       .subject = id,
                                                       .model = model,
                                                       .actor = {"key-1", "", ""},
                                                       .content = {{"metadata", metadata}}}));
      GS_CHECK_OK(batch.sql().execute(
          "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at) "
          "VALUES ($1, $2, $3, $4, $5)",
          {id, leaf, type, model, now}));
      GS_CHECK_OK(
          batch.sql().execute("INSERT INTO models (model_version, first_seen, last_seen) "
                              "VALUES ($1, $2, $2) ON CONFLICT DO NOTHING",
                              {model, now}));
      GS_TRY(recorded, record_if_changed(batch, model, rules_, {"key-1", "", ""}));
      return Ok{};
    });
    EXPECT_TRUE(done) << done.error().to_string();
    return recorded;
  }

  Snapshot snapshot(const std::string& model) {
    auto result = read_snapshot(*reader(), model, rules_, clock_.now());
    EXPECT_TRUE(result) << result.error().to_string();
    return result ? *result : Snapshot();
  }

  void run(std::string_view sql, std::initializer_list<store::Value> values) {
    const Status done = log_->run([&](log::Batch& batch) -> Status {
      GS_CHECK_OK(batch.sql().execute(sql, values));
      return Ok{};
    });
    ASSERT_TRUE(done) << done.error().to_string();
  }

  RiskRules rules_{{}, "Limited"};
};

TEST_F(RegistryTest, AnUnknownModelIsNotFound) {
  const auto result = read_snapshot(*reader(), "m9", rules_, clock_.now());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(result.error().where, "model");
  HistoryFilter filter;
  filter.model = "m9";
  EXPECT_FALSE(risk_history(*reader(), filter));
}

TEST_F(RegistryTest, EvidenceChangesTheSnapshotAndLeavesARecord) {
  const auto first = submit("m1", {{"pass_at_5", 0.9}});
  ASSERT_TRUE(first);
  const auto record = log::read_record(*reader(), *first);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->kind, "snapshot");
  EXPECT_EQ(record->event, "snapshot_changed");
  EXPECT_THAT(record->content, HasSubstr(R"("quality":{"pass_at_5":0.9})"));

  EXPECT_FALSE(submit("m1", {{"pass_at_5", 0.9}, {"note", "the same again"}}));
  EXPECT_TRUE(submit("m1", {{"pass_at_5", 0.8}}));
  EXPECT_TRUE(submit("m2", {{"psi", 0.1}}));
  EXPECT_EQ(snapshot("m1")[Metric::kPassAt5].value, 0.8);
  EXPECT_FALSE(snapshot("m1")[Metric::kPsi].value) << "of another model";
}

TEST_F(RegistryTest, HistoryIsOldestFirst) {
  submit("m1", {{"pass_at_5", 0.9}});
  submit("m1", {{"pass_at_5", 0.8}});
  HistoryFilter filter;
  filter.model = "m1";
  filter.metric = Metric::kPassAt5;
  const auto history = risk_history(*reader(), filter);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[0].at("value"), 0.9);
  EXPECT_EQ((*history)[1].at("value"), 0.8);
  EXPECT_EQ((*history)[1].at("status"), "unknown");
  filter.metric.reset();
  filter.limit = 1;
  const auto newest = risk_history(*reader(), filter);
  ASSERT_TRUE(newest);
  ASSERT_EQ(newest->size(), 1u);
  EXPECT_EQ((*newest)[0].at("values").at("quality.pass_at_5").at("value"), 0.8);
  EXPECT_EQ((*newest)[0].at("eu_ai_act_tier"), "Limited");
  filter.limit = 5001;
  const auto wrong = risk_history(*reader(), filter);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "limit");
}

TEST_F(RegistryTest, FindsOldEvidenceBehindManyPages) {
  submit("m1", {{"reid_risk", 0.5}});
  const Status done = log_->run([&](log::Batch& batch) -> Status {
    std::vector<store::Row> rows;
    for (uint64_t i = 0; i < 1000; ++i) {
      rows.push_back({"x" + std::to_string(i), 10'000 + i, "other", "m1", int64_t{1}});
    }
    return batch.sql().execute_each(
        "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at) "
        "VALUES ($1, $2, $3, $4, $5)",
        rows);
  });
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(snapshot("m1")[Metric::kReidRisk].value, 0.5);
  run("DELETE FROM facts WHERE name = $1", {"risk/m1"});
  EXPECT_EQ(snapshot("m1")[Metric::kReidRisk].value, 0.5) << "without its index";
  run("INSERT INTO facts (name, value) VALUES ($1, $2)", {"risk/m1", "{broken"});
  EXPECT_EQ(snapshot("m1")[Metric::kReidRisk].value, 0.5) << "with a broken one";
}

TEST_F(RegistryTest, ErasedEvidenceSaysNothingAndOlderCountsAgain) {
  submit("m1", {{"pass_at_5", 0.7}});
  submit("m1", {{"pass_at_5", 0.9}});
  const std::string id = snapshot("m1").evidence_id;
  const Status done = log_->run([&](log::Batch& batch) -> Status {
    GS_TRY(const auto rows,
           batch.sql().query("SELECT leaf_index FROM evidence WHERE id = $1", {id}));
    return log::erase_record(batch, static_cast<uint64_t>(rows.at(0)[0].integer()));
  });
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(snapshot("m1")[Metric::kPassAt5].value, 0.7);
}

TEST_F(RegistryTest, AddsUpRunTimeOfTheWindow) {
  submit("m1", {});
  log::RuntimeFigures figures;
  figures.requests = 10;
  figures.failures = 1;
  figures.prompt = {{"allow", 9}, {"block", 1}};
  const std::string text = to_json_text(log::to_json(figures));
  const int64_t now = log::minute_of(clock_.now());
  const auto add = [&](int64_t minute, const std::string& gateway, const std::string& body) {
    run("INSERT INTO runtime (model, minute, gateway, figures) VALUES ($1, $2, $3, $4)",
        {"m1", minute, gateway, body});
  };
  add(now, "g1", text);
  add(now, "g2", text);
  add(now - 3 * log::kMinuteMicros, "g1", text);
  add(now - 60 * log::kMinuteMicros, "g1", text);
  add(now, "g3", "[]");
  const Snapshot result = snapshot("m1");
  EXPECT_EQ(result.runtime.requests, 30u);
  EXPECT_EQ(result.runtime.prompt.at("block"), 3u);
  EXPECT_NEAR(*result[Metric::kAvailability].value, 0.9, 1e-12);
  ASSERT_EQ(result.problems.size(), 1u);
  EXPECT_THAT(result.problems[0], HasSubstr("gateway g3"));
}

TEST_F(RegistryTest, GaugesHaveNoSeriesWithoutAValue) {
  submit("m1", {{"pass_at_5", 0.9}});
  submit("m2", {{"owner", "x"}});
  const auto gauges = risk_gauges(*reader(), rules_, clock_.now());
  ASSERT_TRUE(gauges);
  ASSERT_EQ(gauges->size(), 1u);
  EXPECT_EQ((*gauges)[0].series, "llm_pass_at_5");
  EXPECT_EQ((*gauges)[0].model, "m1");
  EXPECT_EQ((*gauges)[0].value, 0.9);
}

TEST_F(RegistryTest, ListsModelsInPages) {
  submit("m2", {{"a", 1}}, "dpia");
  submit("m1", {{"a", 1}});
  submit("m1", {{"a", 2}}, "dpia");
  const auto first = list_models(*reader(), {"", 1});
  ASSERT_TRUE(first);
  ASSERT_EQ(first->size(), 1u);
  EXPECT_EQ((*first)[0].at("model_version"), "m1");
  EXPECT_EQ((*first)[0].at("evidence").at("total"), 2);
  EXPECT_EQ((*first)[0].at("evidence").at("by_type").at("dpia"), 1);
  EXPECT_TRUE((*first)[0].at("snapshot_at").is_string());
  const auto second = list_models(*reader(), {"m1", 100});
  ASSERT_TRUE(second);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ((*second)[0].at("model_version"), "m2");
  const auto wrong = list_models(*reader(), {"", 0});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "limit");
}

}  // namespace
}  // namespace gs::res
