// Sinks that append one JSON object a line to a file.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "base/json_writer.h"
#include "journal/sinks.h"

namespace gs::journal {

// A file of JSON lines, shared by the threads of a process. Every line reaches the operating system
// before append() returns, so a killed process loses none; it is not synced to the disk. A line
// that could be written in part only (a full disk) is closed before the next one, so it spoils no
// other.
class JsonLines {
 public:
  // Creates the file when it does not exist.
  static Result<std::unique_ptr<JsonLines>> open(Files& files, const std::string& path);
  // `line`: JSON without line breaks.
  Status append(std::string line);

 private:
  explicit JsonLines(std::unique_ptr<WritableFile> file) : file_(std::move(file)) {}
  std::mutex mutex_;
  std::unique_ptr<WritableFile> file_;
  bool torn_ = false;  // the last line may lack its end
};

class JsonLinesDecisionSink final : public DecisionSink {
 public:
  explicit JsonLinesDecisionSink(std::unique_ptr<JsonLines> lines) : lines_(std::move(lines)) {}
  Status record(const DecisionRecord& record) override {
    return lines_->append(to_json_text(record));
  }

 private:
  std::unique_ptr<JsonLines> lines_;
};

class JsonLinesAuditSink final : public AuditSink {
 public:
  explicit JsonLinesAuditSink(std::unique_ptr<JsonLines> lines) : lines_(std::move(lines)) {}
  Status record(const AuditEvent& event) override {
    return lines_->append(gs::to_json_text(to_json(event)));
  }

 private:
  std::unique_ptr<JsonLines> lines_;
};

}  // namespace gs::journal
