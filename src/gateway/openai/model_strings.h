// Which strings of an answer the model may have written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_outline.h"
#include "filter/restorer.h"

namespace gs::gateway::openai {

struct ModelString {
  JsonOutline::Value value;
  filter::Restore restore = filter::Restore::kText;
};

// Whether a member of that name never holds words of the model: ids, types, roles, and what spells
// the text a second time (see spells_text()).
bool is_structural(std::string_view name);

// Whether a member of that name at the top of an answer, or of the answer within an event, is the
// server's own or repeats the request: model, usage, instructions, tools.
bool is_of_server(std::string_view name);

// Whether a member of that name spells the text beside it in tokens, so that it must go when the
// text changes: logprobs, token_ids.
bool spells_text(std::string_view name);

// How placeholders are treated in the arguments of a tool: restored where the tool is listed.
// `tools` may be null.
filter::Restore arguments_restore(const std::vector<std::string>* tools, std::string_view tool);

// Appends every string below `root`, in document order, that is not structural and not empty. The
// arguments or the input beside the name of a tool are restored as that tool may have them.
void find_model_strings(JsonOutline::Value root, const std::vector<std::string>* restore_tools,
                        std::vector<ModelString>& found);

// Appends those of an answer: of all members at the top that are not the server's.
void find_answer_strings(JsonOutline::Value root, const std::vector<std::string>* restore_tools,
                         std::vector<ModelString>& found);

}  // namespace gs::gateway::openai
