#include "res/api/call.h"

#include <utility>

#include "res/api/answers.h"
#include "service/callback.h"

namespace gs::res {

http::Task<Status> commit(Call* call, log::Operation operation) {
  const size_t span = call->spans.start("ledger commit", telemetry::SpanKind::kInternal,
                                        call->api.clock.now(), call->root);
  service::Callback committed(call->exchange.executor());
  call->api.log.submit(std::move(operation), committed.caller());
  Status status = co_await committed.wait();
  call->spans[span].end = call->api.clock.now();
  if (!status) call->spans[span].fail("commit", status.error().message);
  co_return status;
}

http::Task<void> aside(Call* call, std::function<void()> work) {
  co_await call->api.pool.run(call->exchange.executor(), std::move(work));
}

http::Response refused(const Call& call, const Error& error) {
  if (error.code == ErrorCode::kIo || error.code == ErrorCode::kInternal) {
    call.api.say(true, std::string(http::to_string(call.request.method)) + " " +
                           std::string(call.request.path) + ": " + error.to_string() +
                           " (request " + std::string(call.request.id) + ")");
  }
  return problem_of(error);
}

}  // namespace gs::res
