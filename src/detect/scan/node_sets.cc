#include "detect/scan/node_sets.h"

#include <algorithm>

namespace gs::detect {
namespace {

constexpr size_t kFirstSlots = 1024;

uint64_t hash_of(std::span<const uint32_t> set) {
  uint64_t hash = set.size();
  for (uint32_t node : set) hash = (hash ^ node) * 0x9E3779B97F4A7C15u;
  return mixed(hash);
}

}  // namespace

void Closures::add(uint32_t node) {
  stack_.push_back(node);
  while (!stack_.empty()) {
    const uint32_t at = stack_.back();
    stack_.pop_back();
    if (seen_[at] == stamp_) continue;
    seen_[at] = stamp_;
    if (nodes_[at].kind != PatternNodes::Node::Kind::kSplit) {
      found_.push_back(at);
      continue;
    }
    stack_.push_back(nodes_[at].next);
    stack_.push_back(nodes_[at].other);
  }
}

std::span<const uint32_t> Closures::take() {
  std::sort(found_.begin(), found_.end());
  return found_;
}

uint32_t NodeSets::number_of(std::span<const uint32_t> set) {
  if (2 * (size() + 1) > slots_.size()) grow();
  const uint64_t hash = hash_of(set);
  size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const uint32_t number = slots_[slot] - 1;
    if (hashes_[number] != hash) continue;
    if (std::ranges::equal((*this)[number], set)) return number;
  }
  slots_[slot] = static_cast<uint32_t>(size() + 1);
  begins_.push_back(nodes_.size());
  hashes_.push_back(hash);
  nodes_.insert(nodes_.end(), set.begin(), set.end());
  return static_cast<uint32_t>(size() - 1);
}

std::span<const uint32_t> NodeSets::operator[](uint32_t number) const {
  const size_t end = number + 1 < begins_.size() ? begins_[number + 1] : nodes_.size();
  return std::span(nodes_).subspan(begins_[number], end - begins_[number]);
}

void NodeSets::grow() {
  slots_.assign(std::max(kFirstSlots, slots_.size() * 4), 0);
  for (uint32_t number = 0; number < size(); ++number) {
    size_t slot = hashes_[number] & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = number + 1;
  }
}

}  // namespace gs::detect
