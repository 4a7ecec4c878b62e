#include "policy/cel/text_builder.h"

#include <algorithm>

namespace gs::cel {

TextBuilder& TextBuilder::append(std::string_view text) {
  if (exceeded_ || text.empty()) return *this;
  if (size_ + text.size() > capacity_) {
    const size_t capacity = std::max({capacity_ * 2, size_ + text.size(), size_t{64}});
    char* bytes = static_cast<char*>(arena_.allocate(capacity));
    if (bytes == nullptr) {
      exceeded_ = true;
      return *this;
    }
    if (size_ > 0) std::memcpy(bytes, begin_, size_);
    begin_ = bytes;
    capacity_ = capacity;
  }
  std::memcpy(begin_ + size_, text.data(), text.size());
  size_ += text.size();
  return *this;
}

}  // namespace gs::cel
