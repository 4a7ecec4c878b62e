// Comprehensions. Every step counts against the iteration budget, which nested loops share.
#include <algorithm>

#include "policy/cel/evaluator.h"

namespace gs::cel {

// What a loop goes over: the items of a list, or the entries of a map.
struct Evaluator::Range {
  std::span<const Value> items;
  std::span<const MapEntry> entries;
  bool is_map = false;

  size_t size() const { return is_map ? entries.size() : items.size(); }
  // The key of a map's entry, the index of a list's item.
  Value key(size_t at) const {
    return is_map ? entries[at].key : Value::integer(static_cast<int64_t>(at));
  }
  Value value(size_t at) const { return is_map ? entries[at].value : items[at]; }
  // What a one-variable macro goes over.
  Value element(size_t at) const { return is_map ? entries[at].key : items[at]; }
};

Value Evaluator::loop(const Node& node) {
  const Loop& loop = code_.loops[node.c];
  Range range;
  if (const Value failure = open(node, range); failure.is_error()) return failure;
  switch (loop.kind) {
    case Comprehension::kAll:
      return quantify(node, loop, range, false);
    case Comprehension::kExists:
      return quantify(node, loop, range, true);
    case Comprehension::kExistsOne:
      return exists_one(node, loop, range);
    case Comprehension::kMap:
    case Comprehension::kFilter:
    case Comprehension::kTransformList:
      return collect_list(node, loop, range);
    case Comprehension::kTransformMap:
      return collect_map(node, loop, range);
    case Comprehension::kTransformMapEntry:
      return collect_entries(node, loop, range);
    default:
      return error(ErrorKind::kNoSuchOverload, node);
  }
}

Value Evaluator::open(const Node& node, Range& range) {
  const Value value = run(code_.loops[node.c].range);
  if (value.is_error()) return value;
  if (value.kind() == Kind::kList) {
    range.items = value.as_list();
  } else if (value.kind() == Kind::kMap) {
    range.entries = value.entries();
    range.is_map = true;
  } else {
    return error(ErrorKind::kNoSuchOverload, node);
  }
  return Value::null();
}

// Sets the loop's variables for element number `at`; false when the budget is used up.
bool Evaluator::step(const Loop& loop, const Range& range, size_t at) {
  if (iterations_left_ == 0) return false;
  --iterations_left_;
  if (loop.second == kNoLocal) {
    locals_[loop.first] = range.element(at);
  } else {
    locals_[loop.first] = range.key(at);
    locals_[loop.second] = range.value(at);
  }
  return true;
}

// The loop's condition for the current element: true, false or an error.
Value Evaluator::filtered(const Node& node, const Loop& loop) {
  if (loop.filter == kNoNode) return Value::boolean(true);
  const Value value = run(loop.filter);
  return value.is_bool() || value.is_error() ? value : error(ErrorKind::kNoSuchOverload, node);
}

// The body's value for the element at `at`, or an error; nullopt where the filter leaves it out.
std::optional<Value> Evaluator::body_of(const Node& node, const Loop& loop, const Range& range,
                                        size_t at) {
  if (!step(loop, range, at)) return error(ErrorKind::kCostExceeded, node);
  const Value chosen = filtered(node, loop);
  if (chosen.is_error()) return chosen;
  if (!chosen.as_bool()) return std::nullopt;
  return run(loop.body);
}

// all and exists: as && and || over the elements, absorbing errors.
Value Evaluator::quantify(const Node& node, const Loop& loop, const Range& range, bool decisive) {
  Value failure;
  for (size_t at = 0; at < range.size(); ++at) {
    if (!step(loop, range, at)) return error(ErrorKind::kCostExceeded, node);
    const Value value = run(loop.body);
    if (value.is_bool()) {
      if (value.as_bool() == decisive) return value;
    } else if (!failure.is_error()) {
      failure = value.is_error() ? value : error(ErrorKind::kNoSuchOverload, node);
    }
  }
  return failure.is_error() ? failure : Value::boolean(!decisive);
}

Value Evaluator::exists_one(const Node& node, const Loop& loop, const Range& range) {
  size_t found = 0;
  for (size_t at = 0; at < range.size(); ++at) {
    if (!step(loop, range, at)) return error(ErrorKind::kCostExceeded, node);
    const Value value = run(loop.body);
    if (value.is_error()) return value;
    if (!value.is_bool()) return error(ErrorKind::kNoSuchOverload, node);
    found += value.as_bool() ? 1 : 0;
  }
  return Value::boolean(found == 1);
}

Value Evaluator::collect_list(const Node& node, const Loop& loop, const Range& range) {
  const size_t most = std::min<size_t>(range.size(), iterations_left_);
  Value* items = arena_.allocate_array<Value>(most);
  List* list = arena_.allocate_array<List>(1);
  if (items == nullptr || list == nullptr) return error(ErrorKind::kCostExceeded, node);
  const bool is_filter = loop.kind == Comprehension::kFilter;
  uint32_t size = 0;
  for (size_t at = 0; at < range.size(); ++at) {
    const std::optional<Value> chosen = body_of(node, loop, range, at);
    if (!chosen) continue;
    const Value value = *chosen;
    if (value.is_error()) return value;
    if (!is_filter) {
      items[size++] = value;
    } else if (!value.is_bool()) {
      return error(ErrorKind::kNoSuchOverload, node);
    } else if (value.as_bool()) {
      items[size++] = range.element(at);
    }
  }
  *list = {size, items};
  return Value::list(list);
}

Value Evaluator::collect_map(const Node& node, const Loop& loop, const Range& range) {
  const size_t most = std::min<size_t>(range.size(), iterations_left_);
  MapEntry* entries = arena_.allocate_array<MapEntry>(most);
  if (entries == nullptr) return error(ErrorKind::kCostExceeded, node);
  size_t size = 0;
  for (size_t at = 0; at < range.size(); ++at) {
    const std::optional<Value> chosen = body_of(node, loop, range, at);
    if (!chosen) continue;
    const Value value = *chosen;
    if (value.is_error()) return value;
    entries[size++] = {range.key(at), value};
  }
  return blame(make_map(arena_, {entries, size}), node.expression);
}

// transformMapEntry: each body is a map, and the result holds the entries of all of them.
Value Evaluator::collect_entries(const Node& node, const Loop& loop, const Range& range) {
  MapEntry* entries = nullptr;
  size_t size = 0;
  size_t capacity = 0;
  for (size_t at = 0; at < range.size(); ++at) {
    const std::optional<Value> chosen = body_of(node, loop, range, at);
    if (!chosen) continue;
    const Value value = *chosen;
    if (value.is_error()) return value;
    if (value.kind() != Kind::kMap) return error(ErrorKind::kNoSuchOverload, node);
    const auto added = value.entries();
    if (size + added.size() > capacity) {
      capacity = std::max(capacity * 2, size + added.size());
      MapEntry* larger = arena_.allocate_array<MapEntry>(capacity);
      if (larger == nullptr) return error(ErrorKind::kCostExceeded, node);
      std::copy_n(entries, size, larger);
      entries = larger;
    }
    std::copy(added.begin(), added.end(), entries + size);
    size += added.size();
  }
  return blame(make_map(arena_, {entries, size}), node.expression);
}

}  // namespace gs::cel
