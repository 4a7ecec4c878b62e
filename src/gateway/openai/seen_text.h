// What a model will see of a request: its strings with their places, and what is no string.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_outline.h"
#include "text/segment.h"

namespace gs::gateway::openai {

// A part of the request that no detector can read.
struct Uninspectable {
  std::string path;  // "messages[0].content[1]"
  std::string what;  // "image", "token ids"
};

struct SeenText {
  // Where a segment's string stands: the value of that number, or the name of that member.
  struct Site {
    uint32_t value = 0;
    bool is_name = false;
  };

  std::vector<text::Segment> segments;
  std::vector<Site> sites;  // one for each segment, in the order of the text
  std::vector<Uninspectable> uninspectable;
};

// One value of the body, as the bytes that say it and as what they mean.
struct BodyValue {
  JsonOutline::Value place;
  const boost::json::value* tree = nullptr;
};

// Walks values and collects what is seen, keeping the path to where it is. Property names are seen
// as well as values: a model reads both. A name's path ends in "#name"; a name that is not a plain
// word is shown in paths by its number, "{3}", since it may itself be what must not be told.
class TextCollector {
 public:
  explicit TextCollector(SeenText& out) : out_(&out) {}

  // A string, whatever it says.
  void string(const BodyValue& value, text::Role role);

  // The caller's own JSON: every string and every name that is no word of the format.
  void every_string(const BodyValue& value, text::Role role);

  // Messages, parts and items, where identifiers and types stand at known places and where parts
  // can be opaque. Members that the API does not know are documents.
  void structure(const BodyValue& value, text::Role role);

  void uninspectable(std::string_view what);

  // Whose path stands in errors.
  const std::string& path() const { return path_; }

  // visit(name, value) for each member, visit(value) for each element, with the path there.
  template <typename Visit>
  void members(const BodyValue& object, Visit visit);
  template <typename Visit>
  void elements(const BodyValue& array, Visit visit);

 private:
  void object(const BodyValue& value, text::Role role, bool opaque);
  void member(std::string_view name, const BodyValue& value, text::Role role, bool opaque);
  void inside(const BodyValue& value, text::Role role, bool opaque);
  void name_of(const BodyValue& value, std::string_view name, text::Role role);
  void add(const BodyValue& value, std::string_view text, text::Role role, bool is_name);
  void enter_member(std::string_view name, size_t number);
  void enter_element(size_t index);

  SeenText* out_;
  std::string path_;
};

}  // namespace gs::gateway::openai

#include "gateway/openai/seen_text_walk.h"
