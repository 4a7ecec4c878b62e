#include "res/risk/evidence_index.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/json_writer.h"
#include "res/log/log.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr int kPage = 200;

std::string fact_name(std::string_view model) {
  return "risk/" + std::string(model);
}

// The row SELECT id, leaf_index, artifact_type, stored_at, content. Evidence whose content was
// erased says nothing more.
EvidenceFact fact_of(const store::Row& row) {
  EvidenceFact fact;
  fact.id = row[0].text();
  fact.leaf_index = static_cast<uint64_t>(row[1].integer());
  fact.artifact_type = row[2].text();
  fact.stored_at = log::from_micros(row[3].integer());
  if (row[4].is_null()) return fact;
  auto content = parse_json(row[4].text());
  json::object* object = content ? content->if_object() : nullptr;
  json::value* metadata = object == nullptr ? nullptr : object->if_contains("metadata");
  if (metadata != nullptr) fact.metadata = std::move(*metadata);
  return fact;
}

// False: one of them is not there any more.
Result<bool> read_kept(store::Connection& connection, const EvidenceIndex& index,
                       RiskInputs& inputs) {
  for (const uint64_t leaf : index.leaves) {
    GS_TRY(const auto rows,
           connection.query("SELECT e.id, e.leaf_index, e.artifact_type, e.stored_at, r.content "
                            "FROM evidence e JOIN records r ON r.leaf_index = e.leaf_index "
                            "WHERE e.leaf_index = $1 AND e.model_version = $2",
                            {leaf, inputs.model_version}));
    if (rows.empty() || rows[0][4].is_null()) return false;
    inputs.evidence.push_back(fact_of(rows[0]));
  }
  return true;
}

// Only what the result rests on is carried to the next page.
void reduce(RiskInputs& inputs, EvidenceIndex& index) {
  index.leaves = compute(inputs).leaves;
  std::erase_if(inputs.evidence, [&index](const EvidenceFact& fact) {
    return !std::binary_search(index.leaves.begin(), index.leaves.end(), fact.leaf_index);
  });
}

}  // namespace

Result<EvidenceIndex> load_index(store::Connection& connection, std::string_view model) {
  GS_TRY(const auto rows, connection.query("SELECT value FROM facts WHERE name = $1",
                                           {store::Value(fact_name(model))}));
  EvidenceIndex index;
  if (rows.empty()) return index;
  const auto tree = parse_json(rows[0][0].text());
  const json::object* object = tree ? tree->if_object() : nullptr;
  if (object == nullptr) return index;
  const json::value* state = object->if_contains("state");
  const json::value* seen_to = object->if_contains("seen_to");
  const json::value* leaves = object->if_contains("leaves");
  if (state == nullptr || !state->is_string() || seen_to == nullptr || !seen_to->is_int64() ||
      leaves == nullptr || !leaves->is_array()) {
    return index;
  }
  index.state = state->get_string();
  index.seen_to = static_cast<uint64_t>(seen_to->get_int64());
  for (const json::value& leaf : leaves->get_array()) {
    if (leaf.is_int64()) index.leaves.push_back(static_cast<uint64_t>(leaf.get_int64()));
  }
  return index;
}

Status save_index(store::Connection& connection, std::string_view model,
                  const EvidenceIndex& index) {
  json::object object{{"state", index.state},
                      {"leaves", json::array(index.leaves.begin(), index.leaves.end())}};
  if (index.seen_to) object["seen_to"] = *index.seen_to;
  GS_CHECK_OK(
      connection.execute("INSERT INTO facts (name, value) VALUES ($1, $2) "
                         "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                         {fact_name(model), to_json_text(object)}));
  return Ok{};
}

Status read_evidence(store::Connection& connection, EvidenceIndex& index, RiskInputs& inputs) {
  inputs.evidence.clear();
  GS_TRY(const bool complete, read_kept(connection, index, inputs));
  if (!complete) {
    inputs.evidence.clear();
    index.leaves.clear();
    index.seen_to.reset();
  }
  while (true) {
    const int64_t after = index.seen_to ? static_cast<int64_t>(*index.seen_to) : -1;
    GS_TRY(const auto rows,
           connection.query(
               "SELECT e.id, e.leaf_index, e.artifact_type, e.stored_at, r.content "
               "FROM evidence e LEFT JOIN records r ON r.leaf_index = e.leaf_index "
               "WHERE e.model_version = $1 AND e.leaf_index > $2 ORDER BY e.leaf_index LIMIT $3",
               {inputs.model_version, after, kPage}));
    for (const store::Row& row : rows) inputs.evidence.push_back(fact_of(row));
    if (!inputs.evidence.empty()) reduce(inputs, index);
    if (!rows.empty()) index.seen_to = static_cast<uint64_t>(rows.back()[1].integer());
    if (rows.size() < kPage) return Ok{};
  }
}

}  // namespace gs::res
