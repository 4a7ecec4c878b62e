#include "ledger/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"
#include "unit/ledger/naive_tree.h"

namespace gs::ledger {
namespace {

using test::log_signer;
using test::witness_signer;
using ::testing::HasSubstr;

constexpr uint64_t kNow = 1'800'000'000;

Hash root(uint64_t size) {
  return root_of(test::hashes_of(test::entries(size)));
}

AddCheckpoint request(uint64_t old_size, uint64_t size, const NoteSigner& signer = log_signer()) {
  const auto leaves = test::entries(size);
  AddCheckpoint made;
  made.old_size = old_size;
  made.proof = consistency_proof(test::NaiveReader(leaves), std::min(old_size, size), size).value();
  made.checkpoint = sign_checkpoint({"res.example/log1", size, root(size), {}}, signer);
  return made;
}

WitnessAnswer ask(const AddCheckpoint& what, const WitnessedHead& known) {
  return witness_answer(what, log_signer().verifier(), known, witness_signer(), kNow);
}

TEST(Witness, CosignsWhatIsConsistent) {
  for (uint64_t old : {0, 1, 2, 5, 8, 12, 13}) {
    const AddCheckpoint sent = AddCheckpoint::parse(request(old, 13).to_text()).value();
    const WitnessAnswer answer = ask(sent, {old, old == 0 ? Hash{} : root(old)});
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_TRUE(answer.remember);
    EXPECT_EQ(answer.remember->size, 13u);
    EXPECT_EQ(answer.remember->root, root(13));
    const auto cosignature =
        parse_cosignature(answer.body, sent.checkpoint.text, witness_signer().verifier());
    ASSERT_TRUE(cosignature) << cosignature.error().message;
    SignedNote note = sent.checkpoint;
    note.signatures.push_back(*cosignature);
    EXPECT_TRUE(
        SignedNote::parse(note.to_text()).value().signed_by(witness_signer().verifier()).value());
  }
}

TEST(Witness, RefusesEverythingElse) {
  AddCheckpoint forked = request(5, 13);
  forked.checkpoint = sign_checkpoint({"res.example/log1", 13, root(12), {}}, log_signer());
  AddCheckpoint rewritten = request(13, 13);
  rewritten.checkpoint = forked.checkpoint;
  AddCheckpoint broken = request(5, 13);
  broken.proof[0][0] ^= 1;
  AddCheckpoint needless = request(0, 13);
  needless.proof.push_back(Hash{});
  AddCheckpoint bad_signature = request(5, 13);
  bad_signature.checkpoint.signatures[0].bytes[0] ^= 1;
  AddCheckpoint no_checkpoint = request(5, 13);
  no_checkpoint.checkpoint.text = "text\n";
  AddCheckpoint shrunk = request(13, 5);
  const auto stranger = NoteSigner::create("res.example/log1", test::seed(9)).value();
  struct Row {
    const char* what;
    AddCheckpoint sent;
    WitnessedHead known;
    int status;
    std::string type, body;
  };
  const std::string text = "text/plain; charset=utf-8";
  const std::string size = "text/x.tlog.size";
  const Row rows[] = {
      {"no checkpoint",
       no_checkpoint,
       {5, root(5)},
       400,
       text,
       "no checkpoint: line 2 is not a decimal size\n"},
      {"of another key",
       request(5, 13, stranger),
       {5, root(5)},
       403,
       text,
       "no signature is of the key of this log\n"},
      {"badly signed",
       bad_signature,
       {5, root(5)},
       403,
       text,
       "the signature of res.example/log1 does not verify\n"},
      {"smaller",
       shrunk,
       {13, root(13)},
       400,
       text,
       "the old size is above the size of the checkpoint\n"},
      {"from an older head", request(4, 13), {5, root(5)}, 409, size, "5\n"},
      {"from a newer head", request(6, 13), {5, root(5)}, 409, size, "5\n"},
      {"never seen before", request(6, 13), {}, 409, size, "0\n"},
      {"another root of that size", rewritten, {13, root(13)}, 409, size, "13\n"},
      {"another history",
       forked,
       {5, root(5)},
       422,
       text,
       "the consistency proof does not lead to the new root\n"},
      {"another past",
       request(5, 13),
       {5, root(4)},
       422,
       text,
       "the consistency proof does not lead to the old root\n"},
      {"a broken proof",
       broken,
       {5, root(5)},
       422,
       text,
       "the consistency proof does not lead to the old root\n"},
      {"a needless proof", needless, {}, 422, text, "the consistency proof must be empty\n"},
  };
  for (const Row& row : rows) {
    const WitnessAnswer answer = ask(row.sent, row.known);
    EXPECT_EQ(answer.status, row.status) << row.what;
    EXPECT_EQ(answer.content_type, row.type) << row.what;
    EXPECT_EQ(answer.body, row.body) << row.what;
    EXPECT_FALSE(answer.remember) << row.what;
  }
}

TEST(Witness, DoesNotKnowOtherLogs) {
  EXPECT_EQ(witness_answer(request(0, 13), std::nullopt, {}, witness_signer(), kNow).status, 404);
  const auto other = NoteSigner::create("res.example/log2", test::seed()).value();
  EXPECT_EQ(witness_answer(request(0, 13), other.verifier(), {}, witness_signer(), kNow).status,
            404);
}

TEST(Witness, RequestsHaveOneSpelling) {
  const std::string good = request(5, 13).to_text();
  EXPECT_THAT(good, ::testing::StartsWith("old 5\n"));
  EXPECT_EQ(AddCheckpoint::parse(good).value().to_text(), good);
  const std::string note = "\n" + request(5, 13).checkpoint.to_text();
  const std::string hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  std::string most;
  for (int i = 0; i < 63; ++i) most += hash;
  EXPECT_TRUE(AddCheckpoint::parse("old 5\n" + most + note));
  struct Row {
    std::string body;
    const char* message;
  };
  const Row rows[] = {
      {"", "line 1 is not \"old\" and a decimal size"},
      {"old 05\n" + note, "line 1 is not \"old\" and a decimal size"},
      {"old -5\n" + note, "line 1 is not \"old\" and a decimal size"},
      {"5\n" + note, "line 1 is not \"old\" and a decimal size"},
      {"old 5\nAAAA\n" + note, "a line of its proof is not the base64 of 32 bytes"},
      {"old 5\n" + most + hash + note, "its proof has more than 63 hashes"},
      {"old 5\n" + hash, "no empty line stands before its checkpoint"},
      {"old 5\n\n", "no signed note"},
      {"old 5\n\ntext\n\n\xE2\x80\x94 name AAAAAAA=\n", "no checkpoint"},
      {good + "\n", "no signed note"},
  };
  for (const Row& row : rows) {
    const auto read = AddCheckpoint::parse(row.body);
    ASSERT_FALSE(read) << row.body;
    EXPECT_THAT(read.error().message, HasSubstr(row.message)) << row.body;
  }
  EXPECT_EQ(AddCheckpoint::parse(std::string(kMaxAddCheckpointBytes + 1, 'x')).error().code,
            ErrorCode::kTooLarge);
}

TEST(Witness, CosignaturesAreChecked) {
  const std::string text = request(0, 13).checkpoint.text;
  const NoteSigner witness = witness_signer();
  const std::string line = witness.cosign(text, kNow).line();
  const std::string stranger = witness_signer("other.example/w").cosign(text, kNow).line();
  const auto key = witness.verifier();
  EXPECT_EQ(parse_cosignature(stranger + line, text, key).value().line(), line);
  struct Row {
    std::string body;
    const char* message;
  };
  const Row rows[] = {
      {"", "no signed note"},
      {"409\n", "no signed note"},
      {line.substr(0, line.size() - 1), "no signed note"},
      {stranger, "the answer holds no cosignature of witness.example/w1+"},
      {"more\n\n" + line, "the answer of the witness holds an empty line"},
      {witness.cosign(text + "x\n", kNow).line(), "does not verify"},
  };
  for (const Row& row : rows) {
    const auto read = parse_cosignature(row.body, text, key);
    ASSERT_FALSE(read) << row.body;
    EXPECT_THAT(read.error().message, HasSubstr(row.message)) << row.body;
  }
}

}  // namespace
}  // namespace gs::ledger
