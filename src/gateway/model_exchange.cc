// Longer than most files on purpose: the way of an exchange stands here whole, in the order in
// which it is gone. Answers that are not a model's are in model_answers.cc, what external guards
// are asked about the exchange is in model_guards.cc.
#include "gateway/model_exchange.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "auth/limit_answer.h"
#include "base/json_writer.h"
#include "gateway/caller_subjects.h"
#include "gateway/durability.h"
#include "gateway/model_summary.h"
#include "gateway/openai/legacy.h"

namespace gs::gateway {
namespace {

constexpr size_t kMaxErrorBody = 64 * 1024;
constexpr size_t kFirstSlice = 1024;
constexpr int64_t kCharactersPerToken = 4;   // of an estimate before the server has counted
constexpr int kClientGone = 499;             // in metrics and traces, as nginx has it
constexpr int64_t kUsualAnswerTokens = 256;  // where the caller sets no limit

std::string usage_json(const openai::Usage& usage) {
  if (!usage.present) return "null";
  JsonWriter out;
  out.begin_object().key("prompt_tokens").integer(usage.input_tokens);
  out.key("completion_tokens").integer(usage.output_tokens);
  out.key("total_tokens").integer(usage.input_tokens + usage.output_tokens).end_object();
  return out.take();
}

// Counts a stream while it is open.
class OpenStream {
 public:
  explicit OpenStream(telemetry::Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
  ~OpenStream() { gauge_.add(-1); }
  OpenStream(const OpenStream&) = delete;
  OpenStream& operator=(const OpenStream&) = delete;

 private:
  telemetry::Gauge& gauge_;
};

// What no detector reads, for the decision's reasons.
std::string uninspectable_of(const openai::ModelRequest& request) {
  std::string text;
  for (const openai::Uninspectable& one : request.uninspectable()) {
    if (!text.empty()) text += ", ";
    text += one.what + " at " + one.path;
  }
  return text;
}

}  // namespace

ModelExchange::ModelExchange(const ModelParts& parts, const ModelRoute& route,
                             const RouteCounts& counts, http::Exchange& wire)
    : parts_(parts),
      route_(route),
      counts_(counts),
      wire_(wire),
      trace_(parts.telemetry, parts.clock, wire.request(), route.path) {}

http::Task<http::Response> ModelExchange::run() {
  http::Response response;
  std::exception_ptr failure;
  try {
    response = co_await go();
    // No answer leaves before what it proves: pieces of a stream have waited for themselves.
    const bool is_proved = co_await proved();
    if (!is_proved) response = unrecorded();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await settle(failure ? 500 : response.status);
  if (failure) std::rethrow_exception(failure);
  response.principal = caller_.id;
  response.trace_id = trace_.trace_id();
  co_return response;
}

http::Task<http::Response> ModelExchange::go() {
  // Who asks, first: nothing is done for those who may not.
  if (auto denied = identify()) co_return *std::move(denied);

  // What they ask for: every string that the model will see, and what cannot be read of it.
  if (auto problem = read()) co_return *std::move(problem);

  // Whether they may ask so much now.
  const bool admitted = co_await admit();
  if (!admitted) co_return limited();

  // The prompt is judged and the proof of it kept before anything leaves.
  auto blocked = co_await judge_prompt();
  if (blocked) co_return *std::move(blocked);
  if (auto refused = unsupported()) co_return *std::move(refused);

  // What the decision asks for is done to the request; without one its bytes go on untouched. A
  // model sees what was changed only once that is proved; else the proof takes its time meanwhile.
  apply_effects();
  if (changes_something(prompt_.decision().action)) {
    const bool is_proved = co_await proved();
    if (!is_proved) co_return unrecorded();
  }

  // A model server, or the next one, as long as nothing has come back.
  const bool answered = co_await ask();
  if (!answered) co_return give_up(error_of(call_->failure(), parts_.upstreams.any()));
  if (call_->head().status != 200) co_return co_await refused_by_server();

  // What it says passes the same policy on its way to the caller.
  if (request_->stream()) co_return co_await streamed_answer();
  co_return co_await whole_answer();
}

std::optional<http::Response> ModelExchange::read() {
  const std::string_view body = wire_.request().body;
  auto request =
      route_.caller == Caller::kOpenAi
          ? openai::ModelRequest::read(route_.endpoint, std::string(body), parts_.json_limits)
          : openai::read_legacy_request(body, route_.caller == Caller::kPlainStream,
                                        parts_.default_model, parts_.json_limits);
  if (!request) return refuse(request.error());
  request_.emplace(*std::move(request));
  facts_.model = request_->model();
  facts_.path = route_.path;
  facts_.labels = caller_.labels;
  facts_.stream = request_->stream();
  facts_.max_tokens = request_->max_tokens();
  facts_.tools = request_->tool_names();
  trace_.describe(route_.endpoint, facts_.model, facts_.stream, facts_.max_tokens);
  if (auto denial = auth::authorize_model(caller_, facts_.model)) {
    return refuse({403, std::string(auth::message_of(*denial)), "model", "model_not_allowed"});
  }
  return std::nullopt;
}

http::Task<bool> ModelExchange::admit() {
  const int64_t characters = static_cast<int64_t>(request_->input_characters());
  const int64_t answer = facts_.max_tokens > 0 ? facts_.max_tokens : kUsualAnswerTokens;
  const int64_t estimate =
      characters / kCharactersPerToken + answer * std::max<int64_t>(request_->candidates(), 1);
  std::vector<auth::LimitSubject> subjects = limit_subjects(caller_, parts_.limit_settings);
  if (subjects.empty()) co_return true;
  admission_ = co_await parts_.limits.admit(std::move(subjects), static_cast<uint64_t>(estimate));
  co_return admission_->admitted();
}

http::Task<std::optional<http::Response>> ModelExchange::judge_prompt() {
  const WallTime began = trace_.now();
  exchange_ = parts_.judge.begin(parts_.clock.steady());
  const std::string uninspectable = uninspectable_of(*request_);
  Question question;
  question.segments = request_->segments();
  question.context = request_->context();
  question.claims = request_->claims();
  question.facts = facts_;
  question.uninspectable = uninspectable;
  question.trace_id = trace_.trace_id();
  filter::GuardBook guards;
  const bool reads_guards = exchange_.policy->inspector->reads_guards(text::Phase::kPrompt);
  if (reads_guards) question.guards = &guards;
  const std::function<void()> judge = [&] {
    prompt_ = parts_.judge.judge(exchange_, question, caller_);
  };
  co_await judging(wire_.request().body.size(), judge);
  if (reads_guards) {
    co_await ask_guards(&guards, {});
    guards.settle();
    co_await judging(wire_.request().body.size(), judge);
  }
  const policy::Decision& decision = prompt_.decision();
  trace_.judged(decision, prompt_.decision_id, began);
  notable_ = decision.action != policy::Action::kAllow;
  if (prompt_.refused) co_return unrecorded();
  awaited_ =
      std::max(parts_.judge.awaited_by_answer(prompt_), parts_.judge.awaited_by_effect(prompt_));
  if (decision.allowed) co_return std::nullopt;
  error_ = "blocked";
  co_return blocked(decision, prompt_.decision_id);
}

// Does what takes long for long texts beside the worker.
http::Task<void> ModelExchange::judging(size_t bytes, std::function<void()> work) {
  if (bytes >= kLongText) {
    co_await parts_.judging_pool.run(wire_.executor(), std::move(work));
  } else {
    work();
  }
}

// Requests that the policy cannot be kept for.
std::optional<http::Response> ModelExchange::unsupported() const {
  if (request_->has_previous_response_id() && exchange_.policy->masks) {
    return governed(refuse({400,
                            "turns that are stored at the server cannot be masked; send the whole "
                            "conversation",
                            "previous_response_id", "unsupported_parameter"}));
  }
  const std::vector<std::string>& whole = exchange_.policy->whole_text_rules;
  const bool reject = parts_.settings.stream.on_unsupported == settings::OnUnsupported::kReject;
  if (!request_->stream() || !reject || whole.empty()) return std::nullopt;
  std::string names;
  for (const std::string& rule : whole) names += (names.empty() ? "" : ", ") + rule;
  return governed(refuse({400,
                          "answers cannot be streamed, because these rules judge whole answers "
                          "only: " +
                              names,
                          "stream", "stream_unsupported"}));
}

void ModelExchange::apply_effects() {
  const policy::Decision& decision = prompt_.decision();
  const std::span<const text::Segment> segments = request_->segments();
  for (size_t i = 0; i < prompt_.masked.size(); ++i) {
    if (prompt_.masked[i] != segments[i].text) request_->mask(i, prompt_.masked[i]);
  }
  if (decision.effects.safe_mode) {
    const policy::SafeMode& mode = exchange_.policy->inspector->policy().model().safe_mode;
    request_->enter_safe_mode(mode);
    strict_ = mode.strict_output;
  }
  if (request_->stream() && !request_->include_usage()) request_->require_usage();
  body_ = asks_in_http_dialect() ? openai::http_dialect_body(*request_) : request_->upstream_body();
}

// Waits for the record that is waited for, where there is one. False: it cannot be had, and nothing
// may be done without.
http::Task<bool> ModelExchange::proved() {
  const std::optional<journal::Sequence> awaited = std::exchange(awaited_, std::nullopt);
  if (!awaited || wire_.gone()) co_return true;
  DurableWait wait(wire_.executor());
  proving_ = &wait;
  wire_.when_gone([this] { abort(); });
  const Status durable = co_await wait.until(*parts_.judge.decisions(), *awaited);
  proving_ = nullptr;
  co_return wire_.gone() || parts_.judge.may_go_on(durable);
}

http::Task<bool> ModelExchange::ask() {
  trace_.calling();
  call_.emplace(parts_.upstreams, wire_.worker(), wire_.executor());
  wire_.when_gone([this] { abort(); });
  const std::string_view path =
      asks_in_http_dialect() ? "/completion" : openai::path_of(route_.endpoint);
  upstream::CallRequest request;
  request.path = path;
  request.body = body_;
  request.model = facts_.model;
  request.dialect = asks_in_http_dialect() ? upstream::Dialect::kHttp : upstream::Dialect::kOpenAi;
  request.headers = trace_.headers();
  request.headers.emplace_back("x-request-id", std::string(wire_.request().id));
  const SteadyTime began = parts_.clock.steady();
  const bool answered = co_await call_->open(std::move(request));
  waited_ += parts_.clock.steady() - began;
  if (const upstream::Server* server = call_->server()) {
    output_.upstream.name = server->options().name;
  }
  output_.upstream.attempts = call_->attempts();
  output_.upstream.status = answered ? call_->head().status : 0;
  co_return answered;
}

http::Task<http::Response> ModelExchange::refused_by_server() {
  std::string body;
  if (is_about_the_request(call_->head().status)) co_await read_all(kMaxErrorBody, &body);
  co_return give_up(error_of_status(call_->head(), body));
}

http::Task<http::Response> ModelExchange::whole_answer() {
  std::string body;
  const bool complete = co_await read_all(parts_.answer_limit, &body);
  if (!complete && call_->failure() == upstream::CallFailure::kNone) {
    co_return give_up(answer_too_large());
  }
  if (!complete) co_return give_up(error_of(call_->failure(), true));
  if (output_guard_need() != filter::GuardNeed::kNone) co_await rehearse(&body, nullptr);
  const openai::OutputRules rules = output_rules();
  const openai::AnswerForm form = answer_form();
  std::optional<openai::GuardedAnswer> answer;
  const std::function<void()> judge = [&] {
    auto judged = openai::GuardedAnswer::read(form, std::move(body), rules);
    if (judged) answer.emplace(*std::move(judged));
  };
  co_await judging(body.size(), judge);
  if (!answer) co_return give_up(invalid_answer());
  co_await summarize_answer(&*answer);
  co_return answer_with(*answer);
}

http::Task<void> ModelExchange::summarize_answer(openai::GuardedAnswer* answer) {
  for (const openai::PendingSummary& pending : answer->pending()) {
    const std::string summary = co_await summary_of(std::string(pending.text));
    answer->summarized(pending.number, summary);
  }
}

http::Response ModelExchange::answer_with(const openai::GuardedAnswer& answer) {
  usage_ = answer.usage();
  finish_reasons_ = answer.finish_reasons();
  output_.content_hmac = answer.content_hmac();
  filter::Inspection inspection = answer.inspection();
  const policy::Decision decision = inspection.decision;
  if (answer.blocked()) {
    error_ = "blocked";
  } else if (wire_.gone()) {
    error_ = "client_gone";
  }
  if (!keep_output(std::move(inspection))) return unrecorded();
  if (answer.blocked() && parts_.settings.on_block == settings::OnBlock::kError) {
    return blocked(decision, output_id_);
  }
  http::Response response;
  response.body =
      route_.caller == Caller::kOpenAi
          ? answer.body()
          : openai::write_plain_answer({answer.text(), answer.model(), usage_json(usage_)});
  return governed(std::move(response));
}

http::Task<http::Response> ModelExchange::streamed_answer() {
  const filter::GuardNeed guards = output_guard_need();
  if (guards == filter::GuardNeed::kEffect) co_return co_await held_answer();
  bool notes = guards == filter::GuardNeed::kRecord;  // what is said, to ask guards at the end
  std::string said;
  std::optional<filter::Inspection> inspection;
  const openai::OutputRules rules = output_rules();
  openai::GuardedStream stream(stream_form(), rules);
  output_.stream.emplace();
  const OpenStream counted(parts_.telemetry.metrics().open_streams());
  bool over = false;
  while (!over) {
    const std::string piece = co_await next_of(&stream);
    over = stream.state() != openai::GuardedStream::State::kOpen || wire_.gone();
    if (over && !wire_.begun() && stream.state() == openai::GuardedStream::State::kBroken) {
      co_return give_up(stream_error(stream));
    }
    if (notes) said.append(heard_);
    notes = notes && said.size() <= parts_.answer_limit;
    const bool is_done = stream.state() == openai::GuardedStream::State::kDone && !wire_.gone();
    if (is_done && notes) co_await rehearse(&said, &inspection.emplace());
    // The record is there before the last piece is, and the prompt's before the first.
    bool kept = !over || conclude_as(stream, inspection ? *inspection : stream.inspection());
    const bool waits = kept && awaited_ && (over || !piece.empty());
    if (waits) kept = co_await proved();
    if (!kept && wire_.begun()) wire_.abandon();
    const bool sent = kept && co_await send_on(piece);
    if (!sent && !over) conclude(stream);
    if (!kept && !wire_.begun()) co_return unrecorded();
    over = over || !sent;
  }
  co_return http::Response{};
}

// What may go to the caller after the server's next bytes.
http::Task<std::string> ModelExchange::next_of(openai::GuardedStream* stream) {
  bool read = true;
  if (unfed_.empty()) {
    const SteadyTime began = parts_.clock.steady();
    read = co_await call_->read();
    waited_ += parts_.clock.steady() - began;
    unfed_ = read ? call_->piece() : std::string_view();
  }
  // The first piece goes to the caller before the rest of what has come is judged.
  const std::string_view slice = unfed_.substr(0, wire_.begun() ? unfed_.size() : kFirstSlice);
  unfed_.remove_prefix(slice.size());
  std::string out;
  heard_ = slice;
  if (!slice.empty()) out = stream->feed(slice);
  const bool complete = unfed_.empty() && (!read || call_->complete());
  const bool ended = complete && !wire_.gone();
  if (ended && stream->state() == openai::GuardedStream::State::kOpen) out += stream->finish();
  while (stream->state() == openai::GuardedStream::State::kNeedsSummary) {
    for (const openai::PendingSummary& pending : stream->pending()) {
      const std::string summary = co_await summary_of(std::string(pending.text));
      stream->summarized(pending.number, summary);
    }
    out += stream->resume();
    if (ended && stream->state() == openai::GuardedStream::State::kOpen) out += stream->finish();
  }
  co_return out;
}

// Sends a piece of the stream, its head before the first.
http::Task<bool> ModelExchange::send_on(std::string_view piece) {
  if (wire_.gone()) co_return false;
  note_held(piece.empty());
  if (piece.empty()) co_return true;
  trace_.first_piece();
  if (wire_.begun()) co_return co_await wire_.write(piece);
  http::Response head;
  head.content_type = "text/event-stream; charset=utf-8";
  head.body = piece;
  head.with_header("Cache-Control", "no-cache").with_header("X-Accel-Buffering", "no");
  head.principal = caller_.id;
  head.trace_id = trace_.trace_id();
  co_return co_await wire_.begin(governed(std::move(head)));
}

// How long the caller has waited for something that was there.
void ModelExchange::note_held(bool nothing_to_send) {
  const SteadyTime now = parts_.clock.steady();
  if (nothing_to_send) {
    if (!held_since_) held_since_ = now;
    return;
  }
  if (!held_since_) return;
  const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(now - *held_since_);
  uint64_t& most = output_.stream->held_max_ms;
  most = std::max(most, static_cast<uint64_t>(held.count()));
  held_since_.reset();
}

// Why a stream broke.
ModelError ModelExchange::stream_error(const openai::GuardedStream& stream) const {
  if (stream.too_large()) return answer_too_large();
  if (call_->failure() == upstream::CallFailure::kNone) return invalid_answer();
  return error_of(call_->failure(), true);
}

// Keeps the record of a stream that is over, whichever way. False: the sink refuses.
bool ModelExchange::conclude(const openai::GuardedStream& stream) {
  return conclude_as(stream, stream.inspection());
}

bool ModelExchange::conclude_as(const openai::GuardedStream& stream,
                                filter::Inspection inspection) {
  usage_ = stream.usage();
  finish_reasons_ = stream.finish_reasons();
  output_.content_hmac = stream.content_hmac();
  const openai::StreamHoldback held = stream.holdback();
  output_.stream->held_max_chars = held.most_characters;
  parts_.telemetry.metrics().stream_holdback_chars().observe(held.most_characters);
  if (stream.state() == openai::GuardedStream::State::kBlocked) {
    error_ = "blocked";
    call_->abort();
  } else if (wire_.gone() || stream.state() == openai::GuardedStream::State::kOpen) {
    error_ = "client_gone";
    call_->abort();
  } else if (stream.state() == openai::GuardedStream::State::kBroken) {
    error_ = stream_error(stream).code;
  }
  return keep_output(std::move(inspection));
}

http::Task<std::string> ModelExchange::summary_of(std::string text) {
  for (const auto& [known, summary] : summaries_) {
    if (known == text) co_return summary;
  }
  SummaryRequest request{parts_.upstreams, wire_.worker(), wire_.executor()};
  request.model = parts_.settings.summary.model;
  if (request.model.empty()) request.model = facts_.model;
  request.max_tokens = parts_.settings.summary.max_tokens;
  request.text = text;
  request.abort = &summary_call_;
  std::string summary = co_await model_summary(std::move(request));
  summaries_.emplace_back(std::move(text), summary);
  co_return summary;
}

// False: the connection failed, or there is more than `limit`.
http::Task<bool> ModelExchange::read_all(size_t limit, std::string* body) {
  const SteadyTime began = parts_.clock.steady();
  bool going = true;
  while (going && !call_->complete() && body->size() <= limit) {
    going = co_await call_->read();
    if (going) body->append(call_->piece());
  }
  waited_ += parts_.clock.steady() - began;
  co_return going && body->size() <= limit;
}

void ModelExchange::abort() {
  if (proving_ != nullptr) proving_->cancel();
  if (asking_ != nullptr) asking_->abort();
  if (call_) call_->abort();
  if (summary_call_ != nullptr) summary_call_->abort();
}

openai::AnswerForm ModelExchange::answer_form() const {
  if (asks_in_http_dialect()) return openai::AnswerForm::kPlainHttp;
  switch (route_.endpoint) {
    case openai::Endpoint::kChat:
      return openai::AnswerForm::kChat;
    case openai::Endpoint::kCompletions:
      return openai::AnswerForm::kCompletions;
    case openai::Endpoint::kResponses:
      return openai::AnswerForm::kResponses;
    case openai::Endpoint::kEmbeddings:
      break;
  }
  return openai::AnswerForm::kEmbeddings;
}

openai::StreamForm ModelExchange::stream_form() const {
  if (route_.caller == Caller::kPlainStream) {
    return asks_in_http_dialect() ? openai::StreamForm::kPlainFromHttp
                                  : openai::StreamForm::kPlainFromChat;
  }
  if (route_.endpoint == openai::Endpoint::kCompletions) return openai::StreamForm::kCompletions;
  if (route_.endpoint == openai::Endpoint::kResponses) return openai::StreamForm::kResponses;
  return openai::StreamForm::kChat;
}

bool ModelExchange::asks_in_http_dialect() const {
  return route_.caller != Caller::kOpenAi &&
         !parts_.upstreams.serves(facts_.model, upstream::Dialect::kOpenAi);
}

Question ModelExchange::output_question() const {
  Question question;
  question.phase = text::Phase::kOutput;
  question.context = request_->context();
  question.claims = request_->claims();
  question.facts = facts_;
  question.prompt_signals = &prompt_.inspection.detection.signals;
  question.system_texts = system_texts_;
  question.strict = strict_;
  question.trace_id = trace_.trace_id();
  return question;
}

openai::OutputRules ModelExchange::output_rules() {
  system_texts_ = request_->system_texts();
  output_question_ = output_question();
  output_question_.guards = &output_guards_;
  output_id_ = exchange_.id + ".output";
  openai::OutputRules rules;
  rules.inspector = exchange_.policy->inspector;
  rules.request = parts_.judge.inspection_request(exchange_, output_question_, caller_);
  rules.placeholders = &exchange_.placeholders;
  rules.hash_key = parts_.judge.mask_key();
  rules.content_key = parts_.judge.content_key();
  rules.restore_tools = &parts_.settings.restore_tools;
  rules.block_message = parts_.settings.block_message;
  rules.decision_id = output_id_;
  rules.report = parts_.settings.stream.report;
  rules.caller_wants_usage = request_->include_usage();
  rules.max_event_bytes = parts_.event_limit;
  rules.max_held_bytes = parts_.answer_limit;
  return rules;
}

// Keeps the record of the output, and counts its decision. False: the sink refuses.
bool ModelExchange::keep_output(filter::Inspection inspection) {
  output_.outcome = error_.empty() ? "answered" : error_;
  output_.waited = waited_;
  notable_ |= inspection.decision.action != policy::Action::kAllow || !error_.empty();
  const WallTime began = trace_.now();
  output_judgement_ =
      parts_.judge.keep(exchange_, output_question(), std::move(inspection), output_, caller_);
  trace_.judged(output_judgement_.decision(), output_judgement_.decision_id, began);
  awaited_ = std::max(awaited_, parts_.judge.awaited_by_effect(output_judgement_));
  return !output_judgement_.refused;
}

// On every way out: gives back what was taken, counts, lets go of the model server.
http::Task<void> ModelExchange::settle(int status) {
  wire_.when_gone({});
  if (call_) {
    const bool failed = call_->failure() != upstream::CallFailure::kNone;
    trace_.called(call_->server(), call_->attempts(), output_.upstream.status,
                  failed ? upstream::to_string(call_->failure()) : "");
    call_.reset();
  }
  if (admission_ && admission_->admitted()) {
    std::optional<uint64_t> used;
    if (usage_.present) {
      used = static_cast<uint64_t>(usage_.input_tokens + usage_.output_tokens);
    } else if (output_.outcome.empty()) {
      used = 0;  // nothing reached a model
    }
    co_await parts_.limits.settle(&*admission_, used);
  }
  if (admission_ && !admission_->admitted()) {
    parts_.telemetry.metrics().rate_limited(auth::to_string(admission_->refusal->kind)).add();
  }
  if (wire_.gone()) parts_.telemetry.metrics().client_gone().add();
  ExchangeOutcome outcome;
  outcome.status = wire_.gone() ? kClientGone : status;
  outcome.error = error_;
  outcome.notable = notable_;
  outcome.usage = &usage_;
  outcome.finish_reasons = finish_reasons_;
  trace_.finish(counts_, outcome, waited_ + waited_for_guards_);
}

}  // namespace gs::gateway
