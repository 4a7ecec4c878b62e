#include "gateway/guards/panel.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <utility>

#include "base/clock.h"

namespace gs::gateway::guards {

namespace asio = http::asio;

// What the questions of one ask() share: how many are under way, and what wakes it.
struct Panel::Gathering {
  explicit Gathering(http::Executor executor) : end(executor, SteadyTime::max()) {}
  size_t under_way = 0;
  http::Timer end;

  // Whichever way a question ends, by an exception too.
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
  const std::vector<filter::GuardBook::Open> open = book->open();
  const auto gathering = std::make_shared<Gathering>(whom.executor);
  gathering->under_way = open.size();
  for (const filter::GuardBook::Open& question : open) {
    asio::co_spawn(whom.executor, ask_one(this, book, question, whom, gathering), asio::detached);
  }
  while (gathering->under_way > 0) co_await gathering->end.async_wait(http::kAwait);
}

http::Task<void> Panel::ask_one(Panel* self, filter::GuardBook* book,
                                filter::GuardBook::Open question, AskedFor whom,
                                std::shared_ptr<Gathering> gathering) {
  const Gathering::Part part(std::move(gathering));
  Guard& guard = *self->guards_[question.guard];
  filter::GuardVerdict verdict = co_await guard.ask(question.texts, whom);
  if (self->on_asked_) self->on_asked_({guard.options().name, verdict});
  book->answer(question, std::move(verdict));
}

void Panel::end_worker(unsigned worker) {
  for (const auto& guard : guards_) guard->end_worker(worker);
}

}  // namespace gs::gateway::guards
