// The rows that the measuring tools read: one JSON object a line.
//
// A text row is {text, id?, role?}. A labelled row adds what is known of the text: `label` (1: the
// signal should fire, 0: it should not), or `spans` [{start, end, entity_type}] with offsets in
// Unicode code points; `checks` names the only entity type that the spans speak of. Other names
// ("licence", "kind") are passed over.
//
// A problem names the field and never repeats what stands in it: the rows are what people wrote.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "measure/entity.h"
#include "text/segment.h"

namespace gs::measure {

struct TextRow {
  boost::json::value id;  // a string or a number as it was given; null when there is none
  std::string text;       // valid UTF-8
  std::optional<text::Role> role;
};

struct LabelledRow {
  TextRow row;
  std::string source;                        // where the row is from; may be empty
  std::optional<bool> label;                 // one of label and spans is there at least
  std::optional<std::vector<Entity>> spans;  // in order of `start`
  std::string checks;                        // an entity type, or empty: all types are annotated
};

// Why a line is no row. `message` begins with the name of the field, where it is one.
struct RowProblem {
  std::string message;
  boost::json::value id;  // of the row, where that much could be read
};

tl::expected<TextRow, RowProblem> read_text_row(std::string_view line);
tl::expected<LabelledRow, RowProblem> read_labelled_row(std::string_view line);

}  // namespace gs::measure
