// How sure a finding must be.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace gs::detect {

// Findings below the threshold are dropped.
struct EntityThresholds {
  double common = 0.5;
  double names = 0.6;  // of the tagger: what it is less sure of is mostly code and odd words
  std::map<std::string, double, std::less<>> by_entity;  // in its place; above 1: off

  double of(std::string_view entity) const {
    const auto own = by_entity.find(entity);
    return own == by_entity.end() ? common : own->second;
  }
  double of_name(std::string_view entity) const {
    const auto own = by_entity.find(entity);
    return own == by_entity.end() ? names : own->second;
  }
};

}  // namespace gs::detect
