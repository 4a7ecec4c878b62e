// The way of one governed request to a model and of its answer back, as one straight coroutine:
// run() in model_exchange.cc names each step.
//
//   ModelExchange exchange(parts, route, counts, wire);
//   co_return co_await exchange.run();
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/admission.h"
#include "auth/principal.h"
#include "filter/stream_guard.h"
#include "gateway/durable_wait.h"
#include "gateway/exchange_telemetry.h"
#include "gateway/judgement.h"
#include "gateway/model_parts.h"
#include "gateway/openai/guarded_answer.h"
#include "gateway/openai/guarded_stream.h"
#include "gateway/openai/model_request.h"
#include "gateway/upstream/call.h"
#include "gateway/upstream_errors.h"
#include "http/exchange.h"

namespace gs::gateway {

// One request; one thread. What it is given outlives it.
class ModelExchange {
 public:
  ModelExchange(const ModelParts& parts, const ModelRoute& route, const RouteCounts& counts,
                http::Exchange& wire);
  ModelExchange(const ModelExchange&) = delete;
  ModelExchange& operator=(const ModelExchange&) = delete;

  http::Task<http::Response> run();

 private:
  http::Task<http::Response> go();

  // The way there. Each of the optional ones returns the answer that ends the way.
  std::optional<http::Response> identify();  // in model_answers.cc
  std::optional<http::Response> read();
  http::Task<bool> admit();
  http::Task<std::optional<http::Response>> judge_prompt();
  http::Task<void> judging(size_t bytes, std::function<void()> work);
  std::optional<http::Response> unsupported() const;
  void apply_effects();
  http::Task<bool> proved();
  http::Task<bool> ask();

  // The way back.
  http::Task<http::Response> refused_by_server();
  http::Task<http::Response> whole_answer();
  http::Task<http::Response> streamed_answer();
  http::Task<void> summarize_answer(openai::GuardedAnswer* answer);
  http::Task<std::string> next_of(openai::GuardedStream* stream);
  http::Task<bool> send_on(std::string_view piece);
  void note_held(bool nothing_to_send);
  bool conclude(const openai::GuardedStream& stream);
  bool conclude_as(const openai::GuardedStream& stream, filter::Inspection inspection);
  ModelError stream_error(const openai::GuardedStream& stream) const;
  http::Task<std::string> summary_of(std::string text);
  http::Task<bool> read_all(size_t limit, std::string* body);
  http::Response answer_with(const openai::GuardedAnswer& answer);
  bool keep_output(filter::Inspection inspection);

  // External guards, in model_guards.cc.
  http::Task<void> ask_guards(filter::GuardBook* book, std::string_view user_said);
  filter::GuardNeed output_guard_need();
  http::Task<http::Response> held_answer();
  http::Task<void> rehearse(const std::string* body, filter::Inspection* inspection);
  http::Task<void> rehearse_once(const std::string* body, filter::Inspection* inspection);
  http::Task<std::string> play(openai::GuardedStream* stream, const std::string* body);
  std::string_view user_said() const;

  // Answers, in model_answers.cc.
  http::Response limited() const;
  http::Response blocked(const policy::Decision& decision, const std::string& decision_id) const;
  http::Response give_up(ModelError error);
  http::Response refuse(const openai::RequestProblem& problem) const;
  http::Response governed(http::Response response) const;
  http::Response refusal_answer() const;
  http::Response unrecorded() const;

  http::Task<void> settle(int status);
  void abort();
  openai::OutputRules output_rules();
  bool asks_in_http_dialect() const;
  openai::AnswerForm answer_form() const;
  openai::StreamForm stream_form() const;
  Question output_question() const;

  const ModelParts& parts_;
  const ModelRoute& route_;
  const RouteCounts& counts_;
  http::Exchange& wire_;
  ExchangeTrace trace_;

  auth::Principal caller_;
  std::optional<openai::ModelRequest> request_;
  policy::RequestFacts facts_;
  std::optional<auth::Admission> admission_;
  Exchange exchange_;
  Judgement prompt_;
  bool strict_ = false;

  std::string body_;  // for the model server
  std::optional<upstream::UpstreamCall> call_;
  upstream::UpstreamCall* summary_call_ = nullptr;
  std::optional<journal::Sequence> awaited_;  // a record that the next thing sent has to wait for
  DurableWait* proving_ = nullptr;

  detect::CallerClaims claims_;                 // what output_rules() points to
  std::vector<std::string_view> system_texts_;  // likewise
  Question output_question_;                    // likewise
  std::string output_id_;
  Judgement output_judgement_;
  OutputFacts output_;
  filter::GuardBook output_guards_{filter::GuardBook::Use::kIgnore};
  guards::Asking* asking_ = nullptr;
  std::vector<std::pair<std::string, std::string>> summaries_;  // texts with theirs
  std::optional<SteadyTime> held_since_;
  std::string_view unfed_;  // of a stream, read and not yet judged
  std::string_view heard_;  // of it, judged last
  openai::Usage usage_;
  std::vector<std::string> finish_reasons_;
  std::chrono::nanoseconds waited_{};  // for the model server
  std::chrono::nanoseconds waited_for_guards_{};
  std::string error_;  // what went wrong, for metrics and traces
  bool notable_ = false;
};

}  // namespace gs::gateway
