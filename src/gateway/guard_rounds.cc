#include "gateway/guard_rounds.h"

#include <exception>
#include <utility>

#include "http/exchange.h"

namespace gs::gateway {

class GuardRounds::RoundHold final : public http::Hold {
 public:
  RoundHold(const GuardRounds& rounds, std::shared_ptr<const JudgingHandler> handler,
            std::unique_ptr<GuardRound> round, auth::Principal caller)
      : rounds_(rounds),
        handler_(std::move(handler)),
        round_(std::move(round)),
        caller_(std::move(caller)) {}

  http::Task<http::Response> wait(http::Exchange* exchange, http::Response made) override;

 private:
  http::Task<void> again(http::Exchange* exchange, http::Response* response);

  const GuardRounds& rounds_;
  const std::shared_ptr<const JudgingHandler> handler_;
  const std::unique_ptr<GuardRound> round_;
  const auth::Principal caller_;
};

http::Task<http::Response> GuardRounds::RoundHold::wait(http::Exchange* exchange,
                                                        http::Response made) {
  guards::Asking asking;
  exchange->when_gone([&asking] { asking.abort(); });
  guards::AskedFor whom{exchange->worker(), exchange->executor(), &asking};
  co_await rounds_.panel_.ask(&round_->book, whom);
  exchange->when_gone({});
  if (exchange->gone()) co_return made;
  round_->book.settle();
  http::Response response;
  co_await again(exchange, &response);
  response.principal = std::move(made.principal);
  co_return co_await Hold::release(exchange, std::move(response));
}

// Long texts are judged beside the worker, the second time too.
http::Task<void> GuardRounds::RoundHold::again(http::Exchange* exchange, http::Response* response) {
  std::exception_ptr failure;
  const http::Request& request = exchange->request();
  const std::function<void()> work = [&] {
    try {
      *response = (*handler_)(request, caller_, round_.get());
    } catch (...) {
      failure = std::current_exception();
    }
  };
  if (request.body.size() >= kLongText) {
    co_await rounds_.pool_.run(exchange->executor(), work);
  } else {
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

service::CallerHandler GuardRounds::around(JudgingHandler handler) const {
  const auto shared = std::make_shared<const JudgingHandler>(std::move(handler));
  return [this, shared](const http::Request& request, const auth::Principal& caller) {
    std::shared_ptr<const LoadedPolicy> policy = policy_.current();
    if (!policy->inspector->reads_guards()) return (*shared)(request, caller, nullptr);
    auto round = std::make_unique<GuardRound>(GuardRound{std::move(policy), {}});
    http::Response response = (*shared)(request, caller, round.get());
    if (round->book.open().empty()) {
      round->book.settle();
      return (*shared)(request, caller, round.get());
    }
    response.hold = std::make_shared<RoundHold>(*this, shared, std::move(round), caller);
    return response;
  };
}

}  // namespace gs::gateway
