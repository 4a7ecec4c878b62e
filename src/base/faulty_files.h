// An in-memory file system for tests that fails and forgets as real ones do.
//
//   FaultyFiles files;
//   files.inject({.operation = FileOperation::kSync, .nth = 3});   // the third sync from now fails
//   ... use the code under test ...
//   files.lose_power(seed);                                        // then open it again and look
//
// To try every point of failure: count the operations() of an undisturbed run, then run once for
// each n with {.nth = n, .repeat = Fault::Repeat::kFromThenOn}, lose the power, and check what is
// left.
//
// What a loss of power does, by the seed:
//  - Bytes that a successful sync() covered survive. Every other write is kept, lost or torn, each
//  on
//    its own, so a later write can survive an earlier one. A torn write keeps any prefix, or any of
//    its 512-byte sectors, or only the growth of the file, filled with zeros.
//  - After a failed sync() the writes that it was to cover stay at risk for ever: a second sync()
//  that
//    succeeds does not cover them (this is what Linux does with a page it could not write).
//  - Making, renaming and removing a file becomes certain with sync_folder() of its folder; before
//  that
//    each is kept or lost on its own. Folders themselves are durable when make_folder() returns.
//  - WritableFiles opened before it fail from then on with kIo.
#pragma once

#include "base/files.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gs {

enum class FileOperation : uint8_t {
  kRead,
  kList,
  kMakeFolder,
  kCreate,
  kOpen,
  kAppend,
  kWriteAt,
  kPreallocate,
  kSync,
  kClose,
  kRename,
  kRemove,
  kSyncFolder,
  kTruncate,
};
inline constexpr size_t kFileOperations = 14;

struct Fault {
  enum class Repeat : uint8_t { kOnce, kEvery, kFromThenOn };
  std::optional<FileOperation> operation;  // nothing: operations of any kind
  uint64_t nth = 1;                        // counted from 1, starting with the injection
  Repeat repeat = Repeat::kOnce;  // kEvery: each nth; kFromThenOn: the nth and all later ones
};

class FaultyFiles final : public Files {
 public:
  FaultyFiles();
  ~FaultyFiles() override;

  // Adds a fault. A failing append() or write_at() has written half of its bytes; any other failing
  // operation has done nothing.
  void inject(Fault fault);
  void clear_faults();

  // How many operations were asked for so far, failing ones included (exists() is not counted).
  uint64_t operations() const;
  uint64_t operations(FileOperation operation) const;

  // From now on the bytes of all files together fit into `capacity`: what goes beyond is written as
  // far as it fits and then refused with kIo "no space left on device".
  void set_capacity(std::optional<uint64_t> capacity);

  // Loses the power, comes back, and clears the faults. Equal seeds and histories lose the same.
  void lose_power(uint64_t seed);

  Result<std::string> read(const std::string& path) override;
  bool exists(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;
  Status make_folder(const std::string& folder) override;
  Result<std::unique_ptr<WritableFile>> create(const std::string& path, bool exclusive) override;
  Result<std::unique_ptr<WritableFile>> open_for_append(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Status sync_folder(const std::string& folder) override;

 private:
  class Handle;
  struct Node;
  using NodePtr = std::shared_ptr<Node>;
  using Entries = std::map<std::string, NodePtr>;  // by normalised path

  // A change of folder entries that no sync_folder() has covered: `from` goes, `to` comes.
  struct EntryChange {
    std::string from;
    std::string to;
    NodePtr node;
    void apply(Entries& entries) const;
    bool touches(const std::string& folder) const;
  };

  struct ArmedFault {
    Fault fault;
    uint64_t left;  // operations until it strikes; 0: spent
  };

  // Counts the operation and says whether it is to fail. The mutex is held.
  Status begin(FileOperation operation, const std::string& path);
  Status change_entries(EntryChange change);
  bool has_folder(const std::string& folder) const { return folders_.contains(folder); }
  uint64_t room_left() const;

  mutable std::mutex mutex_;
  Entries entries_;          // as a running program sees them
  Entries durable_entries_;  // as they are on the disk for certain
  std::vector<EntryChange> pending_;
  std::set<std::string> folders_;
  std::vector<ArmedFault> faults_;
  std::array<uint64_t, kFileOperations> counts_{};
  std::optional<uint64_t> capacity_;
  uint64_t generation_ = 0;  // grows with each loss of power; older handles are dead
};

}  // namespace gs
