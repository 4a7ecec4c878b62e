// What external guards have to do with a ModelExchange: asking them, and going through what the
// model said before it is judged for good. See filter/guard_book.h.
#include <utility>

#include "gateway/model_exchange.h"

namespace gs::gateway {
namespace {

// An answer, its summary, and the extract in place of a summary that will not do.
constexpr int kMostRehearsals = 3;

}  // namespace

// Has external guards answer what is open in the book, as long as the caller is there.
http::Task<void> ModelExchange::ask_guards(filter::GuardBook* book, std::string_view user_said) {
  if (book->open().empty()) co_return;
  guards::Asking asking;
  asking_ = &asking;
  wire_.when_gone([this] { abort(); });
  const std::vector<std::pair<std::string_view, std::string>> headers = trace_.asking_guards();
  const guards::AskedFor whom{wire_.worker(), wire_.executor(), &asking, user_said, &headers};
  const SteadyTime began = parts_.clock.steady();
  co_await parts_.panel.ask(book, whom);
  waited_for_guards_ += parts_.clock.steady() - began;
  asking_ = nullptr;
  trace_.guards_asked();
}

std::string_view ModelExchange::user_said() const {
  std::string_view last;
  for (const text::Segment& segment : request_->segments()) {
    if (segment.role == text::Role::kUser) last = segment.text;
  }
  return last;
}

// What guards have to do with the answer, before any of it is judged.
filter::GuardNeed ModelExchange::output_guard_need() {
  if (!exchange_.policy->inspector->reads_guards(text::Phase::kOutput)) {
    return filter::GuardNeed::kNone;
  }
  const openai::OutputRules rules = output_rules();
  filter::Placeholders placeholders;
  const filter::StreamGuard probe(rules.inspector, rules.request, {placeholders, rules.hash_key});
  return probe.guard_need();
}

// Goes through what the model said, as often as there is something new to ask guards about it, and
// throws away what comes of it: the book then has what judging it for good will look up.
// `inspection`, where it is not null, is that of the answer with all that the guards have said.
http::Task<void> ModelExchange::rehearse(const std::string* body, filter::Inspection* inspection) {
  output_guards_ = filter::GuardBook();
  for (int time = 0; time < kMostRehearsals && !wire_.gone(); ++time) {
    co_await rehearse_once(body, nullptr);
    if (output_guards_.open().empty()) break;
    co_await ask_guards(&output_guards_, user_said());
  }
  output_guards_.settle();
  if (inspection != nullptr) co_await rehearse_once(body, inspection);
}

// With placeholders of its own: those of the exchange are numbered by the answer that counts.
http::Task<void> ModelExchange::rehearse_once(const std::string* body,
                                              filter::Inspection* inspection) {
  filter::Placeholders placeholders = exchange_.placeholders;
  openai::OutputRules rules = output_rules();
  rules.placeholders = &placeholders;
  if (request_->stream()) {
    openai::GuardedStream stream(stream_form(), rules);
    co_await play(&stream, body);
    if (inspection != nullptr) *inspection = stream.inspection();
    co_return;
  }
  std::optional<openai::GuardedAnswer> answer;
  const std::function<void()> judge = [&] {
    auto judged = openai::GuardedAnswer::read(answer_form(), *body, rules);
    if (judged) answer.emplace(*std::move(judged));
  };
  co_await judging(body->size(), judge);
  if (answer) co_await summarize_answer(&*answer);
}

// A stream that is there as a whole.
http::Task<std::string> ModelExchange::play(openai::GuardedStream* stream,
                                            const std::string* body) {
  using State = openai::GuardedStream::State;
  std::string out;
  const std::function<void()> feed = [&] {
    out = stream->feed(*body);
    if (stream->state() == State::kOpen) out += stream->finish();
  };
  co_await judging(body->size(), feed);
  while (stream->state() == State::kNeedsSummary) {
    for (const openai::PendingSummary& pending : stream->pending()) {
      const std::string summary = co_await summary_of(std::string(pending.text));
      stream->summarized(pending.number, summary);
    }
    out += stream->resume();
    if (stream->state() == State::kOpen) out += stream->finish();
  }
  co_return out;
}

// A stream that guards decide about: heard to its end, judged, and then said.
http::Task<http::Response> ModelExchange::held_answer() {
  held_since_ = parts_.clock.steady();
  std::string body;
  const bool complete = co_await read_all(parts_.answer_limit, &body);
  if (!complete && call_->failure() == upstream::CallFailure::kNone) {
    co_return give_up(answer_too_large());
  }
  if (!complete) co_return give_up(error_of(call_->failure(), true));
  co_await rehearse(&body, nullptr);
  const openai::OutputRules rules = output_rules();
  openai::GuardedStream stream(stream_form(), rules);
  const std::string out = co_await play(&stream, &body);
  if (stream.state() == openai::GuardedStream::State::kBroken) {
    co_return give_up(stream_error(stream));
  }
  output_.stream.emplace();
  bool kept = conclude(stream);
  if (kept && awaited_) kept = co_await proved();
  if (!kept) co_return unrecorded();
  co_await send_on(out);
  co_return http::Response{};
}

}  // namespace gs::gateway
