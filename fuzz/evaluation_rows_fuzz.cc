// Any bytes as rows of JSON: read as the tree reader of base/json.h reads them, and the readers of
// rows take or refuse them.
#include <boost/json/object.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "evaluate/attack_prompts.h"
#include "evaluate/human_eval.h"
#include "evaluate/json_row.h"
#include "evaluate/run_state.h"
#include "evaluate/safety.h"
#include "fixtures/evaluation.h"

namespace {

namespace json = boost::json;
using gs::evaluate::Cell;

void check(bool holds) {
  if (!holds) std::abort();
}

bool agrees(const Cell& cell, const json::value& value) {
  switch (cell.kind) {
    case Cell::Kind::kNull:
      return value.is_null();
    case Cell::Kind::kBoolean:
      return value.is_bool() && value.get_bool() == *cell.flag();
    case Cell::Kind::kText:
      return value.is_string() && value.get_string() == cell.text;
    case Cell::Kind::kNumber:
      return value.is_number() && cell.number() == value.to_number<double>();
    case Cell::Kind::kNested:
      return value.is_structured();
    default:
      return false;
  }
}

// The tree reader also refuses names that are twice inside a nested object, and numbers beyond a
// double; what it takes, the row reader takes.
void compare(std::string_view line) {
  gs::evaluate::JsonRow row;
  const auto read = row.read(line, {});
  const auto tree = gs::parse_json(line);
  if (!tree || !tree->is_object() || tree->get_object().size() > 1000) return;
  check(read.has_value());
  check(row.members().size() == tree->get_object().size());
  for (const auto& member : row.members()) {
    const json::value* value = tree->get_object().if_contains(member.name);
    check(value != nullptr && agrees(member.cell, *value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare(text.substr(0, text.find('\n')));
  gs::evaluate::QualityOptions options;
  options.bootstrap.resamples = 10;
  gs::evaluate::Artifact quality("quality"), safety("safety");
  gs::evaluate::HumanEval samples("t", options, quality);
  if (gs::evaluate::read_all(samples, text)) check(gs::parse_json(quality.to_json()).has_value());
  gs::evaluate::LabelledOutputs outputs("t", safety);
  if (gs::evaluate::read_all(outputs, text)) check(gs::parse_json(safety.to_json()).has_value());
  gs::evaluate::AttackPrompts prompts("t");
  if (gs::evaluate::read_all(prompts, text)) check(!prompts.prompts().empty());
  if (const auto state = gs::evaluate::RunState::parse(text, "t")) {
    check(state->whole_bytes <= text.size());
  }
  return 0;
}
