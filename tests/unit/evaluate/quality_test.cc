// Every reader of samples, on texts in the layouts of the tools.
#include "evaluate/quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluate/human_eval.h"
#include "evaluate/lm_eval.h"
#include "evaluate/promptfoo.h"
#include "fixtures/evaluation.h"

namespace gs::evaluate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

double number(const Artifact& artifact, std::string_view name) {
  return artifact.metrics().at(name).to_number<double>();
}

struct Quality {
  QualityOptions options;
  Artifact artifact{"quality"};

  std::string human_eval(std::string_view text) {
    HumanEval reader("r.jsonl", options, artifact);
    return refusal(read_all(reader, text));
  }
  std::string samples(std::string_view text) {
    LmEvalSamples reader("s.jsonl", options, artifact);
    return refusal(read_all(reader, text));
  }
  std::string document(std::string_view text) {
    Document document("d.json");
    if (const Status read = read_all(document, text); !read) return refusal(read);
    if (is_promptfoo(document.object())) {
      return refusal(add_promptfoo(document, options, artifact));
    }
    return refusal(add_lm_eval_results(document, options, artifact));
  }
};

// `passes` of `samples` rows of a task.
std::string rows(std::string_view task, int samples, int passes) {
  std::string out;
  for (int i = 0; i < samples; ++i) {
    out += "{\"task_id\":\"" + std::string(task) + "\",\"completion_id\":" + std::to_string(i) +
           ",\"passed\":" + (i < passes ? "true" : "false") + "}\n";
  }
  return out;
}

TEST(HumanEval, PassAtK) {
  Quality quality;
  ASSERT_EQ(quality.human_eval(rows("HumanEval/0", 10, 3) + rows("HumanEval/1", 20, 5)), "ok");
  EXPECT_NEAR(number(quality.artifact, "pass_at_5"), (0.9166666667 + 0.8063080495) / 2, 1e-9);
  EXPECT_TRUE(quality.artifact.metrics().contains("pass_at_10"));
  EXPECT_TRUE(quality.artifact.intervals().contains("pass_at_5"));
  EXPECT_FALSE(quality.artifact.counts().contains("pass_at_1"));
}

TEST(HumanEval, OneSampleATaskIsARate) {
  Quality quality;
  ASSERT_EQ(quality.human_eval(R"({"task_id":1,"passed":true,"completion":"x","result":"passed"})"
                               "\r\n"
                               R"({"task_id":2,"passed":0})"),
            "ok");
  EXPECT_EQ(number(quality.artifact, "pass_at_1"), 0.5);
  EXPECT_EQ(quality.artifact.counts().at("pass_at_1").at("samples").to_number<int>(), 2);
  EXPECT_FALSE(quality.artifact.metrics().contains("pass_at_5"));
}

TEST(HumanEval, ARequiredKTakesSamples) {
  Quality quality;
  quality.options.ks = {5};
  quality.options.ks_required = true;
  EXPECT_EQ(quality.human_eval(rows("a", 5, 1) + rows("b", 4, 1)),
            "pass_at_5: pass@5 takes 5 samples a task, task 'b' has 4 (r.jsonl)");
}

TEST(HumanEval, ASampleCountsOnce) {
  const std::string numbered = R"({"task_id":"a","passed":true,"completion_id":1})";
  const std::string text = R"({"task_id":"a","passed":true,"completion":"x"})";
  const std::string bare = R"({"task_id":"a","passed":true})";
  EXPECT_THAT(Quality().human_eval(numbered + "\n" + text + "\n" + numbered + "\n"),
              HasSubstr("task_id: a sample of this task with the same number stands above "
                        "(r.jsonl:3)"));
  EXPECT_THAT(Quality().human_eval(text + "\n" + text), HasSubstr("--allow-repeats"));
  EXPECT_THAT(Quality().human_eval(bare + "\n" + bare), HasSubstr("(r.jsonl:2)"));
  Quality allowed;
  allowed.options.repeats_allowed = true;
  EXPECT_EQ(allowed.human_eval(text + "\n" + text), "ok");
  Quality still;
  still.options.repeats_allowed = true;
  EXPECT_NE(still.human_eval(numbered + "\n" + numbered), "ok");
}

TEST(HumanEval, WhatItRefuses) {
  EXPECT_EQ(Quality().human_eval(""), "there are 0 samples (r.jsonl)");
  EXPECT_EQ(Quality().human_eval(R"({"passed":true})"), "task_id: is missing (r.jsonl:1)");
  EXPECT_EQ(Quality().human_eval(R"({"task_id":"a","passed":"true"})"),
            "passed: must be true or false, or 1 or 0 (r.jsonl:1)");
  EXPECT_EQ(Quality().human_eval(R"({"task_id":"a","passed":NaN})"),
            "passed: NaN and Infinity are not JSON (r.jsonl:1)");
  EXPECT_THAT(Quality().human_eval(R"({"task_id":"a","passed":1,"model":"m"})"
                                   "\n"
                                   R"({"task_id":"b","passed":1,"model":"n"})"),
              HasSubstr("two models, 'm' and 'n' (r.jsonl:2)"));
}

constexpr std::string_view kResults = R"({
  "results": {"humaneval": {"alias": "humaneval", "pass@1,create_test": 0.25,
                            "pass@1_stderr,create_test": 0.03}},
  "configs": {"humaneval": {}}, "versions": {"humaneval": 1},
  "n-samples": {"humaneval": {"original": 164, "effective": 100}},
  "config": {"model": "hf", "model_args": "pretrained=acme", "limit": 100.0},
  "model_name": "acme"})";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kResults);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(LmEval, Results) {
  Quality quality;
  ASSERT_EQ(quality.document(kResults), "ok");
  EXPECT_EQ(number(quality.artifact, "pass_at_1"), 0.25);
  EXPECT_NEAR(quality.artifact.intervals().at("pass_at_1").at("low").as_double(), 0.1912, 1e-4);
  EXPECT_EQ(quality.artifact.model(), "acme");
  EXPECT_THAT(quality.artifact.warnings(),
              ElementsAre("lm-eval ran with limit 100, a partial run: 100 of 164 samples"));
}

TEST(LmEval, AWholeRunHasNoWarning) {
  Quality quality;
  ASSERT_EQ(quality.document(with("100.0", "null")), "ok");
  EXPECT_THAT(quality.artifact.warnings(), testing::SizeIs(1));  // n-samples tells as well
  Quality whole;
  std::string text = with("100.0", "null");
  text.replace(text.find("\"effective\": 100"), 16, "\"effective\": 164");
  ASSERT_EQ(whole.document(text), "ok");
  EXPECT_THAT(whole.artifact.warnings(), testing::IsEmpty());
}

TEST(LmEval, ResultsThatItRefuses) {
  const auto refused = [](std::string_view from, std::string_view to) {
    return Quality().document(with(from, to));
  };
  EXPECT_EQ(refused("0.25", "\"0.25\""),
            "results.humaneval.pass@1,create_test: must be a number (d.json)");
  EXPECT_EQ(refused("0.25", "-0.25"),
            "results.humaneval.pass@1,create_test: must be from 0 to 1 (d.json)");
  EXPECT_THAT(refused("0.25", "NaN"), HasSubstr("results.humaneval.pass@1,create_test: NaN"));
  EXPECT_EQ(refused("\"effective\": 100", "\"effective\": 0"),
            "n-samples.humaneval.effective: there are 0 samples (d.json)");
  EXPECT_EQ(refused("\"effective\": 100", "\"effective\": 165"),
            "n-samples.humaneval.original: is less than effective, or too large (d.json)");
  EXPECT_THAT(refused("\"humaneval\": {\"alias\"", "\"other\": {}, \"humaneval\": {\"alias\""),
              HasSubstr("--task must name one of: other, humaneval"));
  EXPECT_THAT(refused("\"alias\"", "\"pass@1,none\": 0.5, \"alias\""), HasSubstr("--filter"));
  EXPECT_THAT(Quality().document("[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(Quality().document("{"), HasSubstr("JSON ends too early (d.json, line 1"));
}

TEST(LmEval, ATaskAndAFilterAreChosen) {
  const std::string text =
      R"({"results":{"a":{"exact_match,strict":0.5,"exact_match,flexible":0.75},"b":{"acc,none":1}},)"
      R"("configs":{}})";
  Quality quality;
  quality.options.task = "a";
  quality.options.filter = "flexible";
  ASSERT_EQ(quality.document(text), "ok");
  EXPECT_EQ(number(quality.artifact, "exact_match"), 0.75);
  Quality other;
  other.options.task = "b";
  ASSERT_EQ(other.document(text), "ok");
  EXPECT_EQ(number(other.artifact, "accuracy"), 1);
}

std::string exact_match(std::string_view value, std::string_view error) {
  return R"({"results":{"sums":{"name":"sums","alias":"sums","sample_len":20,"exact_match,none":)" +
         std::string(value) + R"(,"exact_match_stderr,none":)" + std::string(error) +
         R"(}},"configs":{},"n-samples":{"sums":{"original":20,"effective":20}}})";
}

TEST(LmEval, AShareOfSamplesIsAProportionWithCounts) {
  Quality some;  // 9 of 20: 0.11413 is the root of 0.45 * 0.55 / 19
  ASSERT_EQ(some.document(exact_match("0.45", "0.11413288653790232")), "ok");
  EXPECT_EQ(some.artifact.counts().at("exact_match").at("events").to_number<int>(), 9);
  EXPECT_EQ(some.artifact.counts().at("exact_match").at("samples").to_number<int>(), 20);
  Quality none;  // a standard error of 0 does not say that the rate is known exactly
  ASSERT_EQ(none.document(exact_match("0.0", "0.0")), "ok");
  EXPECT_NEAR(none.artifact.intervals().at("exact_match").at("high").as_double(), 0.161125, 1e-6);
  Quality all;
  ASSERT_EQ(all.document(exact_match("1.0", "0.0")), "ok");
  EXPECT_NEAR(all.artifact.intervals().at("exact_match").at("low").as_double(), 0.838875, 1e-6);
}

TEST(LmEval, AMeanOfOtherSharesIsNone) {
  Quality quality;
  ASSERT_EQ(quality.document(exact_match("0.45", "0.05")), "ok");
  EXPECT_FALSE(quality.artifact.counts().contains("exact_match"));
  EXPECT_NEAR(quality.artifact.intervals().at("exact_match").at("low").as_double(), 0.352002, 1e-6);
  Quality odd;
  ASSERT_EQ(odd.document(exact_match("0.46", "0.11433881720")), "ok");  // 9.2 of 20
  EXPECT_FALSE(odd.artifact.counts().contains("exact_match"));
}

TEST(LmEval, Samples) {
  const std::string rows =
      R"({"doc_id":0,"filter":"create_test","filtered_resps":[["a","b","c","d"]],"pass@1":0.25})"
      "\n"
      R"({"doc_id":1,"filter":"create_test","filtered_resps":[["a","b","c","d"]],"pass@1":1.0})";
  Quality quality;
  quality.options.ks = {1, 2};
  ASSERT_EQ(quality.samples(rows), "ok");
  EXPECT_NEAR(number(quality.artifact, "pass_at_1"), 0.625, 1e-12);
  EXPECT_NEAR(number(quality.artifact, "pass_at_2"), 0.75, 1e-12);
  EXPECT_THAT(Quality().samples(rows + "\n" + rows),
              HasSubstr("doc_id: stands above already (s.jsonl:3)"));
  EXPECT_THAT(Quality().samples(R"({"doc_id":0,"filtered_resps":["a"],"acc":0.5})"),
              HasSubstr("acc: is no share of the row's responses"));
  EXPECT_THAT(Quality().samples(R"({"doc_id":0,"bleu":0.5})"), HasSubstr("--metric"));
  EXPECT_THAT(Quality().samples(R"({"doc_id":0,"filter":"a","acc":1})"
                                "\n"
                                R"({"doc_id":0,"filter":"b","acc":1})"),
              HasSubstr("--filter"));
}

std::string promptfoo(std::string_view rows) {
  return R"({"evalId":"e","results":{"version":3,"results":[)" + std::string(rows) + "]}}";
}

std::string row(int test, bool success, std::string_view question, std::string_view more = "") {
  return R"({"testIdx":)" + std::to_string(test) + R"(,"promptIdx":0,"success":)" +
         (success ? "true" : "false") +
         R"(,"provider":{"id":"openai:m"},"testCase":{"vars":{"q":")" + std::string(question) +
         "\"}}" + std::string(more) + "}";
}

TEST(Promptfoo, RepeatsAreSamplesOfATask) {
  Quality quality;
  quality.options.ks = {1, 2};
  ASSERT_EQ(quality.document(promptfoo(row(0, true, "x") + "," + row(1, false, "x") + "," +
                                       row(2, true, "y") + "," +
                                       row(3, false, "y", R"(,"failureReason":2)"))),
            "ok");
  EXPECT_EQ(number(quality.artifact, "pass_at_1"), 0.5);
  EXPECT_EQ(number(quality.artifact, "pass_at_2"), 1);
  EXPECT_EQ(quality.artifact.model(), "openai:m");
  EXPECT_THAT(quality.artifact.warnings(), ElementsAre(HasSubstr("could not get 1 answers")));
}

TEST(Promptfoo, LabelsTellConfigurationsOfAModelApart) {
  const auto labelled = [](int test, bool success, std::string_view label) {
    std::string text = row(test, success, "x");
    const std::string_view id = R"("openai:m")";
    text.insert(text.find(id) + id.size(), R"(,"label":")" + std::string(label) + "\"");
    return text;
  };
  const std::string rows = promptfoo(labelled(0, true, "") + "," + labelled(1, false, "hot"));
  EXPECT_EQ(Quality().document(rows),
            "results.results[1].provider: has several labels, --provider must name one: '', 'hot' "
            "(d.json)");
  Quality chosen;
  chosen.options.provider = "hot";
  ASSERT_EQ(chosen.document(rows), "ok");
  EXPECT_EQ(number(chosen.artifact, "pass_at_1"), 0);
  EXPECT_EQ(chosen.artifact.model(), "openai:m");
  EXPECT_EQ(
      Quality().document(promptfoo(labelled(0, true, "hot") + "," + labelled(1, true, "hot"))),
      "ok");
}

TEST(Promptfoo, WhatItRefuses) {
  const std::string one = row(0, true, "x");
  EXPECT_THAT(Quality().document(promptfoo(one + "," + one)), HasSubstr("stand above already"));
  EXPECT_THAT(Quality().document(promptfoo("")), HasSubstr("0 samples"));
  std::string other = row(1, true, "y");
  other.replace(other.find("openai:m"), 8, "openai:n");
  EXPECT_THAT(Quality().document(promptfoo(one + "," + other)), HasSubstr("two models"));
  Quality chosen;
  chosen.options.provider = "openai:n";
  EXPECT_EQ(chosen.document(promptfoo(one + "," + other)), "ok");
  EXPECT_EQ(chosen.artifact.model(), "openai:n");
  EXPECT_THAT(Quality().document(R"({"results":{"version":2,"results":[]}})"),
              HasSubstr("results.version: must be 3"));
  std::string text = one;
  text.replace(text.find("true"), 4, "\"yes\"");
  EXPECT_THAT(Quality().document(promptfoo(text)), HasSubstr("results.results[0].success"));
}

}  // namespace
}  // namespace gs::evaluate
