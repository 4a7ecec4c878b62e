#include "ledger/segment_path.h"

#include <boost/json.hpp>
#include <optional>

#include "base/json.h"
#include "base/json_writer.h"
#include "ledger/lines.h"

namespace gs::ledger {
namespace {

constexpr size_t kMaxHashes = 64;
constexpr int64_t kMaxInteger = int64_t{1} << 53;

tl::unexpected<Error> no_path(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no path in a segment: " + std::move(why));
}

std::optional<uint64_t> integer(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const int64_t number = value->get_int64();
  if (number < 0 || number >= kMaxInteger) return std::nullopt;
  return static_cast<uint64_t>(number);
}

Result<std::vector<Hash>> read_hashes(const boost::json::object& object) {
  const auto* list = object.if_contains("hashes");
  if (list == nullptr || !list->is_array()) return no_path("\"hashes\" is not a list");
  if (list->get_array().size() > kMaxHashes) return no_path("\"hashes\" has more than 64 hashes");
  std::vector<Hash> hashes;
  for (const auto& item : list->get_array()) {
    const auto hash = item.is_string() ? parse_hash(item.get_string()) : std::nullopt;
    if (!hash) return no_path("\"hashes\" holds something else than base64 of 32 bytes");
    hashes.push_back(*hash);
  }
  return hashes;
}

}  // namespace

std::string SegmentPath::to_json() const {
  JsonWriter out;
  out.begin_object().key("gateway").string(gateway).key("hashes").begin_array();
  for (const Hash& hash : hashes) out.string(hash_text(hash));
  out.end_array().key("index").integer(static_cast<int64_t>(index));
  out.key("seq").integer(static_cast<int64_t>(seq)).key("size").integer(static_cast<int64_t>(size));
  return out.key("v").integer(1).end_object().take();
}

Result<SegmentPath> SegmentPath::parse(std::string_view json) {
  const auto tree = parse_json(json, {.max_depth = 4, .max_bytes = 65'536});
  if (!tree) return no_path(tree.error().to_string());
  if (!tree->is_object()) return no_path("it is not an object");
  const boost::json::object& object = tree->get_object();
  if (integer(object, "v") != 1) return no_path("\"v\" is not 1");
  SegmentPath path;
  const auto* gateway = object.if_contains("gateway");
  if (gateway == nullptr || !gateway->is_string()) return no_path("\"gateway\" is not a string");
  path.gateway = gateway->get_string();
  for (auto& [name, field] :
       {std::pair("seq", &path.seq), {"index", &path.index}, {"size", &path.size}}) {
    const auto number = integer(object, name);
    if (!number) return no_path("\"" + std::string(name) + "\" is not an integer from 0 to 2^53");
    *field = *number;
  }
  GS_TRY(path.hashes, read_hashes(object));
  if (path.to_json() != json) return no_path("it is not canonical JSON or has other members");
  return path;
}

Status SegmentPath::verify(std::string_view record, const Hash& segment_root) const {
  return verify_inclusion(leaf_hash(record), index, size, hashes, segment_root);
}

}  // namespace gs::ledger
