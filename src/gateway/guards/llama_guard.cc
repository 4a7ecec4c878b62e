#include "gateway/guards/llama_guard.h"

#include <algorithm>
#include <array>

namespace gs::gateway::guards {
namespace {

struct Category {
  std::string_view code;
  std::string_view title;
  std::array<std::string_view, 2> ours;  // empty ones: fewer
};

constexpr std::array<Category, 14> kCategories = {{
    {"S1", "Violent Crimes", {"violence", "illicit/violent"}},
    {"S2", "Non-Violent Crimes", {"illicit"}},
    {"S3", "Sex Crimes", {"sexual", "illicit/violent"}},
    {"S4", "Child Exploitation", {"sexual/minors"}},
    {"S5", "Defamation", {"harassment"}},
    {"S6", "Specialized Advice", {}},
    {"S7", "Privacy", {}},
    {"S8", "Intellectual Property", {}},
    {"S9", "Indiscriminate Weapons", {"illicit/violent"}},
    {"S10", "Hate", {"hate"}},
    {"S11", "Self-Harm", {"self-harm"}},
    {"S12", "Sexual Content", {"sexual"}},
    {"S13", "Elections", {}},
    {"S14", "Code Interpreter Abuse", {"illicit"}},
}};
constexpr size_t kMostCodes = 32;

const Category* find(std::string_view code) {
  const auto found = std::find_if(kCategories.begin(), kCategories.end(),
                                  [&](const Category& category) { return category.code == code; });
  return found == kCategories.end() ? nullptr : &*found;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// The next part of `rest` up to the separator, both taken away.
std::string_view take(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

bool is_code(std::string_view text) {
  return text.size() >= 2 && text.size() <= 3 && text.front() == 'S' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool counts(std::string_view code, std::span<const std::string> counting) {
  if (counting.empty() || find(code) == nullptr) return true;
  const auto is_counted = [&](std::string_view name) {
    return std::find(counting.begin(), counting.end(), name) != counting.end();
  };
  const std::vector<std::string_view> ours = categories_of(code);
  return is_counted(code) || std::any_of(ours.begin(), ours.end(), is_counted);
}

void name(Answer& answer, std::string_view what) {
  if (std::find(answer.named.begin(), answer.named.end(), what) == answer.named.end()) {
    answer.named.emplace_back(what);
  }
}

}  // namespace

std::string llama_guard_prompt(std::span<const Turn> turns) {
  const std::string_view judged = !turns.empty() && turns.back().of_agent ? "Agent" : "User";
  std::string prompt = "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n";
  prompt.append("Task: Check if there is unsafe content in '").append(judged);
  prompt +=
      "' messages in conversations according to our safety policy with the below categories.\n\n"
      "<BEGIN UNSAFE CONTENT CATEGORIES>\n";
  for (const Category& category : kCategories) {
    prompt.append(category.code).append(": ").append(category.title).append(".\n");
  }
  prompt += "<END UNSAFE CONTENT CATEGORIES>\n\n<BEGIN CONVERSATION>\n\n";
  for (const Turn& turn : turns) {
    prompt.append(turn.of_agent ? "Agent: " : "User: ").append(turn.text).append("\n\n");
  }
  prompt += "<END CONVERSATION>\n\nProvide your safety assessment for ONLY THE LAST ";
  prompt.append(judged).append(
      " message in the above conversation:\n"
      " - First line must read 'safe' or 'unsafe'.\n"
      " - If unsafe, a second line must include a comma-separated list of violated categories."
      "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
  return prompt;
}

std::vector<std::string_view> categories_of(std::string_view code) {
  std::vector<std::string_view> names;
  const Category* category = find(code);
  if (category == nullptr) return names;
  for (const std::string_view ours : category->ours) {
    if (!ours.empty()) names.push_back(ours);
  }
  return names;
}

AnswerOrProblem read_llama_guard(std::string_view words, std::span<const std::string> counting) {
  const std::string_view first = take(words, '\n');
  Answer answer;
  if (first == "safe" && words.empty()) return answer;
  if (first != "unsafe") return no_answer("the answer is neither safe nor unsafe");
  std::string_view codes = take(words, '\n');
  if (!words.empty()) return no_answer("the answer has more than two lines");
  bool unsafe = codes.empty();
  for (size_t i = 0; !codes.empty(); ++i) {
    const std::string_view code = take(codes, ',');
    if (i == kMostCodes || !is_code(code)) {
      return no_answer("the second line is not a list of categories");
    }
    unsafe = unsafe || counts(code, counting);
    const std::vector<std::string_view> ours = categories_of(code);
    if (ours.empty()) name(answer, code);
    for (const std::string_view category : ours) name(answer, category);
  }
  answer.score = unsafe ? 1 : 0;
  return answer;
}

}  // namespace gs::gateway::guards
