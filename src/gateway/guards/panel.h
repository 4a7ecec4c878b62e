// All external guards of a gateway.
//
//   Asking asking;
//   wire.when_gone([&asking] { asking.abort(); });
//   co_await panel.ask(&book, whom);
//
// What guards are asked about one request they are asked at the same time, up to kAtATime
// questions, each within its own deadline. No thread waits.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/guards/guard.h"

namespace gs::gateway::guards {

// What came of one question, for metrics.
struct Asked {
  const std::string& guard;
  const filter::GuardVerdict& verdict;
};

class Panel {
 public:
  // Of one request: a call with a thousand texts must not take a guard from all others.
  static constexpr size_t kAtATime = 16;

  // Called after each question, on the thread that asked.
  using Sink = std::function<void(const Asked&)>;

  // Numbered as `guards` are. Errors as of Guard::create().
  static Result<std::unique_ptr<Panel>> create(std::vector<Options> guards, unsigned workers,
                                               Files& files, const Clock& clock,
                                               http::EventSink on_event);
  // Before the first question.
  void on_asked(Sink sink) { on_asked_ = std::move(sink); }

  // Answers every open question of the book. `book` outlives the coroutine.
  http::Task<void> ask(filter::GuardBook* book, AskedFor whom);

  // Closes the connections that a worker keeps. On its thread, while its executor exists.
  void end_worker(unsigned worker);

 private:
  struct Gathering;
  Panel() = default;
  static http::Task<void> ask_some(Panel* self, filter::GuardBook* book, AskedFor whom,
                                   std::shared_ptr<Gathering> gathering);

  std::vector<std::unique_ptr<Guard>> guards_;
  Sink on_asked_;
};

}  // namespace gs::gateway::guards
