#include "base/faulty_files.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

namespace gs {
namespace {

constexpr size_t kSector = 512;

std::string normal(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text.empty() ? "." : text;
}

std::string parent_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

using Random = std::mt19937_64;

uint64_t below(Random& random, uint64_t limit) {
  return random() % limit;
}

// A change of a file's bytes.
struct Write {
  enum class Kind : uint8_t { kBytes, kGrow, kShrink, kEmpty };
  enum class Fate : uint8_t { kAtRisk, kAbandoned, kDurable };
  Kind kind = Kind::kBytes;
  Fate fate = Fate::kAtRisk;  // kAbandoned: at risk, and beyond the reach of a later sync
  uint64_t offset = 0;        // kGrow, kShrink: the new size
  std::string bytes = {};

  uint64_t end() const { return offset + bytes.size(); }
};

void apply_whole(const Write& write, std::string& content) {
  if (write.kind == Write::Kind::kEmpty) return content.clear();
  if (write.kind == Write::Kind::kShrink) {
    return content.resize(std::min<uint64_t>(content.size(), write.offset));
  }
  if (content.size() < write.end()) content.resize(write.end(), '\0');
  content.replace(write.offset, write.bytes.size(), write.bytes);
}

void apply_torn(const Write& write, std::string& content, Random& random) {
  Write part = write;
  switch (below(random, 3)) {
    case 0:  // a prefix
      part.bytes.resize(below(random, write.bytes.size() + 1));
      return apply_whole(part, content);
    case 1:  // only the growth of the file
      if (content.size() < write.end()) content.resize(write.end(), '\0');
      return;
    default:  // some of the sectors
      break;
  }
  for (uint64_t at = write.offset; at < write.end();) {
    const uint64_t next = std::min(write.end(), (at / kSector + 1) * kSector);
    part.offset = at;
    part.bytes = write.bytes.substr(at - write.offset, next - at);
    if (below(random, 2) == 0) apply_whole(part, content);
    at = next;
  }
}

void apply_at_risk(const Write& write, std::string& content, Random& random) {
  switch (below(random, 3)) {
    case 0:
      return apply_whole(write, content);
    case 1:
      if (write.kind == Write::Kind::kBytes) apply_torn(write, content, random);
      return;
    default:
      return;  // lost
  }
}

}  // namespace

// A file, whatever its names.
struct FaultyFiles::Node {
  std::string content;        // as a running program sees it
  std::string durable;        // as it was when everything written was durable for the last time
  std::vector<Write> writes;  // since then, in order

  void write(Write change) {
    apply_whole(change, content);
    writes.push_back(std::move(change));
  }

  void sync() {
    bool abandoned = false;
    for (Write& write : writes) {
      if (write.fate == Write::Fate::kAtRisk) write.fate = Write::Fate::kDurable;
      abandoned |= write.fate == Write::Fate::kAbandoned;
    }
    if (abandoned) return;
    durable = content;
    writes.clear();
  }

  void fail_sync() {
    for (Write& write : writes) {
      if (write.fate == Write::Fate::kAtRisk) write.fate = Write::Fate::kAbandoned;
    }
  }

  void lose_power(Random& random) {
    for (const Write& write : writes) {
      if (write.fate == Write::Fate::kDurable) {
        apply_whole(write, durable);
      } else {
        apply_at_risk(write, durable, random);
      }
    }
    writes.clear();
    content = durable;
  }
};

class FaultyFiles::Handle final : public WritableFile {
 public:
  Handle(FaultyFiles& files, NodePtr node, std::string path)
      : files_(files),
        node_(std::move(node)),
        path_(std::move(path)),
        generation_(files.generation_) {}

  Status append(std::string_view bytes) override {
    const std::lock_guard lock(files_.mutex_);
    return write(FileOperation::kAppend, node_->content.size(), bytes);
  }

  Status write_at(uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(files_.mutex_);
    if (offset > node_->content.size() || bytes.size() > node_->content.size() - offset) {
      return fail(ErrorCode::kInvalidInput, "write beyond the end of the file", path_);
    }
    return write(FileOperation::kWriteAt, offset, bytes);
  }

  Status preallocate(uint64_t size) override {
    const std::lock_guard lock(files_.mutex_);
    GS_CHECK_OK(check_alive());
    GS_CHECK_OK(files_.begin(FileOperation::kPreallocate, path_));
    if (size <= node_->content.size()) return Ok{};
    if (size - node_->content.size() > files_.room_left()) return no_space();
    node_->write({.kind = Write::Kind::kGrow, .offset = size});
    return Ok{};
  }

  Status truncate(uint64_t size) override {
    const std::lock_guard lock(files_.mutex_);
    GS_CHECK_OK(check_alive());
    GS_CHECK_OK(files_.begin(FileOperation::kTruncate, path_));
    if (size < node_->content.size()) node_->write({.kind = Write::Kind::kShrink, .offset = size});
    return Ok{};
  }

  Status sync() override {
    const std::lock_guard lock(files_.mutex_);
    GS_CHECK_OK(check_alive());
    if (Status status = files_.begin(FileOperation::kSync, path_); !status) {
      node_->fail_sync();
      return status;
    }
    node_->sync();
    return Ok{};
  }

  Status close() override {
    const std::lock_guard lock(files_.mutex_);
    GS_CHECK_OK(check_alive());
    is_open_ = false;
    return files_.begin(FileOperation::kClose, path_);
  }

 private:
  Status check_alive() const {
    if (generation_ != files_.generation_) {
      return fail(ErrorCode::kIo, "the power was lost since the file was opened", path_);
    }
    if (!is_open_) return fail(ErrorCode::kIo, "the file is closed", path_);
    return Ok{};
  }

  tl::unexpected<Error> no_space() const {
    return fail(ErrorCode::kIo, "no space left on device", path_);
  }

  Status write(FileOperation operation, uint64_t offset, std::string_view bytes) {
    GS_CHECK_OK(check_alive());
    Status status = files_.begin(operation, path_);
    if (!status) bytes = bytes.substr(0, bytes.size() / 2);
    const uint64_t inside = std::min<uint64_t>(node_->content.size() - offset, bytes.size());
    const uint64_t fits = std::min<uint64_t>(bytes.size() - inside, files_.room_left()) + inside;
    if (fits > 0) node_->write({.offset = offset, .bytes = std::string(bytes.substr(0, fits))});
    if (!status) return status;
    if (fits < bytes.size()) return no_space();
    return Ok{};
  }

  FaultyFiles& files_;
  const NodePtr node_;
  const std::string path_;
  const uint64_t generation_;
  bool is_open_ = true;
};

void FaultyFiles::EntryChange::apply(Entries& entries) const {
  if (!from.empty()) entries.erase(from);
  if (!to.empty()) entries[to] = node;
}

bool FaultyFiles::EntryChange::touches(const std::string& folder) const {
  return (!from.empty() && parent_of(from) == folder) || (!to.empty() && parent_of(to) == folder);
}

FaultyFiles::FaultyFiles() : folders_{".", "/"} {}
FaultyFiles::~FaultyFiles() = default;

void FaultyFiles::inject(Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back({.fault = fault, .left = fault.nth});
}

void FaultyFiles::clear_faults() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

uint64_t FaultyFiles::operations() const {
  const std::lock_guard lock(mutex_);
  return std::accumulate(counts_.begin(), counts_.end(), uint64_t{0});
}

uint64_t FaultyFiles::operations(FileOperation operation) const {
  const std::lock_guard lock(mutex_);
  return counts_[static_cast<size_t>(operation)];
}

void FaultyFiles::set_capacity(std::optional<uint64_t> capacity) {
  const std::lock_guard lock(mutex_);
  capacity_ = capacity;
}

Status FaultyFiles::begin(FileOperation operation, const std::string& path) {
  ++counts_[static_cast<size_t>(operation)];
  bool fails = false;
  for (ArmedFault& armed : faults_) {
    const Fault& fault = armed.fault;
    if ((fault.operation && *fault.operation != operation) || armed.left == 0) continue;
    if (--armed.left > 0) continue;
    fails = true;
    if (fault.repeat == Fault::Repeat::kEvery) armed.left = fault.nth;
    if (fault.repeat == Fault::Repeat::kFromThenOn) armed.left = 1;
  }
  if (fails) return fail(ErrorCode::kIo, "injected input/output error", path);
  return Ok{};
}

uint64_t FaultyFiles::room_left() const {
  if (!capacity_) return UINT64_MAX;
  uint64_t used = 0;
  for (const auto& [path, node] : entries_) used += node->content.size();
  return *capacity_ - std::min(*capacity_, used);
}

Status FaultyFiles::change_entries(EntryChange change) {
  change.apply(entries_);
  pending_.push_back(std::move(change));
  return Ok{};
}

void FaultyFiles::lose_power(uint64_t seed) {
  const std::lock_guard lock(mutex_);
  Random random(seed);
  for (const EntryChange& change : pending_) {
    if (below(random, 2) == 0) change.apply(durable_entries_);
  }
  pending_.clear();
  entries_ = durable_entries_;
  for (auto& [path, node] : entries_) node->lose_power(random);
  faults_.clear();
  ++generation_;
}

Result<std::string> FaultyFiles::read(const std::string& path) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kRead, path));
  const auto found = entries_.find(normal(path));
  if (found == entries_.end()) return fail(ErrorCode::kNotFound, "no such file", path);
  return found->second->content;
}

bool FaultyFiles::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return entries_.contains(normal(path)) || has_folder(normal(path));
}

Result<std::vector<std::string>> FaultyFiles::list(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kList, folder));
  const std::string wanted = normal(folder);
  if (!has_folder(wanted)) return fail(ErrorCode::kNotFound, "no such folder", folder);
  std::vector<std::string> names;
  const auto add = [&](const std::string& path) {
    if (path != wanted && path != "." && path != "/" && parent_of(path) == wanted) {
      names.push_back(std::filesystem::path(path).filename().string());
    }
  };
  for (const auto& [path, node] : entries_) add(path);
  for (const std::string& path : folders_) add(path);
  std::sort(names.begin(), names.end());
  return names;
}

Status FaultyFiles::make_folder(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kMakeFolder, folder));
  std::vector<std::string> missing;
  for (std::string at = normal(folder); !has_folder(at); at = parent_of(at)) {
    if (entries_.contains(at)) return fail(ErrorCode::kIo, "not a folder", at);
    missing.push_back(at);
  }
  folders_.insert(missing.begin(), missing.end());
  return Ok{};
}

Result<std::unique_ptr<WritableFile>> FaultyFiles::create(const std::string& path, bool exclusive) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kCreate, path));
  const std::string name = normal(path);
  if (has_folder(name)) return fail(ErrorCode::kIo, "is a folder", path);
  if (!has_folder(parent_of(name))) return fail(ErrorCode::kNotFound, "no such folder", path);
  if (const auto found = entries_.find(name); found != entries_.end()) {
    if (exclusive) return fail(ErrorCode::kAlreadyExists, "file exists", path);
    found->second->write({.kind = Write::Kind::kEmpty});
    return std::make_unique<Handle>(*this, found->second, path);
  }
  auto node = std::make_shared<Node>();
  GS_CHECK_OK(change_entries({.from = "", .to = name, .node = node}));
  return std::make_unique<Handle>(*this, std::move(node), path);
}

Result<std::unique_ptr<WritableFile>> FaultyFiles::open_for_append(const std::string& path) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kOpen, path));
  const auto found = entries_.find(normal(path));
  if (found == entries_.end()) return fail(ErrorCode::kNotFound, "no such file", path);
  return std::make_unique<Handle>(*this, found->second, path);
}

Status FaultyFiles::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kRename, from));
  const auto found = entries_.find(normal(from));
  if (found == entries_.end()) return fail(ErrorCode::kNotFound, "no such file", from);
  if (has_folder(normal(to))) return fail(ErrorCode::kIo, "is a folder", to);
  if (!has_folder(parent_of(normal(to)))) return fail(ErrorCode::kNotFound, "no such folder", to);
  if (normal(from) == normal(to)) return Ok{};
  return change_entries({.from = normal(from), .to = normal(to), .node = found->second});
}

Status FaultyFiles::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kRemove, path));
  const std::string name = normal(path);
  if (has_folder(name)) return fail(ErrorCode::kIo, "is a folder", path);
  if (!entries_.contains(name)) return fail(ErrorCode::kNotFound, "no such file", path);
  return change_entries({.from = name, .to = "", .node = nullptr});
}

Status FaultyFiles::sync_folder(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  GS_CHECK_OK(begin(FileOperation::kSyncFolder, folder));
  const std::string wanted = normal(folder);
  if (!has_folder(wanted)) return fail(ErrorCode::kNotFound, "no such folder", folder);
  std::erase_if(pending_, [&](const EntryChange& change) {
    if (!change.touches(wanted)) return false;
    change.apply(durable_entries_);
    return true;
  });
  return Ok{};
}

}  // namespace gs
