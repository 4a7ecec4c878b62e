#include "journal/json_lines.h"

#include "base/json_writer.h"

#include <boost/json.hpp>

namespace gs::journal {

Result<std::unique_ptr<JsonLines>> JsonLines::open(Files& files, const std::string& path) {
  auto file = files.exists(path) ? files.open_for_append(path) : files.create(path, false);
  if (!file) return tl::unexpected(file.error());
  return std::unique_ptr<JsonLines>(new JsonLines(*std::move(file)));
}

Status JsonLines::append(const boost::json::object& line) {
  std::string text = to_json_text(line);
  text.push_back('\n');
  std::lock_guard lock(mutex_);
  if (torn_) text.insert(0, 1, '\n');
  Status written = file_->append(text);
  torn_ = !written;
  return written;
}

boost::json::object to_json(const AuditEvent& event) {
  boost::json::object out;
  out["timestamp"] = to_rfc3339(event.timestamp);
  out["event"] = event.event;
  out["user"] = event.user;
  out["artifact_type"] = event.artifact_type;
  out["model_version"] = nullptr;
  out["evidence_hash"] = event.evidence_hash;
  out["detail"] = event.detail;
  return out;
}

}  // namespace gs::journal
