#include "res/verify/incident_check.h"

namespace gs::res {
namespace {

constexpr int64_t kRowsAtOnce = 1'000;

// What the content says of a member now: a text, or the "to" of {"from", "to"}; empty: nothing.
std::string newest(const Members& content, std::string_view name) {
  const std::string_view raw = content.raw(name);
  if (!raw.starts_with('{')) return content.text(name);
  const auto change = Members::of(raw);
  return change ? change->text("to") : std::string();
}

}  // namespace

void IncidentCheck::add(const RecordRow& record, const Members& content) {
  Replayed& incident = incidents_[record.subject()];
  if (record.kind() == "incident") {
    incident.opened = true;
    incident.leaf = record.leaf_index();
    incident.status = "open";
    incident.description = content.text("description");
  }
  if (std::string severity = newest(content, "severity"); !severity.empty()) {
    incident.severity = std::move(severity);
  }
  if (std::string status = newest(content, "status"); !status.empty()) {
    incident.status = std::move(status);
  }
}

void IncidentCheck::compare(const store::Row& row) {
  const std::string& id = row[0].text();
  const auto found = incidents_.find(id);
  if (found == incidents_.end() || !found->second.opened) {
    // Its records may have been erased under retention; then its leaf is all that is left.
    findings_.add("incident", id, "no record opened it");
    return;
  }
  Replayed& incident = found->second;
  incident.listed = true;
  const auto expect = [&](bool same, const char* what) {
    if (!same)
      findings_.add("incident", id, std::string("its ") + what + " is not that of its records");
  };
  expect(static_cast<uint64_t>(row[1].integer()) == incident.leaf, "leaf index");
  expect(row[2].text() == incident.severity, "severity");
  expect(row[3].text() == incident.status, "status");
  expect(row[4].text() == incident.description, "description");
}

Status IncidentCheck::finish(store::Connection& connection) {
  for (std::string after;;) {
    GS_TRY(const auto rows,
           connection.query("SELECT id, leaf_index, severity, status, description FROM incidents "
                            "WHERE id > $1 ORDER BY id LIMIT $2",
                            {after, kRowsAtOnce}));
    for (const store::Row& row : rows) compare(row);
    if (rows.empty()) break;
    after = rows.back()[0].text();
  }
  for (const auto& [id, incident] : incidents_) {
    if (incident.opened && !incident.listed) {
      findings_.add("incident", id,
                    "was opened at leaf " + std::to_string(incident.leaf) + " and is not listed");
    }
  }
  return Ok{};
}

}  // namespace gs::res
