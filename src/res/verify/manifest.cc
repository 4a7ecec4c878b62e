#include "res/verify/manifest.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/digest.h"
#include "base/json.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr int kVersion = 1;
constexpr size_t kMostBytes = 64 * 1024 * 1024;

std::string base64_of(const ledger::Hash& hash) {
  return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

tl::unexpected<Error> wrong(std::string message, std::string_view where) {
  return fail(ErrorCode::kInvalidInput, "manifest.json: " + std::move(message), std::string(where));
}

Result<std::string> text_of(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_string()) return wrong("must be a text", name);
  return std::string(value->as_string());
}

Result<uint64_t> number_of(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->as_int64() < 0) {
    return wrong("must be a number that counts", name);
  }
  return static_cast<uint64_t>(value->as_int64());
}

Result<const json::object*> object_of(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_object()) return wrong("must be an object", name);
  return &value->as_object();
}

Result<const json::array*> array_of(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_array()) return wrong("must be an array", name);
  return &value->as_array();
}

Status parse_members(const json::array& from, std::vector<ManifestMember>& members) {
  for (const json::value& value : from) {
    if (!value.is_object()) return wrong("must be objects", "members");
    ManifestMember member;
    GS_TRY(member.name, text_of(value.as_object(), "name"));
    GS_TRY(member.bytes, number_of(value.as_object(), "bytes"));
    GS_TRY(member.sha256, text_of(value.as_object(), "sha256"));
    members.push_back(std::move(member));
  }
  return Ok{};
}

Status parse_tables(const json::array& from, std::vector<ManifestTable>& tables) {
  for (const json::value& value : from) {
    if (!value.is_object()) return wrong("must be objects", "tables");
    ManifestTable table;
    GS_TRY(table.name, text_of(value.as_object(), "name"));
    GS_TRY(table.rows, number_of(value.as_object(), "rows"));
    GS_TRY(const json::array* columns, array_of(value.as_object(), "columns"));
    for (const json::value& column : *columns) {
      if (!column.is_string()) return wrong("must be texts", "tables.columns");
      table.columns.emplace_back(column.as_string());
    }
    tables.push_back(std::move(table));
  }
  return Ok{};
}

}  // namespace

std::string Manifest::to_json() const {
  json::array listed, described;
  for (const ManifestMember& member : members) {
    listed.push_back({{"name", member.name}, {"bytes", member.bytes}, {"sha256", member.sha256}});
  }
  for (const ManifestTable& table : tables) {
    described.push_back({{"name", table.name},
                         {"rows", table.rows},
                         {"columns", json::array(table.columns.begin(), table.columns.end())}});
  }
  const json::object manifest{
      {"v", kVersion},
      {"created_at", created_at},
      {"program", program},
      {"storage", storage},
      {"schema", schema},
      {"log", {{"origin", origin}, {"size", size}, {"root", base64_of(root)}}},
      {"tables", std::move(described)},
      {"members", std::move(listed)},
      {"blobs", {{"count", blobs.count}, {"bytes", blobs.bytes}, {"names", blobs.names}}}};
  return canonical_json(manifest).value_or(std::string());
}

Result<Manifest> Manifest::parse(std::string_view text) {
  const auto parsed = parse_json(text, {.max_depth = 8, .max_bytes = kMostBytes});
  if (!parsed) return wrong(parsed.error().message, parsed.error().where);
  if (!parsed->is_object()) return wrong("must be an object", "");
  const json::object& from = parsed->as_object();
  GS_TRY(const uint64_t version, number_of(from, "v"));
  if (version != kVersion) return wrong("is of a version that this program does not know", "v");
  Manifest manifest;
  GS_TRY(manifest.created_at, text_of(from, "created_at"));
  GS_TRY(manifest.program, text_of(from, "program"));
  GS_TRY(manifest.storage, text_of(from, "storage"));
  GS_TRY(const uint64_t schema, number_of(from, "schema"));
  manifest.schema = static_cast<int64_t>(schema);
  GS_TRY(const json::object* log, object_of(from, "log"));
  GS_TRY(manifest.origin, text_of(*log, "origin"));
  GS_TRY(manifest.size, number_of(*log, "size"));
  GS_TRY(const std::string root, text_of(*log, "root"));
  const auto bytes = base64_decode(root);
  if (!bytes || bytes->size() != manifest.root.size()) return wrong("must be 32 bytes", "log.root");
  std::copy(bytes->begin(), bytes->end(), manifest.root.begin());
  GS_TRY(const json::array* tables, array_of(from, "tables"));
  GS_CHECK_OK(parse_tables(*tables, manifest.tables));
  GS_TRY(const json::array* members, array_of(from, "members"));
  GS_CHECK_OK(parse_members(*members, manifest.members));
  GS_TRY(const json::object* blobs, object_of(from, "blobs"));
  GS_TRY(manifest.blobs.count, number_of(*blobs, "count"));
  GS_TRY(manifest.blobs.bytes, number_of(*blobs, "bytes"));
  GS_TRY(manifest.blobs.names, text_of(*blobs, "names"));
  return manifest;
}

}  // namespace gs::res
