#include "gateway/durable_hold.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/durable_wait.h"
#include "http/exchange.h"

namespace gs::gateway {
namespace {

class DurableHold final : public http::Hold {
 public:
  DurableHold(const Judge& judge, journal::Sequence sequence)
      : judge_(judge), sequence_(sequence) {}

  http::Task<http::Response> wait(http::Exchange* exchange, http::Response made) override {
    DurableWait wait(exchange->executor());
    exchange->when_gone([&wait] { wait.cancel(); });
    const Status durable = co_await wait.until(*judge_.decisions(), sequence_);
    exchange->when_gone({});
    if (exchange->gone() || judge_.may_go_on(durable)) co_return made;
    http::Response refusal = unrecorded(durable.error());
    refusal.principal = std::move(made.principal);
    co_return refusal;
  }

 private:
  const Judge& judge_;
  const journal::Sequence sequence_;
};

}  // namespace

void hold_until_durable(const Judge& judge, std::span<const Judgement> made,
                        http::Response& response) {
  std::optional<journal::Sequence> last;  // which has all before it on the disk too
  for (const Judgement& one : made) last = std::max(last, judge.awaited_by_effect(one));
  if (!last || judge.decisions()->is_durable(*last)) return;
  response.hold = std::make_shared<DurableHold>(judge, *last);
}

}  // namespace gs::gateway
