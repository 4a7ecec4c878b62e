#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <future>
#include <map>

#include "base/ids.h"
#include "base/json.h"
#include "fixtures/log_fixture.h"
#include "ledger/segment_path.h"
#include "res/decisions/decision_reader.h"
#include "res/decisions/ingest.h"
#include "res/log/leaf.h"
#include "res/log/stored_tree.h"

namespace gs::res {
namespace {

namespace json = boost::json;

const WallTime kStart = *from_rfc3339("2026-03-01T12:00:00Z");

// The n-th exchange of that second, as UUIDs of version 7 sort.
std::string exchange(unsigned n) {
  const std::string digits = std::to_string(1000 + n);
  return "019ca9a4-1a00-7000-8000-00000000" + digits;
}

json::object decision(const std::string& id, const std::string& action = "allow") {
  return {{"kind", "decision"},
          {"id", id},
          {"ts", to_rfc3339(kStart)},
          {"phase", id.substr(id.rfind('.') + 1)},
          {"action", action},
          {"rules", json::array()},
          {"signals", json::object()},
          {"model", "m1"},
          {"tenant", "t1"},
          {"latency_us", {{"total", 42'000}}}};
}

class DecisionsTest : public ::testing::Test, protected test::LogFixture {
 protected:
  struct Segment {
    journal::Seal seal;
    std::string bytes;
  };

  // The next segment of that gateway's journal.
  Segment segment(std::vector<json::object> records, const std::string& gateway = "gw") {
    journal::Seal& last = last_[gateway];
    Segment out;
    out.seal = {.gateway = gateway,
                .first_seq = last.next_seq(),
                .records = records.size(),
                .root = {},
                .prev_root = last.root,
                .opened = kStart,
                .closed = kStart};
    out.bytes = journal::segment_head(gateway, out.seal.first_seq, kStart);
    std::vector<ledger::Hash> hashes;
    for (size_t i = 0; i < records.size(); ++i) {
      records[i]["seq"] = out.seal.first_seq + i;
      const std::string text = *canonical_json(records[i]);
      journal::append_frame(out.bytes, text);
      hashes.push_back(ledger::leaf_hash(text));
    }
    out.seal.root = ledger::root_of(hashes);
    last = out.seal;
    return out;
  }

  Result<IngestedSegment> ingest(const Segment& segment) {
    auto prepared = prepare_segment(segment.seal, segment.bytes);
    if (!prepared) return tl::unexpected(prepared.error());
    Result<IngestedSegment> out = fail(ErrorCode::kInternal, "did not run");
    const Status done = log_->run([&](log::Batch& batch) -> Status {
      out = ingest_segment(batch, *blobs_, *prepared, {"key-gw", "", ""});
      if (!out) return tl::unexpected(out.error());
      return Ok{};
    });
    if (out && !done) return tl::unexpected(done.error());
    return out;
  }
  std::string refusal(const Segment& segment) {
    const auto out = ingest(segment);
    return out ? "" : out.error().to_string();
  }

  std::vector<store::Row> rows(std::string_view sql) {
    auto out = reader()->query(sql, {});
    EXPECT_TRUE(out);
    return out.value_or(std::vector<store::Row>());
  }

  std::unique_ptr<store::Blobs> blobs_ = store::folder_blobs(files_, folder_.path());
  std::map<std::string, journal::Seal> last_;
};

TEST_F(DecisionsTest, ASegmentIsOneLeafAndTakenOnce) {
  const Segment first =
      segment({decision(exchange(1) + ".prompt"), decision(exchange(2) + ".prompt")});
  const auto in = ingest(first);
  ASSERT_TRUE(in) << in.error().to_string();
  EXPECT_TRUE(in->created);
  const auto again = ingest(first);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->leaf_index, in->leaf_index);
  const auto bytes = log::read_leaf(*reader(), 0);
  const auto leaf = parse_json(*bytes);
  EXPECT_EQ(leaf->at("kind"), "decision_segment");
  EXPECT_EQ(leaf->at("gateway"), "gw");
  EXPECT_EQ(leaf->at("first_seq"), 0);
  EXPECT_EQ(leaf->at("last_seq"), 1);
  EXPECT_EQ(leaf->at("prev_root"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  EXPECT_EQ(leaf->at("actor"), "key-gw");
  EXPECT_TRUE(ingest(segment({decision(exchange(3) + ".prompt")})));
  EXPECT_EQ(rows("SELECT 1 FROM log_leaves").size(), 2U);
}

TEST_F(DecisionsTest, NamesGapsAndOtherJournals) {
  const Segment first = segment({decision(exchange(1) + ".prompt")});
  const Segment second = segment({decision(exchange(2) + ".prompt")});
  EXPECT_EQ(refusal(second),
            "records 0 to 0 of gateway \"gw\" are missing before this segment (first_seq)");
  ASSERT_EQ(refusal(first), "");
  ASSERT_EQ(refusal(second), "");
  last_.clear();
  EXPECT_EQ(refusal(segment({decision(exchange(9) + ".prompt")})),
            "another journal of gateway \"gw\" is here, up to record 2 (first_seq)");
  last_["gw"].first_seq = 1;
  last_["gw"].records = 1;
  EXPECT_EQ(refusal(segment({decision(exchange(9) + ".prompt")})),
            "another journal of gateway \"gw\" is here, up to record 2 (prev_root)");
}

TEST_F(DecisionsTest, RefusesWhatIsNotTheSealsSegment) {
  Segment changed = segment({decision(exchange(1) + ".prompt")});
  changed.bytes[changed.bytes.size() - 3] ^= 1;
  EXPECT_NE(refusal(changed), "");
  last_.clear();
  Segment other = segment({decision(exchange(1) + ".prompt")});
  other.seal.root[0] ^= 1;
  EXPECT_NE(refusal(other), "");
  EXPECT_TRUE(rows("SELECT 1 FROM log_leaves").empty());
}

TEST_F(DecisionsTest, NamesTheRecordThatCannotBeUsed) {
  const std::pair<const char*, const char*> bad[] = {
      {"id", "id must be <exchange>.<phase> (record 1)"},
      {"ts", "ts must be a time of RFC 3339 (record 1)"},
      {"phase", "phase must be prompt or output (record 1)"},
      {"action", "action is none of the actions (record 1)"},
      {"kind", "kind must be a string (record 1)"}};
  for (const auto& [member, error] : bad) {
    last_.clear();
    json::object record = decision(exchange(2) + ".prompt");
    record[member] = 7;
    EXPECT_EQ(refusal(segment({decision(exchange(1) + ".prompt"), record})), error);
  }
}

TEST_F(DecisionsTest, CountsRunTimeFiguresByModel) {
  json::object good = decision(exchange(1) + ".output");
  good["outcome"] = "answered";
  good["upstream"] = {{"status", 200}};
  good["signals"] = {{"harm_score", 0.9}};
  json::object failed = decision(exchange(2) + ".output");
  failed["outcome"] = "upstream_timeout";
  json::object made_up = decision(exchange(3) + ".prompt", "block");
  made_up["model"] = "made-up-by-a-caller";
  ASSERT_EQ(refusal(segment({good, failed, made_up})), "");
  ASSERT_EQ(refusal(segment({good})), "");
  const auto found = rows("SELECT model, figures FROM runtime ORDER BY model");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0][0].text(), "m1");
  const auto figures = log::parse_runtime_figures(found[0][1].text());
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->requests, 3U);
  EXPECT_EQ(figures->failures, 1U);
  EXPECT_EQ(figures->harm_judged, 2U);
  EXPECT_EQ(figures->harm_above, 2U);
  EXPECT_EQ(figures->output.at("allow"), 3U);
  EXPECT_EQ(found[1][0].text(), "other");
  EXPECT_EQ(rows("SELECT 1 FROM models").size(), 1U);
}

TEST_F(DecisionsTest, AuditEventsBecomeRecords) {
  const json::object document = {{"rules", json::array()}};
  const std::string digest = sha256_hex(*canonical_json(document));
  const json::object event = {{"kind", "audit"},
                              {"event", "policy_reload"},
                              {"user", "governance-lead"},
                              {"timestamp", to_rfc3339(kStart)},
                              {"artifact_type", "policy"},
                              {"evidence_hash", "sha256:" + digest},
                              {"detail",
                               {{"old_digest", "old"},
                                {"new_digest", digest},
                                {"document", document},
                                {"diff", {{"thresholds", {{{"name", "quality.pass_at_5"}}}}}}}}};
  json::object access = event;
  access["event"] = "access_change";
  access["artifact_type"] = "keys";
  access["detail"] = json::object();
  ASSERT_EQ(refusal(segment({event, access})), "");
  const auto found =
      rows("SELECT kind, event, subject, actor, content FROM records ORDER BY leaf_index");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0][0].text(), "policy_change");
  EXPECT_EQ(found[0][1].text(), "policy_reload");
  EXPECT_EQ(found[0][2].text(), digest);
  EXPECT_EQ(found[0][3].text(), "system");
  EXPECT_NE(found[0][4].text().find("\"claimed_user\":\"governance-lead\""), std::string::npos);
  EXPECT_EQ(found[0][4].text().find("\"document\""), std::string::npos);
  EXPECT_EQ(found[1][0].text(), "threshold_change");
  EXPECT_EQ(found[2][0].text(), "access_change");
  const auto documents = rows("SELECT digest FROM documents");
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0][0].text(), digest);
}

class ReaderTest : public DecisionsTest {
 protected:
  std::string ids(const Result<DecisionPage>& page) {
    if (!page) return page.error().to_string();
    std::string out;
    for (const StoredDecision& item : page->items) out += std::to_string(item.seq) + " ";
    return out;
  }
  DecisionReader decisions_{*database_, *blobs_, clock_};
};

TEST_F(ReaderTest, FindsByIdAndExchange) {
  ASSERT_EQ(
      refusal(segment({decision(exchange(1) + ".prompt"), decision(exchange(2) + ".prompt")})), "");
  ASSERT_EQ(refusal(segment({decision(exchange(1) + ".output", "mask")})), "");
  const auto both = decisions_.find(exchange(1));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->state, DecisionState::kFound);
  ASSERT_EQ(both->decisions.size(), 2U);
  EXPECT_EQ(both->decisions[0].seq, 0U);
  EXPECT_EQ(both->decisions[1].seq, 2U);
  EXPECT_EQ(both->decisions[1].leaf_index, 1U);
  EXPECT_EQ(decisions_.find(exchange(1) + ".output")->decisions.at(0).seq, 2U);
  EXPECT_EQ(decisions_.find(exchange(7))->state, DecisionState::kUnknown);  // years ago
  EXPECT_EQ(decisions_.find("no such id")->state, DecisionState::kUnknown);
}

TEST_F(ReaderTest, SaysWhatMayStillComeAndWhatIsGone) {
  ASSERT_EQ(refusal(segment({decision(exchange(1) + ".prompt")})), "");
  EXPECT_EQ(decisions_.find(new_uuid_v7(clock_.now()) + ".prompt")->state, DecisionState::kPending);
  ASSERT_TRUE(log_->run([](log::Batch& batch) -> Status {
    GS_CHECK_OK(batch.sql().execute("UPDATE segments SET blob = NULL", {}));
    return Ok{};
  }));
  EXPECT_EQ(decisions_.find(exchange(1))->state, DecisionState::kErased);
}

TEST_F(ReaderTest, ProvesADecisionUpToThePublishedHead) {
  ASSERT_EQ(refusal(segment({decision(exchange(1) + ".prompt"), decision(exchange(2) + ".prompt"),
                             decision(exchange(3) + ".prompt")})),
            "");
  std::promise<void> published;
  log_->when_published(1, [&](Status) { published.set_value(); });
  published.get_future().wait();
  const auto proof = decisions_.prove(exchange(2) + ".prompt", log_->published());
  ASSERT_TRUE(proof) << proof.error().to_string();
  ASSERT_EQ(proof->state, DecisionState::kFound);
  const auto leaf = log::read_leaf(*reader(), 0);
  EXPECT_TRUE(proof->proof.verify(*leaf, signer_.verifier()));
  const auto path = ledger::SegmentPath::parse(*proof->proof.extra);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->seq, 1U);
  EXPECT_TRUE(path->verify(proof->record, last_["gw"].root));
  EXPECT_FALSE(path->verify(proof->record + " ", last_["gw"].root));
  EXPECT_EQ(decisions_.prove(exchange(2) + ".prompt", log::Published{})->state,
            DecisionState::kPending);
  EXPECT_EQ(decisions_.prove(exchange(2), log_->published()).error().where, "id");
}

TEST_F(ReaderTest, ListsFiltersAndPages) {
  json::object other = decision(exchange(4) + ".prompt", "block");
  other["tenant"] = "t2";
  other["rules"] = {{{"id", "pii_block_prompt"}}};
  ASSERT_EQ(
      refusal(segment({decision(exchange(1) + ".prompt"), decision(exchange(2) + ".output")})), "");
  ASSERT_EQ(refusal(segment({decision(exchange(3) + ".prompt"), other})), "");
  ASSERT_EQ(refusal(segment({decision(exchange(5) + ".prompt")}, "gw2")), "");
  EXPECT_EQ(ids(decisions_.list({})), "0 3 2 1 0 ");
  EXPECT_EQ(ids(decisions_.list({.gateway = "gw"})), "3 2 1 0 ");
  EXPECT_EQ(ids(decisions_.list({.action = "block"})), "3 ");
  EXPECT_EQ(ids(decisions_.list({.phase = "output"})), "1 ");
  EXPECT_EQ(ids(decisions_.list({.rule = "pii_block_prompt"})), "3 ");
  EXPECT_EQ(ids(decisions_.list({.tenant = "t2"})), "3 ");
  EXPECT_EQ(ids(decisions_.list({.model = "none"})), "");
  EXPECT_EQ(ids(decisions_.list({.to = kStart})), "");
  EXPECT_EQ(ids(decisions_.list({.from = kStart})), "0 3 2 1 0 ");
  std::string paged;
  DecisionFilter filter{.limit = 2};
  do {
    const auto page = decisions_.list(filter);
    ASSERT_TRUE(page);
    paged += ids(page);
    filter.cursor = page->next;
  } while (!filter.cursor.empty());
  EXPECT_EQ(paged, "0 3 2 1 0 ");
  EXPECT_EQ(ids(decisions_.list({.limit = 0})), "limit must be from 1 to 1000 (limit)");
  EXPECT_EQ(ids(decisions_.list({.cursor = "x"})), "not a cursor of this list (cursor)");
  EXPECT_EQ(ids(decisions_.list({.phase = "x"})), "phase must be prompt or output (phase)");
}

}  // namespace
}  // namespace gs::res
