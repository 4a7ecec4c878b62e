#include "gateway/guards/conversation.h"

namespace gs::gateway::guards {
namespace {

constexpr std::string_view kOpening = "<|";
constexpr std::string_view kHarmless = "< |";

void append_harmless(std::string& to, std::string_view text) {
  for (size_t at = text.find(kOpening); at != std::string_view::npos; at = text.find(kOpening)) {
    to.append(text.substr(0, at)).append(kHarmless);
    text.remove_prefix(at + kOpening.size());
  }
  to.append(text);
}

void add(std::vector<Turn>& turns, bool of_agent, std::string_view text) {
  if (turns.empty() && of_agent) turns.push_back({});
  if (turns.empty() || turns.back().of_agent != of_agent) {
    turns.push_back({of_agent, {}});
  } else if (!turns.back().text.empty()) {
    turns.back().text += "\n\n";
  }
  append_harmless(turns.back().text, text);
}

}  // namespace

std::vector<Turn> turns_of(const Conversation& conversation) {
  std::vector<Turn> turns;
  const bool is_output = conversation.phase == text::Phase::kOutput;
  if (is_output) add(turns, false, conversation.asked);
  for (const filter::GuardedString& one : conversation.strings) {
    add(turns, is_output || one.role == text::Role::kAssistant, one.text);
  }
  return turns;
}

std::vector<std::string_view> texts_of(const Conversation& conversation) {
  std::vector<std::string_view> texts;
  for (const filter::GuardedString& one : conversation.strings) texts.push_back(one.text);
  return texts;
}

}  // namespace gs::gateway::guards
