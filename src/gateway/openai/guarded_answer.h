// A whole answer of the model server, judged before it goes to the caller.
//
//   auto answer = GuardedAnswer::read(AnswerForm::kChat, body, rules);
//   if (!answer) return bad_gateway(answer.error().what);
//   for (const PendingSummary& pending : answer->pending()) {
//     answer->summarized(pending.number, co_await ask_model(pending.text));  // "" when that failed
//   }
//   if (answer->blocked() && !refusal_style) return refuse(answer->inspection());
//   send(answer->body());
//
// Every string that the model may have written passes a StreamGuard of its own, the same machine
// that judges streams: message content and its parts, reasoning, refusals, names and arguments of
// tool calls, and what is not known. Ids, roles and types are not judged. Texts that masks change
// are replaced in the bytes of the answer, everything else stays as the server wrote it; where a
// choice's text changed, its `logprobs` and `token_ids` go, since they spell the text.
//
// One thread, no input or output. Placeholders of the prompt are restored in texts, not in names,
// and in the arguments of tools listed in rules.restore_tools alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/openai/output_rules.h"

namespace gs::gateway::openai {

enum class AnswerForm : uint8_t {
  kChat,         // /v1/chat/completions
  kCompletions,  // /v1/completions
  kResponses,    // /v1/responses
  kEmbeddings,   // /v1/embeddings: no text to judge
  kPlainHttp,    // {content | text} of a server of dialect `http`
};

class GuardedAnswer {
 public:
  // Judges the answer. Fails when `body` is not JSON of that form.
  static tl::expected<GuardedAnswer, UpstreamProblem> read(AnswerForm form, std::string body,
                                                           const OutputRules& rules);
  GuardedAnswer(GuardedAnswer&&) noexcept;
  GuardedAnswer& operator=(GuardedAnswer&&) noexcept;
  ~GuardedAnswer();

  // Texts that wait for a summary. Views, good until summarized() is called for that text.
  std::vector<PendingSummary> pending() const;
  // The model's summary of a pending text, judged by the same rules. When it is empty, blocked or
  // would again be summarized, sentences of the text itself take its place; when those are to be
  // blocked, the answer is.
  void summarized(size_t number, std::string_view summary);

  // Some text is to be kept from the caller, and so the answer.
  bool blocked() const;
  // What the caller gets, once nothing is pending: the server's own bytes when no text changed.
  // Blocked: the same answer with rules.block_message as its only text and finish_reason
  // "content_filter" (responses: status "incomplete").
  std::string body() const;
  // The text of the first choice as the caller gets it, for endpoints with a form of their own.
  std::string text() const;

  // For the record, all texts together: see filter/combined.h.
  filter::Inspection inspection() const;
  // Of all that the model said, see guarded_texts.h; empty when it said nothing.
  std::string content_hmac() const;
  const Usage& usage() const;
  // Of each choice, as the server gave them; responses: the status.
  const std::vector<std::string>& finish_reasons() const;
  const std::string& model() const;  // as the answer names it; may be empty

 private:
  struct Judged;
  explicit GuardedAnswer(std::unique_ptr<Judged> judged);
  std::unique_ptr<Judged> judged_;
};

}  // namespace gs::gateway::openai
