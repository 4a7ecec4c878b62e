// Any bytes as a signed note, a checkpoint, a verifier key, a path of a tile: refused, or written
// again byte for byte.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/checkpoint.h"
#include "ledger/tiles.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto key = gs::ledger::VerifierKey::parse(text);
  if (key) check(key->to_vkey() == text);
  if (const auto path = gs::ledger::parse_tile_path(text)) {
    const auto& tile = path->tile;
    check((path->entries ? gs::ledger::bundle_path(tile.index, tile.width)
                         : gs::ledger::tile_path(tile)) == text);
  }
  if (const auto leaves = gs::ledger::parse_bundle(text)) {
    std::string again;
    for (const std::string& leaf : *leaves) check(!!gs::ledger::append_to_bundle(again, leaf));
    check(again == text);
  }
  const auto head = gs::ledger::Checkpoint::parse(text);
  if (head) check(head->to_text() == text);
  const auto note = gs::ledger::SignedNote::parse(text);
  if (!note) return 0;
  check(note->to_text() == text);
  const auto inner = gs::ledger::Checkpoint::parse(note->text);
  if (inner) check(inner->to_text() == note->text);
  return 0;
}
