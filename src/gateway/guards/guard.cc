#include "gateway/guards/guard.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "gateway/guards/dialect.h"

namespace gs::gateway::guards {
namespace {

using filter::GuardVerdict;
using Kind = GuardVerdict::Kind;

constexpr size_t kMostAnswer = 1024 * 1024;  // bytes

upstream::Options upstream_options(const Options& options) {
  upstream::Options to;
  to.servers.push_back(options.server);
  to.servers.back().name = "guard." + options.name;
  to.connect_timeout = options.deadline;
  to.first_byte_timeout = options.deadline;
  to.idle_timeout = options.deadline;
  to.total_timeout = options.deadline;
  to.retries = 0;
  to.retry_budget = 0;
  to.breaker_failures = options.breaker_failures;
  to.breaker_open = options.breaker_open;
  to.health_interval = upstream::Milliseconds(0);
  return to;
}

// One of the questions that may be under way at a time, given back when it ends.
class Slot {
 public:
  Slot(std::atomic<unsigned>& taken, unsigned most)
      : taken_(taken), granted_(taken_.fetch_add(1) < most) {}
  ~Slot() { taken_.fetch_sub(1); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  bool granted() const { return granted_; }

 private:
  std::atomic<unsigned>& taken_;
  const bool granted_;
};

GuardVerdict failed(std::string note) {
  return {Kind::kFailed, 0, 0, std::move(note)};
}

GuardVerdict verdict_of(upstream::CallFailure failure) {
  switch (failure) {
    case upstream::CallFailure::kTimeout:
      return {Kind::kTimedOut, 0, 0, {}};
    case upstream::CallFailure::kUnavailable:
      return {Kind::kBreakerOpen, 0, 0, {}};
    default:
      return failed(std::string(upstream::to_string(failure)));
  }
}

}  // namespace

Guard::Guard(Options options, std::unique_ptr<upstream::Upstreams> server, const Clock& clock)
    : options_(std::move(options)), server_(std::move(server)), clock_(clock) {}

Result<std::unique_ptr<Guard>> Guard::create(Options options, unsigned workers, Files& files,
                                             const Clock& clock, http::EventSink on_event) {
  GS_TRY(auto server, upstream::Upstreams::create(upstream_options(options), workers, files, clock,
                                                  std::move(on_event)));
  return std::unique_ptr<Guard>(new Guard(std::move(options), std::move(server), clock));
}

Conversation Guard::shown(const filter::GuardedTexts& texts, const AskedFor& whom) const {
  Conversation conversation;
  conversation.phase = texts.phase();
  conversation.asked = whom.user_said;
  for (const filter::GuardedString& one : texts.strings()) {
    const auto& roles = options_.roles;
    const bool is_seen = std::find(roles.begin(), roles.end(), one.role) != roles.end();
    if (is_seen && !one.text.empty()) conversation.strings.push_back(one);
  }
  return conversation;
}

http::Task<GuardVerdict> Guard::ask(const filter::GuardedTexts* texts, AskedFor whom) {
  const SteadyTime began = clock_.steady();
  Conversation conversation = shown(*texts, whom);
  size_t bytes = 0;
  for (const filter::GuardedString& one : conversation.strings) bytes += one.text.size();
  // The user's words are there to understand the answer by; they must not keep it from being asked.
  if (bytes + conversation.asked.size() > options_.text_limit) conversation.asked = {};
  const Slot slot(under_way_, options_.concurrency);
  GuardVerdict verdict;
  if (conversation.strings.empty()) {
    verdict = {Kind::kAnswered, 0, 0, "nothing to judge"};
  } else if (bytes > options_.text_limit) {
    verdict = failed("text_limit");
  } else if (!slot.granted()) {
    verdict = failed("concurrency");
  } else {
    verdict = co_await call(&conversation, whom);
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - began);
  verdict.microseconds = static_cast<uint32_t>(took.count());
  co_return verdict;
}

http::Task<GuardVerdict> Guard::call(const Conversation* conversation, AskedFor whom) {
  Question question = question_of(options_, *conversation);
  upstream::UpstreamCall sent(*server_, whom.worker, whom.executor);
  const Asking::Entry entry(*whom.asking, sent);
  if (whom.asking->aborted()) co_return failed("aborted");
  upstream::CallRequest request;
  request.path = question.path;
  request.body = question.body;
  request.only = server_->servers().front();
  request.headers = std::move(question.headers);
  if (whom.headers != nullptr) {
    request.headers.insert(request.headers.end(), whom.headers->begin(), whom.headers->end());
  }
  bool going = co_await sent.open(std::move(request));
  std::string body;
  while (going && !sent.complete() && body.size() <= kMostAnswer) {
    going = co_await sent.read();
    if (going) body.append(sent.piece());
  }
  if (!going) co_return verdict_of(sent.failure());
  if (body.size() > kMostAnswer) co_return failed("answer_too_large");
  if (sent.head().status != 200) co_return failed(fmt::format("status_{}", sent.head().status));
  const AnswerOrProblem answer = read_answer(options_, body, conversation->strings.size());
  if (!answer) co_return failed(answer.error());
  co_return GuardVerdict{Kind::kAnswered, answer->score, 0,
                         fmt::format("{}", fmt::join(answer->named, ", "))};
}

}  // namespace gs::gateway::guards
