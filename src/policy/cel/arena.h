// Memory of one evaluation.
//
// A bump allocator: values that an expression makes (lists, maps, strings) live here until reset().
// The first block is kept across resets, so an arena that is reused stops allocating once it has
// seen its largest evaluation. A budget bounds what one evaluation can take.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gs::cel {

class Arena {
 public:
  static constexpr size_t kDefaultBudget = 16 * 1024 * 1024;  // bytes

  explicit Arena(size_t budget = kDefaultBudget) : budget_(budget) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Aligned for any value; never null for size > 0 within the budget. Past the budget it returns
  // nullptr, which callers turn into an error value.
  void* allocate(size_t size);

  // Space for `count` trivially destructible objects, or nullptr past the budget.
  template <typename T>
  T* allocate_array(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > budget_ / sizeof(T)) return nullptr;
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  // A copy of `text` that lives as long as the arena's contents; data() is null past the budget.
  std::string_view copy(std::string_view text);

  // Accounts `work` units (comparisons of elements, say) against the budget without allocating, so
  // that work that makes nothing is bounded too. False when the budget is used up.
  bool charge(size_t work);

  // Forgets everything allocated; keeps the largest block.
  void reset();

  size_t used() const { return used_; }
  // Bytes held from the system; does not shrink on reset() below the largest block.
  size_t reserved() const;

 private:
  size_t budget_;
  size_t used_ = 0;
  char* next_ = nullptr;
  size_t left_ = 0;
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };
  std::vector<Block> blocks_;
};

}  // namespace gs::cel
