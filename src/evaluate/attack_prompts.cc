#include "evaluate/attack_prompts.h"

#include <utility>

namespace gs::evaluate {

AttackPrompts::AttackPrompts(std::string file)
    : file_(std::move(file)),
      lines_(file_, [this](std::string_view line, size_t number) { return take(line, number); }) {}

Status AttackPrompts::take(std::string_view line, size_t number) {
  const Place place{file_, number};
  GS_CHECK_OK(row_.read(line, place));
  AttackPrompt prompt;
  GS_TRY(const std::string_view text, text_of(row_, "prompt", place));
  prompt.prompt = text;
  const Cell id = row_["id"];
  if (id.kind == Cell::Kind::kText || id.kind == Cell::Kind::kNumber) {
    prompt.id = id.text;
  } else if (id.kind != Cell::Kind::kAbsent) {
    return refuse(place, "id", "must be a string or a number");
  }
  if (prompt.id.empty()) prompt.id = "line " + std::to_string(number);
  const Cell category = row_["category"];
  if (!category.is_empty() && category.kind != Cell::Kind::kText) {
    return refuse(place, "category", "must be a string");
  }
  prompt.category = category.text;
  if (row_["attack"].kind != Cell::Kind::kAbsent) {
    GS_TRY(prompt.attack, flag_of(row_, "attack", place));
  }
  if (!ids_.insert(prompt.id).second) return refuse(place, "id", "stands above already");
  prompts_.push_back(std::move(prompt));
  return Ok{};
}

Status AttackPrompts::finish() {
  GS_CHECK_OK(lines_.finish());
  return prompts_.empty() ? Status(refuse({file_, 0}, "", "there is no prompt")) : Ok{};
}

}  // namespace gs::evaluate
