#include "gate/sign_off.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "gate/approvals.h"
#include "unit/ledger/keys_fixture.h"

namespace gs::gate {
namespace {

using ::testing::HasSubstr;

const WallTime kNow = *from_rfc3339("2026-03-10T00:00:00Z");

ledger::NoteSigner signer(std::string name, uint8_t first) {
  return ledger::NoteSigner::create(std::move(name), ledger::test::seed(first)).value();
}

const ledger::NoteSigner kLead = signer("jane", 1);
const ledger::NoteSigner kDpo = signer("max", 2);

EvidenceFile file(std::string name, std::string_view bytes) {
  return {name, name + ".json", sha256_hex(bytes), bytes.size()};
}

struct Case {
  SignOff sign_off{.role = "governance_lead",
                   .model = "m1",
                   .comment = "read it",
                   .signed_at = kNow - std::chrono::hours(24),
                   .artifacts = {{"eval_pack.json", sha256_hex("pack")},
                                 {"model_card.json", sha256_hex("card")}},
                   .signer = {}};
  ledger::NoteSigner signed_by = kLead;
  policy::ReleaseGate gate;
  ReleaseEvidence evidence;

  Case() {
    evidence.files = {file("eval_pack", "pack"), file("model_card", "card")};
    evidence.trusted_keys = {{"governance_lead", kLead.verifier()},
                             {"dpo_privacy_officer", kDpo.verifier()}};
    evidence.now = kNow;
  }
  std::string envelope() const { return sign(sign_off, signed_by).value().to_json(); }
  Approval approval(const std::string& role = "governance_lead") {
    if (evidence.sign_offs.empty()) evidence.sign_offs = {{"lead.signoff.json", envelope()}};
    return approval_of(role, gate, evidence);
  }
};

TEST(SignOff, IsReadAsItWasSigned) {
  const Case good;
  const auto read = verify_sign_off(good.envelope(), good.evidence.trusted_keys, kNow);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->role, "governance_lead");
  EXPECT_EQ(read->model, "m1");
  EXPECT_EQ(read->comment, "read it");
  EXPECT_EQ(read->signed_at, good.sign_off.signed_at);
  EXPECT_EQ(read->artifacts, good.sign_off.artifacts);
  EXPECT_EQ(read->signer, "jane");
}

TEST(SignOff, NeedsARoleAndAnArtifact) {
  Case bad;
  bad.sign_off.artifacts.clear();
  EXPECT_EQ(sign(bad.sign_off, kLead).error().where, "artifact");
  bad.sign_off.role.clear();
  EXPECT_EQ(sign(bad.sign_off, kLead).error().where, "role");
}

TEST(Approval, HoldsForEverythingThatWasRead) {
  EXPECT_EQ(Case().approval().signer, "jane");
}

TEST(Approval, IsOfTheRightRoleAndKey) {
  Case wrong_key;
  wrong_key.signed_by = signer("jane", 3);
  EXPECT_THAT(wrong_key.approval().problem, HasSubstr("is not signed by a key of governance_lead"));
  Case wrong_role;  // the officer's own key, for a role that is not the officer's
  wrong_role.signed_by = kDpo;
  EXPECT_THAT(wrong_role.approval().problem,
              HasSubstr("is not signed by a key of governance_lead"));
  Case other;
  EXPECT_EQ(other.approval("dpo_privacy_officer").problem, "dpo_privacy_officer has not signed");
  EXPECT_EQ(other.approval("security_officer").problem, "no key is trusted for security_officer");
}

TEST(Approval, IsOfTheVeryFiles) {
  Case altered;
  altered.evidence.files[1] = file("model_card", "card, altered");
  EXPECT_THAT(altered.approval().problem, HasSubstr("does not cover model_card.json as it is now"));
  Case more;
  more.evidence.files.push_back(file("dpia", "new"));
  EXPECT_THAT(more.approval().problem, HasSubstr("does not cover dpia.json as it is now"));
  altered.evidence.files.push_back(file("dpia", "new"));
  EXPECT_THAT(altered.approval().problem,
              HasSubstr("does not cover model_card.json, dpia.json as it is now"));
  more.gate.sign_off_covers = {"model_card"};
  EXPECT_EQ(more.approval().signer, "jane");
  more.gate.sign_off_covers = {"model_card", "system_card"};
  EXPECT_THAT(more.approval().problem, HasSubstr("system_card: it is not there"));
  Case nothing;
  nothing.evidence.files.clear();
  EXPECT_THAT(nothing.approval().problem, HasSubstr("there is nothing"));
}

TEST(Approval, HasAnAge) {
  Case old;
  old.sign_off.signed_at = kNow - std::chrono::hours(31 * 24);
  EXPECT_THAT(old.approval().problem, HasSubstr("is 31.0 days old, and may be 30"));
  old.gate.sign_off_max_age_days = 31;
  EXPECT_EQ(old.approval().signer, "jane");
  Case early;
  early.sign_off.signed_at = kNow + std::chrono::minutes(6);
  EXPECT_THAT(early.approval().problem, HasSubstr("a time that has not come"));
}

TEST(Approval, WhatIsNoSignOffIsNamed) {
  Case junk;
  junk.evidence.sign_offs = {{"a.signoff.json", "{}"}};
  EXPECT_THAT(junk.approval().problem, HasSubstr("a.signoff.json no DSSE envelope"));
  ledger::Statement statement{{{"", sha256_hex("card")}}, "https://example.com/other", {}};
  const auto other = ledger::sign_dsse(std::string(ledger::kInTotoPayloadType),
                                       statement.to_json().value(), kLead.key(), "");
  junk.evidence.sign_offs = {{"a.signoff.json", other.to_json()}};
  EXPECT_THAT(junk.approval().problem, HasSubstr("predicateType"));
}

TEST(TrustedKeys, AreLinesOfRoleAndKey) {
  const std::string vkey = kLead.verifier().to_vkey();
  const auto keys =
      parse_trusted_keys("# who may\n\n governance_lead  " + vkey + " \r\ndpo " + vkey);
  ASSERT_TRUE(keys) << keys.error().to_string();
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_EQ((*keys)[0].role, "governance_lead");
  EXPECT_EQ((*keys)[1].role, "dpo");
  EXPECT_EQ((*keys)[1].key, kLead.verifier());
  EXPECT_EQ(parse_trusted_keys("lead\n").error().where, "line 1");
  EXPECT_EQ(parse_trusted_keys("\nlead x+y+z\n").error().where, "line 2");
  const std::vector<policy::SigningKey> wrong = {{"lead", "nonsense", {}}};
  EXPECT_EQ(trusted_keys_of(wrong).error().where, "ownership.lead.signing_keys");
}

}  // namespace
}  // namespace gs::gate
