// The file of keys, while a command changes it.
//
//   GS_TRY(auto file, KeysFile::open(path, KeysFile::Missing::kIsEmpty));
//   file->records().push_back(record);
//   GS_CHECK_OK(file->save());
//
// Holds a lock on the folder, so that of two commands at once the second sees what the first wrote.
// What the gateway would refuse is not saved. The file is replaced whole, readable by its owner
// alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth/key_record.h"
#include "base/result.h"

namespace gs::command {

class KeysFile {
 public:
  enum class Missing { kIsEmpty, kIsAnError };

  // Errors: kIo, kNotFound, and those of auth::parse_keys() for a file that is there.
  static Result<std::unique_ptr<KeysFile>> open(const std::string& path, Missing missing);
  ~KeysFile();
  KeysFile(const KeysFile&) = delete;
  KeysFile& operator=(const KeysFile&) = delete;

  const std::string& path() const { return path_; }
  std::vector<auth::KeyRecord>& records() { return records_; }
  auth::KeyRecord* find(const std::string& id);  // null: no such key

  Status save();

 private:
  KeysFile(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;  // the folder, locked until it is closed
  std::vector<auth::KeyRecord> records_;
};

}  // namespace gs::command
