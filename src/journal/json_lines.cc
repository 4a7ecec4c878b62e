#include "journal/json_lines.h"

#include <boost/json.hpp>

namespace gs::journal {
namespace {

constexpr int kTriesBeforeSleep = 1000;

}  // namespace

Result<std::unique_ptr<JsonLines>> JsonLines::open(Files& files, const std::string& path) {
  auto file = files.exists(path) ? files.open_for_append(path) : files.create(path, false);
  if (!file) return tl::unexpected(file.error());
  return std::unique_ptr<JsonLines>(new JsonLines(*std::move(file)));
}

Status JsonLines::append(std::string line) {
  line.push_back('\n');
  // A line takes a few microseconds to write, less than it takes to fall asleep and wake up.
  std::unique_lock lock(mutex_, std::try_to_lock);
  for (int tries = 0; !lock && tries < kTriesBeforeSleep; ++tries) lock.try_lock();
  if (!lock) lock.lock();
  if (torn_) line.insert(0, 1, '\n');
  Status written = file_->append(line);
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
