// The templates of TextCollector; include seen_text.h.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "gateway/openai/seen_text.h"

namespace gs::gateway::openai {

// Boost.JSON keeps members in the order of the text, so the two forms are walked side by side.
template <typename Visit>
void TextCollector::members(const BodyValue& object, Visit visit) {
  size_t mark = path_.size();
  size_t number = 0;
  auto member = object.tree->get_object().begin();
  for (JsonOutline::Value place : object.place) {
    enter_member(member->key(), number++);
    visit(std::string_view(member->key()), BodyValue{place, &member->value()});
    path_.resize(mark);
    ++member;
  }
}

template <typename Visit>
void TextCollector::elements(const BodyValue& array, Visit visit) {
  size_t mark = path_.size();
  size_t index = 0;
  for (JsonOutline::Value place : array.place) {
    enter_element(index);
    visit(BodyValue{place, &array.tree->get_array()[index++]});
    path_.resize(mark);
  }
}

}  // namespace gs::gateway::openai
