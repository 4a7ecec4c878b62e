#include "unit/policy/cel/allocation_count.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<size_t> count{0};

void* counted(size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}
}  // namespace

void* operator new(size_t size) {
  void* bytes = counted(size);
  if (bytes == nullptr) throw std::bad_alloc();
  return bytes;
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void* operator new[](size_t size) {
  return operator new(size);
}
void* operator new[](size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* bytes) noexcept {
  std::free(bytes);
}
void operator delete(void* bytes, size_t) noexcept {
  std::free(bytes);
}
void operator delete[](void* bytes) noexcept {
  std::free(bytes);
}
void operator delete[](void* bytes, size_t) noexcept {
  std::free(bytes);
}
void operator delete(void* bytes, const std::nothrow_t&) noexcept {
  std::free(bytes);
}
void operator delete[](void* bytes, const std::nothrow_t&) noexcept {
  std::free(bytes);
}

namespace gs::cel {
size_t allocation_count() {
  return count.load();
}
}  // namespace gs::cel
