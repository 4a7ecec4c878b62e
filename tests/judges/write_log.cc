// judge_log_writer FOLDER SIZE: writes a log of the leaves "entry 0", "entry 1", ... as it is
// served (C2SP tlog-tiles), so that programs of others can judge it:
//
//   checkpoint, checkpoint.old (of half the size), tile/...
//   proof.txt and leaf (at two thirds), envelope.json (DSSE)
//
// Prints {"public_key" (hex), "vkey", "witness"} as JSON. The key is that of the seed 00..1f.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/digest.h"
#include "base/json_writer.h"
#include "ledger/dsse.h"
#include "ledger/proof_file.h"
#include "ledger/tiles.h"
#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

constexpr uint64_t kCosignedAt = 1'800'000'000;

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string entry(uint64_t index) {
  return "entry " + std::to_string(index);
}

class Tiles final : public TileReader {
 public:
  explicit Tiles(TileEdge& edge) {
    for (TileEdge::Tile& tile : edge.take_changed()) {
      hashes[{tile.level, tile.index}] = std::move(tile.hashes);
    }
  }
  Result<std::string> read_tile(unsigned level, uint64_t index) const override {
    return hashes.at({level, index});
  }
  std::map<std::pair<unsigned, uint64_t>, std::string> hashes;
};

void write_bundles(const std::filesystem::path& folder, uint64_t size) {
  for (uint64_t first = 0; first < size; first += kTileWidth) {
    const uint64_t width = std::min(kTileWidth, size - first);
    std::string bundle;
    for (uint64_t i = first; i < first + width; ++i) (void)append_to_bundle(bundle, entry(i));
    write(folder / bundle_path(first / kTileWidth, static_cast<unsigned>(width)), bundle);
  }
}

void write_envelope(const std::filesystem::path& path, const NoteSigner& signer) {
  const Statement statement{
      {{"model", sha256_hex("model")}}, std::string(kTestResultPredicate), {{"result", "PASSED"}}};
  write(path, sign_dsse(std::string(kInTotoPayloadType), statement.to_json().value(), signer.key(),
                        "res.example/log1+8b84b602")
                  .to_json());
}

void write_log(const std::filesystem::path& folder, uint64_t size) {
  const NoteSigner signer = test::log_signer();
  const NoteSigner witness = test::witness_signer();
  const std::string& origin = signer.verifier().name;
  TileEdge edge;
  for (uint64_t i = 0; i < size; ++i) {
    edge.append(leaf_hash(entry(i)));
    if (edge.size() != size / 2) continue;
    write(folder / "checkpoint.old",
          sign_checkpoint({origin, edge.size(), edge.root(), {}}, signer).to_text());
  }
  SignedNote note = sign_checkpoint({origin, size, edge.root(), {}}, signer);
  note.signatures.push_back(witness.cosign(note.text, kCosignedAt));
  write(folder / "checkpoint", note.to_text());
  const Tiles tiles(edge);
  for (const auto& [key, hashes] : tiles.hashes) {
    const TileId id{key.first, key.second, tile_width(size, key.first, key.second)};
    write(folder / tile_path(id), hashes);
  }
  write_bundles(folder, size);
  const uint64_t index = size * 2 / 3;
  const auto path = inclusion_proof(TileHashReader(tiles, size), index, size);
  write(folder / "proof.txt", ProofFile{"more", index, path.value(), note}.to_text());
  write(folder / "leaf", entry(index));
  write_envelope(folder / "envelope.json", signer);
  JsonWriter keys;
  keys.begin_object().key("public_key").string(to_hex(signer.verifier().key));
  keys.key("vkey").string(signer.verifier().to_vkey());
  keys.key("witness").string(witness.verifier().to_vkey()).end_object();
  std::puts(keys.take().c_str());
}

}  // namespace
}  // namespace gs::ledger

int main(int argc, char** argv) {
  const std::string_view digits = argc == 3 ? argv[2] : "";
  uint64_t size = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), size).ec != std::errc() ||
      size < 2) {
    std::fputs("usage: judge_log_writer FOLDER SIZE (at least 2)\n", stderr);
    return 2;
  }
  gs::ledger::write_log(argv[1], size);
  return 0;
}
