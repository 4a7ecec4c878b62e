#include "gateway/guards/dialect.h"

#include "base/json_writer.h"
#include "gateway/guards/chat.h"
#include "gateway/guards/detector_api.h"
#include "gateway/guards/judge.h"
#include "gateway/guards/llama_guard.h"
#include "gateway/guards/moderation.h"

namespace gs::gateway::guards {
namespace {

constexpr int kJudgeTokens = 256;  // room for a model that explains itself beside the score
constexpr int kLlamaGuardTokens = 64;

std::string completion_body(std::string_view model, std::string_view prompt) {
  JsonWriter out;
  out.begin_object().key("model").string(model).key("prompt").string(prompt);
  out.key("max_tokens").integer(kLlamaGuardTokens).key("temperature").integer(0);
  out.key("stream").boolean(false).end_object();
  return out.take();
}

std::string judge_body(const Options& options, const Conversation& conversation) {
  const std::string system = judge_instruction(
      options.instruction.empty() ? kUsualInstruction : std::string_view(options.instruction));
  const Turn turn = judge_turn(conversation);
  return chat_body({options.model, system, {&turn, 1}, kJudgeTokens});
}

}  // namespace

Question question_of(const Options& options, const Conversation& conversation) {
  switch (options.dialect) {
    case Dialect::kJudge:
      return {"/v1/chat/completions", judge_body(options, conversation), {}};
    case Dialect::kLlamaGuard: {
      const std::vector<Turn> turns = turns_of(conversation);
      return {"/v1/chat/completions", chat_body({options.model, {}, turns, kLlamaGuardTokens}), {}};
    }
    case Dialect::kLlamaGuardPrompt:
      return {"/v1/completions",
              completion_body(options.model, llama_guard_prompt(turns_of(conversation))),
              {}};
    case Dialect::kModeration:
      return {"/v1/moderations", moderation_body(options.model, texts_of(conversation)), {}};
    case Dialect::kDetector:
      break;
  }
  return {"/api/v1/text/contents",
          detector_body(texts_of(conversation)),
          {{"detector-id", options.detector}}};
}

AnswerOrProblem read_answer(const Options& options, std::string_view body, size_t texts) {
  if (options.dialect == Dialect::kModeration) {
    return read_moderation(body, texts, options.categories);
  }
  if (options.dialect == Dialect::kDetector) return read_detector(body, texts);
  const auto words = words_of(body);
  if (!words) return no_answer(words.error());
  if (options.dialect == Dialect::kJudge) return read_judge(*words);
  return read_llama_guard(*words, options.categories);
}

}  // namespace gs::gateway::guards
