#include "res/api/log_endpoints.h"

#include "ledger/tiles.h"
#include "res/api/answers.h"

namespace gs::res {
namespace {

constexpr std::string_view kLogPrefix = "/log/";
constexpr size_t kHashBytes = 32;

Result<std::string> bundle_of(store::Connection& connection, const ledger::TileId& tile) {
  GS_TRY(const std::vector<std::string> leaves,
         log::read_leaves(connection, tile.index * ledger::kTileWidth, tile.width));
  if (leaves.size() < tile.width)
    return fail(ErrorCode::kInternal, "leaves of the log are missing");
  std::string bundle;
  for (const std::string& leaf : leaves) GS_CHECK_OK(ledger::append_to_bundle(bundle, leaf));
  return bundle;
}

Result<std::string> hashes_of(store::Connection& connection, const ledger::TileId& tile) {
  GS_TRY(std::string hashes, log::StoredTiles(connection).read_tile(tile.level, tile.index));
  if (hashes.size() < tile.width * kHashBytes) {
    return fail(ErrorCode::kInternal, "hashes of a tile are missing");
  }
  hashes.resize(tile.width * kHashBytes);
  return hashes;
}

}  // namespace

Result<http::Response> get_checkpoint(const Call& call) {
  log::Published newest = call.api.log.published();
  if (newest.note.empty()) {
    const std::string why = call.api.log.problem();
    return fail(ErrorCode::kUnavailable,
                "no head of the log is published" + (why.empty() ? "" : ": " + why));
  }
  http::Response response = text_answer(std::move(newest.note), kPlainText);
  response.with_header("cache-control", "no-cache");
  return response;
}

Result<http::Response> get_vkey(const Call& call) {
  return text_answer(call.api.signer.verifier().to_vkey() + "\n", kPlainText);
}

Result<http::Response> get_tile(const Call& call) {
  std::string_view path = call.request.path;
  path.remove_prefix(std::min(kLogPrefix.size(), path.size()));
  const std::optional<ledger::TilePath> asked = ledger::parse_tile_path(path);
  if (!asked || !ledger::has_tile(call.api.log.published().head.size, asked->tile)) {
    return not_found("the log has no such tile");
  }
  GS_TRY(const auto connection, reader(call));
  GS_TRY(std::string bytes, asked->entries ? bundle_of(*connection, asked->tile)
                                           : hashes_of(*connection, asked->tile));
  http::Response response = text_answer(std::move(bytes), "application/octet-stream");
  // A full tile never changes; a partial one does not either, but there is soon a better one.
  const bool full = asked->tile.width == ledger::kTileWidth;
  response.with_header("cache-control",
                       full ? "public, max-age=31536000, immutable" : "public, max-age=60");
  return response;
}

}  // namespace gs::res
