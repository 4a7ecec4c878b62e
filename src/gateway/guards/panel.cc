#include "gateway/guards/panel.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <utility>

#include "base/clock.h"

namespace gs::gateway::guards {

namespace asio = http::asio;

// What those who ask for one ask() share: what is left to ask, how many ask, and what wakes it.
struct Panel::Gathering {
  Gathering(http::Executor executor, std::vector<filter::GuardBook::Open> questions)
      : open(std::move(questions)), end(executor, SteadyTime::max()) {}
  const std::vector<filter::GuardBook::Open> open;
  size_t next = 0;
  size_t under_way = 0;
  http::Timer end;

  // Whichever way one of them ends, by an exception too.
  class Part {
   public:
    explicit Part(std::shared_ptr<Gathering> whole) : whole_(std::move(whole)) {}
    ~Part() {
      --whole_->under_way;
      whole_->end.cancel();
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

   private:
    const std::shared_ptr<Gathering> whole_;
  };
};

Result<std::unique_ptr<Panel>> Panel::create(std::vector<Options> guards, unsigned workers,
                                             Files& files, const Clock& clock,
                                             http::EventSink on_event) {
  std::unique_ptr<Panel> panel(new Panel());
  for (Options& options : guards) {
    GS_TRY(auto guard, Guard::create(std::move(options), workers, files, clock, on_event));
    panel->guards_.push_back(std::move(guard));
  }
  return panel;
}

http::Task<void> Panel::ask(filter::GuardBook* book, AskedFor whom) {
  const auto gathering = std::make_shared<Gathering>(whom.executor, book->open());
  gathering->under_way = std::min(gathering->open.size(), kAtATime);
  for (size_t left = gathering->under_way; left > 0; --left) {
    asio::co_spawn(whom.executor, ask_some(this, book, whom, gathering), asio::detached);
  }
  while (gathering->under_way > 0) co_await gathering->end.async_wait(http::kAwait);
}

http::Task<void> Panel::ask_some(Panel* self, filter::GuardBook* book, AskedFor whom,
                                 std::shared_ptr<Gathering> gathering) {
  const Gathering::Part part(gathering);
  while (gathering->next < gathering->open.size()) {
    const filter::GuardBook::Open question = gathering->open[gathering->next++];
    Guard& guard = *self->guards_[question.guard];
    filter::GuardVerdict verdict = co_await guard.ask(question.texts, whom);
    if (self->on_asked_) self->on_asked_({guard.options().name, verdict});
    book->answer(question, std::move(verdict));
  }
}

void Panel::end_worker(unsigned worker) {
  for (const auto& guard : guards_) guard->end_worker(worker);
}

}  // namespace gs::gateway::guards
