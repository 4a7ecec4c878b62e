#include "policy/diff.h"

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

std::string diff_text(const std::string& before, const std::string& after) {
  return to_text(diff(compiled(before)->effective(), compiled(after)->effective()));
}

constexpr char kOld[] = R"(
meta: { title: one }
thresholds:
  quality: { pass_at_5: { target: 0.80, block_below: true } }
  safety: { harmful_rate: { target_max: 0.005 } }
  drift: { psi: { warn_at: 0.1 } }
  availability: { target: "99%" }
policy_as_code:
  lists: { names: [a, b] }
  patterns: { p: x }
  rules:
    - { id: changed, when: contains_pii, action: flag, mask: { style: hash } }
    - { id: gone, when: contains_secret, action: mask }
    - { id: kept, when: contains_secret, action: mask }
)";

constexpr char kNew[] = R"(
meta: { title: two, version: "2" }
thresholds:
  quality: { pass_at_5: { target: 0.85, block_below: false } }
  safety: { harmful_rate: { target_max: 0.01 } }
  drift: { psi: { warn_at: 0.1, retrain_at: 0.2 } }
  availability: { target: "99.5%" }
  privacy: { reid_risk: { target_max: 0.001 } }
policy_as_code:
  lists: { names: [b, c] }
  patterns: { p: y }
  rules:
    - { id: kept, when: contains_secret, action: mask }
    - { id: changed, when: contains_pii, action: block, mask: { style: token } }
    - { id: fresh, when: refused, action: flag }
)";

TEST(Diff, SaysWhatChangedInTheTermsOfThePolicy) {
  EXPECT_EQ(diff_text(kOld, kNew),
            R"(rule added: fresh
rule removed: gone
rule changed: changed
  action: "flag" -> "block"
  mask.style: "hash" -> "token"
threshold raised: availability.target "99%" -> "99.5%" (tightened)
threshold added: drift.psi.retrain_at nothing -> 0.2 (tightened)
threshold added: privacy.reid_risk.target_max nothing -> 0.001 (tightened)
threshold raised: quality.pass_at_5.target 0.8 -> 0.85 (tightened)
threshold changed: quality.pass_at_5.block_below true -> false (loosened)
threshold raised: safety.harmful_rate.target_max 0.005 -> 0.01 (loosened)
list names: + c
list names: - a
pattern p: "x" -> "y"
meta.title: "one" -> "two"
meta.version: nothing -> "2"
)");
}

TEST(Diff, TheOtherWayRoundLoosensWhatWasTightened) {
  const std::string text = diff_text(kNew, kOld);
  EXPECT_NE(text.find("threshold lowered: quality.pass_at_5.target 0.85 -> 0.8 (loosened)"),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find("threshold removed: privacy.reid_risk.target_max 0.001 -> nothing (loosened)"),
      std::string::npos);
  EXPECT_NE(text.find("threshold changed: quality.pass_at_5.block_below false -> true (tightened)"),
            std::string::npos);
}

TEST(Diff, NothingChangedWhenOnlyLayoutOrOrderDid) {
  EXPECT_EQ(diff_text(kOld, kOld), "no difference\n");
  EXPECT_EQ(diff_text("x: { n: [1, { a: 2 }] }", "{\"x\":{\"n\":[1.0,{\"a\":2.0}]}}"),
            "no difference\n");
  EXPECT_EQ(diff_text("x: { n: [1, 2] }", "x: { n: [2, 1] }"), "x.n: [1,2] -> [2,1]\n");
}

TEST(Diff, ReplacingABaselineRuleShowsItsSource) {
  const std::string text =
      diff_text("meta: {}",
                "{\"meta\":{},\"policy_as_code\":{\"rules\":[{\"id\":\"copyright_guard\",\"when\":"
                "\"verbatim_ratio > 0.2\",\"action\":\"summarize\"}]}}");
  EXPECT_NE(text.find("rule changed: copyright_guard\n"), std::string::npos);
  EXPECT_NE(text.find("  source: \"baseline\" -> \"file\"\n"), std::string::npos) << text;
}

TEST(Diff, IsWrittenAsJson) {
  const auto json = to_json(diff(compiled(kOld)->effective(), compiled(kNew)->effective()));
  EXPECT_EQ(text_of(json.at("rules_added")), R"(["fresh"])");
  EXPECT_EQ(text_of(json.at("rules_changed").at(0).at("fields").at(0)),
            R"({"field":"action","before":"flag","after":"block"})");
  EXPECT_EQ(text_of(json.at("thresholds").at(0)),
            R"({"name":"availability","limit":"target","direction":"raised","before":"99%",)"
            R"("after":"99.5%","effect":"tightened"})");
  EXPECT_EQ(text_of(json.at("lists").at(0)), R"({"name":"names","added":["c"],"removed":["a"]})");
  EXPECT_EQ(json.at("other").as_array().size(), 2u);
}

}  // namespace
}  // namespace gs::policy
