#include "measure/entity.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace gs::measure {
namespace {

constexpr std::array<std::string_view, 6> kTagged = {"PERSON", "LOCATION",  "ORGANIZATION",
                                                     "NRP",    "DATE_TIME", "ADDRESS"};

// A place in the text that is asked for: its byte, and where the answer goes.
struct Place {
  size_t byte;
  size_t* code_point;
};

// One walk over the text for all places: a text full of findings costs no more than an empty one.
void to_code_points(std::string_view text, std::vector<Place>& places) {
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.byte < b.byte; });
  size_t at = 0;
  size_t count = 0;
  for (const Place& place : places) {
    count += count_code_points(text.substr(at, place.byte - at));
    at = place.byte;
    *place.code_point = count;
  }
}

}  // namespace

std::string_view counted_type(std::string_view type) {
  if (type == "GPE") return "LOCATION";
  if (type == "STREET_ADDRESS") return "ADDRESS";
  if (type == "TITLE" || type == "PREFIX") return {};
  return type;
}

bool is_structured(std::string_view type) {
  return std::find(kTagged.begin(), kTagged.end(), type) == kTagged.end();
}

std::vector<Entity> entities_of(std::string_view text, std::span<const detect::Finding> findings) {
  std::vector<Entity> entities(findings.size());
  std::vector<Place> places;
  places.reserve(2 * findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    entities[i].type = findings[i].type;
    entities[i].score = findings[i].score;
    places.push_back({findings[i].span.begin, &entities[i].start});
    places.push_back({findings[i].span.end, &entities[i].end});
  }
  to_code_points(text, places);
  std::stable_sort(entities.begin(), entities.end(),
                   [](const Entity& a, const Entity& b) { return a.start < b.start; });
  return entities;
}

}  // namespace gs::measure
