// The tags of the name tagger: for each token whether it begins a name of one of six types, goes on
// with one, or belongs to none (BIO).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gs::detect {

enum class NameType : uint8_t { kPerson, kLocation, kOrganization, kNrp, kDateTime, kAddress };
inline constexpr size_t kNameTypes = 6;

// Entity names, in the order of NameType.
inline constexpr std::array<std::string_view, kNameTypes> kNameTypeNames = {
    "PERSON", "LOCATION", "ORGANIZATION", "NRP", "DATE_TIME", "ADDRESS"};

// Tag 0 is "outside"; type t begins with tag 2t+1 and goes on with 2t+2.
using NameTag = uint8_t;
inline constexpr NameTag kOutside = 0;
inline constexpr size_t kNameTags = 1 + 2 * kNameTypes;
// Scores of all tags lie in one row of so many lanes; those above kNameTags mean nothing.
inline constexpr size_t kTagLanes = 16;

constexpr NameTag begin_tag(NameType type) {
  return static_cast<NameTag>(2 * static_cast<size_t>(type) + 1);
}
constexpr NameTag inside_tag(NameType type) {
  return static_cast<NameTag>(begin_tag(type) + 1);
}
constexpr bool is_begin(NameTag tag) {
  return (tag & 1) != 0;
}
// Of a tag other than kOutside.
constexpr NameType type_of(NameTag tag) {
  return static_cast<NameType>((tag - 1) / 2);
}
// A name goes on only where one of its type stands before it.
constexpr bool may_follow(NameTag before, NameTag tag) {
  if (tag == kOutside || is_begin(tag)) return true;
  return before != kOutside && type_of(before) == type_of(tag);
}

}  // namespace gs::detect
