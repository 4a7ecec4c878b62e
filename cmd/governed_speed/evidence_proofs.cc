#include "governed_speed/evidence_proofs.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "governed_speed/evidence_report.h"
#include "governed_speed/published_log.h"
#include "ledger/checkpoint.h"
#include "ledger/tiles.h"
#include "res/decisions/decision_reader.h"
#include "res/log/leaf.h"
#include "res/log/records.h"
#include "res/log/stored_tree.h"
#include "res/verify/members.h"

namespace gs::command {
namespace {

namespace json = boost::json;

constexpr std::string_view kLeaf = "leaf:";

bool is_evidence(std::string_view id) {
  return id.size() == 64 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_decision(std::string_view id) {
  return id.ends_with(".prompt") || id.ends_with(".output");
}
// What goes into the path of a request: ids have nothing in them that must be escaped.
bool is_plain(std::string_view id) {
  return id.find_first_not_of(
             "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:") ==
         std::string_view::npos;
}

std::optional<uint64_t> leaf_number(std::string_view id) {
  if (!id.starts_with(kLeaf)) return std::nullopt;
  id.remove_prefix(kLeaf.size());
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
  return number;
}

tl::unexpected<Error> unknown(const std::string& id) {
  return fail(ErrorCode::kNotFound,
              "there is no evidence, decision, incident or leaf of this name in the log", id);
}

// {"content":text,"salt":base64,"v":1}: what the leaf's digest is of.
std::string extra_of(const res::log::Record& record) {
  return canonical_json(json::object{{"v", 1},
                                     {"salt", base64_encode(record.salt)},
                                     {"content", record.content}})
      .value_or(std::string());
}

class StoredProofs final : public ProofSource {
 public:
  explicit StoredProofs(const OpenedStorage& storage) : storage_(storage) {}

  Result<Proved> prove(const std::string& id) override {
    GS_TRY(const auto connection, storage_.database->reader());
    GS_TRY(const res::log::Published head, newest_head(*connection));
    if (is_decision(id)) return prove_decision(*connection, head, id);
    GS_TRY(const uint64_t index, index_of(*connection, id));
    Proved proved;
    GS_TRY(proved.proof, res::log::prove(*connection, head, index));
    GS_TRY(proved.leaf, res::log::read_leaf(*connection, index));
    const auto record = res::log::read_record(*connection, index);
    if (record && !record->erased) proved.proof.extra = extra_of(*record);
    return proved;
  }

 private:
  Result<res::log::Published> newest_head(res::store::Connection& connection) {
    GS_TRY(const auto rows,
           connection.query("SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1", {}));
    std::vector<std::string> notes;
    if (!rows.empty()) notes.push_back(rows[0][0].text());
    if (!storage_.folder.empty()) {
      PosixFiles files;
      GS_TRY(const auto anchor, outside_heads(files, storage_.file("anchor"), ""));
      if (!anchor.empty()) notes.push_back(anchor[0].note);
    }
    return newest_of(notes);
  }

  // A head goes into the database with the batch behind it: the anchor's may be newer.
  static Result<res::log::Published> newest_of(const std::vector<std::string>& notes) {
    res::log::Published newest;
    for (const std::string& text : notes) {
      GS_TRY(const ledger::SignedNote note, ledger::SignedNote::parse(text));
      GS_TRY(ledger::Checkpoint head, ledger::Checkpoint::parse(note.text));
      if (newest.note.empty() || head.size > newest.head.size) newest = {std::move(head), text};
    }
    if (newest.note.empty()) {
      return fail(ErrorCode::kUnavailable, "no head of this log was signed yet");
    }
    return newest;
  }

  Result<uint64_t> index_of(res::store::Connection& connection, const std::string& id) {
    if (const auto number = leaf_number(id)) return *number;
    GS_TRY(const auto rows,
           is_evidence(id)
               ? connection.query("SELECT leaf_index FROM evidence WHERE id = $1", {id})
               : connection.query("SELECT leaf_index FROM incidents WHERE id = $1", {id}));
    if (rows.empty()) return unknown(id);
    return static_cast<uint64_t>(rows[0][0].integer());
  }

  Result<Proved> prove_decision(res::store::Connection& connection, const res::log::Published& head,
                                const std::string& id) {
    const SystemClock clock;
    res::DecisionReader reader(*storage_.database, *storage_.blobs, clock);
    GS_TRY(res::DecisionProof found, reader.prove(id, head));
    switch (found.state) {
      case res::DecisionState::kFound:
        break;
      case res::DecisionState::kErased:
        return fail(ErrorCode::kNotFound, "this decision was removed under retention", id);
      case res::DecisionState::kPending:
      case res::DecisionState::kUnknown:
        return unknown(id);
    }
    Proved proved;
    proved.record = std::move(found.record);
    proved.proof = std::move(found.proof);
    GS_TRY(proved.leaf, res::log::read_leaf(connection, proved.proof.index));
    return proved;
  }

  const OpenedStorage& storage_;
};

class PublishedTiles final : public ledger::TileReader {
 public:
  PublishedTiles(http::BlockingClient& client, uint64_t size) : client_(client), size_(size) {}
  Result<std::string> read_tile(unsigned level, uint64_t index) const override {
    const unsigned width = ledger::tile_width(size_, level, index);
    return get_body(client_, "/log/" + ledger::tile_path({level, index, width}));
  }

 private:
  http::BlockingClient& client_;
  const uint64_t size_;
};

class PublishedProofs final : public ProofSource {
 public:
  explicit PublishedProofs(http::BlockingClient& client) : client_(client) {}

  Result<Proved> prove(const std::string& id) override {
    if (!is_plain(id)) return unknown(id);
    if (const auto number = leaf_number(id)) return prove_leaf(*number);
    const std::string path = (is_decision(id) ? "/decisions/" : "/evidence/") + id;
    GS_TRY(const std::string text, get_body(client_, path + "/proof"));
    Proved proved;
    auto proof = ledger::ProofFile::parse(text);
    if (!proof) return fail(ErrorCode::kInvalidInput, proof.error().message, path + "/proof");
    proved.proof = *std::move(proof);
    GS_CHECK_OK(read_leaf(proved));
    if (is_decision(id)) {
      GS_TRY(proved.record, get_record(path));
    }
    return proved;
  }

 private:
  Result<Proved> prove_leaf(uint64_t index) {
    Proved proved;
    GS_TRY(const std::string note, get_body(client_, "/log/checkpoint"));
    GS_TRY(proved.proof.checkpoint, ledger::SignedNote::parse(note));
    GS_TRY(const auto head, ledger::Checkpoint::parse(proved.proof.checkpoint.text));
    if (index >= head.size) return unknown(std::string(kLeaf) + std::to_string(index));
    const PublishedTiles tiles(client_, head.size);
    const ledger::TileHashReader hashes(tiles, head.size);
    proved.proof.index = index;
    GS_TRY(proved.proof.hashes, ledger::inclusion_proof(hashes, index, head.size));
    GS_CHECK_OK(read_leaf(proved));
    return proved;
  }

  Status read_leaf(Proved& proved) {
    GS_TRY(const auto head, ledger::Checkpoint::parse(proved.proof.checkpoint.text));
    PublishedPages pages(client_, head.size);
    GS_TRY(const auto leaves, pages.leaves(proved.proof.index, 1));
    if (leaves.empty() || !leaves[0]) {
      return fail(ErrorCode::kNotFound, "the service does not publish the leaf of its proof",
                  std::to_string(proved.proof.index));
    }
    proved.leaf = *leaves[0];
    return Ok{};
  }

  // The record's own bytes, out of {"items":[{..., "decision":{...}}]}.
  Result<std::string> get_record(const std::string& path) {
    GS_TRY(const std::string body, get_body(client_, path));
    const auto answer = res::Members::of(body);
    std::string_view list = answer ? answer->raw("items") : std::string_view();
    if (list.starts_with('[') && list.ends_with(']')) list = list.substr(1, list.size() - 2);
    const auto item = res::Members::of(list);
    const std::string_view record = item ? item->raw("decision") : std::string_view();
    if (!record.starts_with('{')) {
      return fail(ErrorCode::kInvalidInput, "the service answered something else than one decision",
                  path);
    }
    return std::string(record);
  }

  http::BlockingClient& client_;
};

tl::unexpected<Error> does_not_hold(std::string why, std::string where = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(why), std::move(where));
}

Result<ledger::Hash> hash_from(std::string_view base64) {
  const auto bytes = base64_decode(base64);
  ledger::Hash hash{};
  if (!bytes || bytes->size() != hash.size()) return does_not_hold("the leaf has no usable root");
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

// From the record to the root of its segment, and from there to what the leaf says.
Status check_decision(const Proved& proved, const res::Members& leaf, json::object& shown) {
  if (proved.record.empty()) {
    shown["note"] = "the leaf is that of a segment; no record was given to look for in it";
    return Ok{};
  }
  if (!proved.proof.extra)
    return does_not_hold("the proof lacks the way from the record to its segment");
  GS_TRY(const auto path, ledger::SegmentPath::parse(*proved.proof.extra));
  GS_TRY(const ledger::Hash root, hash_from(leaf.plain_text("root")));
  GS_CHECK_OK(path.verify(proved.record, root));
  if (path.gateway != leaf.text("gateway")) return does_not_hold("the proof is of another gateway");
  if (leaf.raw("first_seq") != std::to_string(path.seq - path.index)) {
    return does_not_hold("the proof is of another segment");
  }
  const auto record = res::Members::of(proved.record);
  if (!record) return does_not_hold("the record is no object of JSON");
  if (record->raw("seq") != std::to_string(path.seq))
    return does_not_hold("the record has another number");
  shown["decision"] = record->text("id");
  shown["action"] = record->text("action");
  shown["gateway"] = path.gateway;
  shown["seq"] = path.seq;
  return Ok{};
}

Status check_content(const Proved& proved, const res::Members& leaf, json::object& shown) {
  if (!proved.proof.extra) return Ok{};
  const auto extra = res::Members::of(*proved.proof.extra);
  const auto salt = extra ? base64_decode(extra->plain_text("salt")) : std::nullopt;
  if (!salt) return does_not_hold("the extra line of the proof holds no content and salt");
  const std::string content = extra->text("content");
  if (to_hex(res::log::commitment(*salt, content)) != leaf.plain_text("digest")) {
    return does_not_hold("the content is not what the leaf commits to");
  }
  auto parsed = parse_json(content);
  if (parsed) shown["content"] = *std::move(parsed);
  return Ok{};
}

}  // namespace

std::unique_ptr<ProofSource> stored_proofs(const OpenedStorage& storage) {
  return std::make_unique<StoredProofs>(storage);
}
std::unique_ptr<ProofSource> published_proofs(http::BlockingClient& client) {
  return std::make_unique<PublishedProofs>(client);
}

Result<json::object> check_proof(const Proved& proved, const ledger::VerifierKey& key) {
  GS_TRY(const ledger::Checkpoint head, proved.proof.verify(proved.leaf, key));
  json::object shown{{"index", proved.proof.index},
                     {"size", head.size},
                     {"root", base64_of(head.root)},
                     {"origin", head.origin}};
  const auto leaf = res::Members::of(proved.leaf);
  if (!leaf) return shown;  // a leaf of another program
  shown["kind"] = leaf->text("kind");
  shown["time"] = leaf->text("ts");
  shown["actor"] = leaf->text("actor");
  if (leaf->plain_text("kind") == "decision_segment") {
    GS_CHECK_OK(check_decision(proved, *leaf, shown));
  } else {
    GS_CHECK_OK(check_content(proved, *leaf, shown));
  }
  return shown;
}

}  // namespace gs::command
