#include "base/json_edits.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/json_escape.h"

namespace gs {
namespace {

using Value = JsonOutline::Value;

std::string member_text(std::string_view name, std::string_view json) {
  std::string text = quoted_json(name);
  text.append(":").append(json);
  return text;
}

// Where a value with its name begins.
size_t first_byte_of_item(Value value) {
  Value name = value.name();
  return name ? name.first_byte() : value.first_byte();
}

}  // namespace

std::string quoted_json(std::string_view utf8) {
  std::string quoted;
  quoted.reserve(utf8.size() + 2);
  append_json_string(quoted, utf8);
  return quoted;
}

void JsonEdits::replace(Value value, std::string json) {
  assert(value);
  replaced_.push_back({value.first_byte(), value.past_byte(), std::move(json)});
}

void JsonEdits::rename(Value member, std::string_view name) {
  replace(member.name(), quoted_json(name));
}

void JsonEdits::remove(Value value) {
  assert(value.container());
  containers_[value.container().index()].removed.push_back(value.index());
}

void JsonEdits::insert_first_member(Value object, std::string_view name, std::string_view json) {
  assert(object.is_object());
  containers_[object.index()].front.push_back(member_text(name, json));
}

void JsonEdits::insert_last_member(Value object, std::string_view name, std::string_view json) {
  assert(object.is_object());
  containers_[object.index()].back.push_back(member_text(name, json));
}

void JsonEdits::insert_first_element(Value array, std::string json) {
  assert(array.is_array());
  containers_[array.index()].front.push_back(std::move(json));
}

void JsonEdits::insert_last_element(Value array, std::string json) {
  assert(array.is_array());
  containers_[array.index()].back.push_back(std::move(json));
}

// A child that goes takes the comma after it along; the children that go at the end take the comma
// before them, so that what stays is separated as it was.
void JsonEdits::add_splices(uint32_t index, const Container& changes,
                            std::vector<Splice>& out) const {
  Value container = outline_->at(index);
  std::vector<uint32_t> removed = changes.removed;
  std::sort(removed.begin(), removed.end());
  auto is_removed = [&](Value child) {
    return std::binary_search(removed.begin(), removed.end(), child.index());
  };
  Value last_kept;
  Value last;
  for (Value child : container) {
    last = child;
    if (!is_removed(child)) last_kept = child;
  }
  for (Value child : container) {
    if (last_kept && child.index() > last_kept.index()) break;
    if (!last_kept || !is_removed(child)) continue;
    out.push_back({first_byte_of_item(child), first_byte_of_item(child.next()), {}});
  }
  size_t inside = container.first_byte() + 1;
  size_t kept_end = last_kept ? last_kept.past_byte() : inside;
  if (last && last != last_kept) {
    size_t begin = last_kept ? kept_end : first_byte_of_item(*container.begin());
    out.push_back({begin, last.past_byte(), {}});
  }

  std::string front;
  for (auto text = changes.front.rbegin(); text != changes.front.rend(); ++text) {
    front.append(front.empty() ? "" : ",").append(*text);
  }
  std::string back;
  for (const std::string& text : changes.back) {
    back.append(!last_kept && back.empty() ? "" : ",").append(text);
  }
  bool followed = last_kept || !back.empty();
  if (!front.empty()) out.push_back({inside, inside, front + (followed ? "," : "")});
  if (!back.empty()) out.push_back({kept_end, kept_end, std::move(back)});
}

std::string JsonEdits::apply() const {
  std::vector<Splice> splices(replaced_.rbegin(), replaced_.rend());  // the later stands first
  for (const auto& [index, changes] : containers_) add_splices(index, changes, splices);
  // At one place: what is put in, then the longer of two ranges, which swallows the shorter.
  std::stable_sort(splices.begin(), splices.end(), [](const Splice& a, const Splice& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    bool inserts = a.begin == a.end;
    if (inserts != (b.begin == b.end)) return inserts;
    return a.end > b.end;
  });
  std::string_view text = outline_->text();
  std::string out;
  out.reserve(text.size() + 256);
  size_t copied = 0;
  for (const Splice& splice : splices) {
    if (splice.begin < copied) continue;
    out.append(text.substr(copied, splice.begin - copied)).append(splice.text);
    copied = splice.end;
  }
  out.append(text.substr(copied));
  return out;
}

}  // namespace gs
