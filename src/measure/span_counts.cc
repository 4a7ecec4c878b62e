#include "measure/span_counts.h"

#include <set>
#include <vector>

#include "measure/ranking.h"

namespace gs::measure {
namespace {

using Entities = std::vector<const Entity*>;

// By the type under which they are counted; the pointers stay valid with the list.
std::map<std::string_view, Entities> by_type(std::span<const Entity> entities,
                                             std::string_view checks) {
  std::map<std::string_view, Entities> lists;
  for (const Entity& entity : entities) {
    const std::string_view type = counted_type(entity.type);
    if (!type.empty() && (checks.empty() || type == checks)) lists[type].push_back(&entity);
  }
  return lists;
}

size_t count_exact(const Entities& expected, const Entities& found) {
  std::multiset<std::pair<size_t, size_t>> left;
  for (const Entity* entity : found) left.insert({entity->start, entity->end});
  size_t matches = 0;
  for (const Entity* entity : expected) {
    const auto same = left.find({entity->start, entity->end});
    if (same == left.end()) continue;
    left.erase(same);
    ++matches;
  }
  return matches;
}

// Both from left to right: an entity that ends before the other begins will meet no later one.
size_t count_overlap(const Entities& expected, const Entities& found) {
  size_t matches = 0;
  for (size_t e = 0, f = 0; e < expected.size() && f < found.size();) {
    if (expected[e]->end <= found[f]->start) {
      ++e;
    } else if (found[f]->end <= expected[e]->start) {
      ++f;
    } else {
      ++matches;
      ++e;
      ++f;
    }
  }
  return matches;
}

}  // namespace

SpanCounts& SpanCounts::operator+=(const SpanCounts& other) {
  expected += other.expected;
  found += other.found;
  exact += other.exact;
  overlap += other.overlap;
  return *this;
}

std::optional<double> SpanCounts::precision(size_t matches) const {
  return share(matches, found);
}
std::optional<double> SpanCounts::recall(size_t matches) const {
  return share(matches, expected);
}
std::optional<double> SpanCounts::f1(size_t matches) const {
  return f1_of(matches, expected, found);
}

void count_spans(std::span<const Entity> expected, std::span<const Entity> found,
                 std::string_view checks, CountsByType& counts) {
  const std::string_view only = counted_type(checks);
  auto wanted = by_type(expected, only);
  auto seen = by_type(found, only);
  for (const auto& [type, list] : seen) wanted.try_emplace(type);
  for (const auto& [type, list] : wanted) {
    const Entities& others = seen[type];
    counts[std::string(type)] +=
        {list.size(), others.size(), count_exact(list, others), count_overlap(list, others)};
  }
}

SpanCounts micro(const CountsByType& counts, bool structured) {
  SpanCounts sum;
  for (const auto& [type, each] : counts) {
    if (is_structured(type) == structured) sum += each;
  }
  return sum;
}

}  // namespace gs::measure
