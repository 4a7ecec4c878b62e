// The prompts of a red-team run: JSON Lines of {prompt, id?, category?, attack?}.
//
// id is a text or a number, by default the number of the line; the same twice is refused. attack
// says whether the prompt is to get something that the model should not give, and is true where it
// is not there: false marks the harmless prompts that such sets are mixed with.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "evaluate/json_row.h"
#include "evaluate/lines.h"

namespace gs::evaluate {

struct AttackPrompt {
  std::string id;
  std::string prompt;
  std::string category;
  bool attack = true;
};

class AttackPrompts final : public Reader {
 public:
  explicit AttackPrompts(std::string file);

  Status feed(std::string_view bytes) override { return lines_.feed(bytes); }
  // kInvalidInput: there is no prompt.
  Status finish() override;
  const std::vector<AttackPrompt>& prompts() const { return prompts_; }

 private:
  Status take(std::string_view line, size_t number);

  const std::string file_;
  Lines lines_;
  JsonRow row_;
  std::vector<AttackPrompt> prompts_;
  std::unordered_set<std::string> ids_;
};

}  // namespace gs::evaluate
