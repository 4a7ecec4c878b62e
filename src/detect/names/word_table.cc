#include "detect/names/word_table.h"

namespace gs::detect {

size_t word_slot(uint64_t key, size_t slots) {
  return static_cast<size_t>(((key >> 32) * slots) >> 32);
}

uint16_t word_check(uint64_t key) {
  const auto check = static_cast<uint16_t>(key);
  return check == 0 ? 1 : check;
}

uint16_t WordTable::find(uint64_t key) const {
  if (slots_.empty()) return 0;
  const uint16_t check = word_check(key);
  size_t at = word_slot(key, slots_.size());
  for (size_t probe = 0; probe < kMaxWordProbes; ++probe) {
    const WordSlot& slot = slots_[at];
    if (slot.check == check) return slot.value;
    if (slot.check == 0) return 0;
    if (++at == slots_.size()) at = 0;
  }
  return 0;
}

}  // namespace gs::detect
