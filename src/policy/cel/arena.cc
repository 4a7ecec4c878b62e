#include "policy/cel/arena.h"

#include <algorithm>
#include <new>
#include <utility>

namespace gs::cel {

namespace {

constexpr size_t kAlignment = 16;
constexpr size_t kFirstBlock = 4096;

}  // namespace

bool Arena::charge(size_t work) {
  if (work > budget_ - used_) {
    used_ = budget_;
    return false;
  }
  used_ += work;
  return true;
}

void* Arena::allocate(size_t size) {
  if (size > budget_) return nullptr;
  size = std::max<size_t>(size + kAlignment - 1, kAlignment) / kAlignment * kAlignment;
  if (size > budget_ - used_) return nullptr;
  if (size > left_) {
    const size_t last = blocks_.empty() ? kFirstBlock / 2 : blocks_.back().size;
    const size_t block = std::max(last * 2, size);
    char* bytes = new (std::nothrow) char[block];
    if (bytes == nullptr) return nullptr;
    blocks_.push_back({std::unique_ptr<char[]>(bytes), block});
    next_ = bytes;
    left_ = block;
  }
  void* result = next_;
  next_ += size;
  left_ -= size;
  used_ += size;
  return result;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return std::string_view("");
  char* bytes = static_cast<char*>(allocate(text.size()));
  if (bytes == nullptr) return {};
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

void Arena::reset() {
  used_ = 0;
  if (blocks_.empty()) return;
  // Blocks only grow, so the last is the largest.
  if (blocks_.size() > 1) {
    std::swap(blocks_.front(), blocks_.back());
    blocks_.resize(1);
  }
  next_ = blocks_.front().bytes.get();
  left_ = blocks_.front().size;
}

size_t Arena::reserved() const {
  size_t sum = 0;
  for (const Block& block : blocks_) sum += block.size;
  return sum;
}

}  // namespace gs::cel
