// One external guard: its server, the questions under way, and what comes of them.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "filter/guard_book.h"
#include "gateway/guards/asking.h"
#include "gateway/guards/conversation.h"
#include "gateway/guards/options.h"
#include "gateway/upstream/upstreams.h"
#include "http/asio_types.h"
#include "http/events.h"

namespace gs::gateway::guards {

// For whom guards are asked. Everything is borrowed for the time of the questions.
struct AskedFor {
  unsigned worker = 0;
  http::Executor executor;
  Asking* asking = nullptr;
  std::string_view user_said = {};  // phase output: the user's last words; may be empty
  // Of the question: those of the trace.
  const std::vector<std::pair<std::string_view, std::string>>* headers = nullptr;
};

// Safe from any thread; one coroutine a question.
class Guard {
 public:
  // `workers`: threads that will ask. `files` and `clock` outlive this. Errors: a key or a file of
  // authorities that cannot be used.
  static Result<std::unique_ptr<Guard>> create(Options options, unsigned workers, Files& files,
                                               const Clock& clock, http::EventSink on_event);

  // Never throws and never fails: what goes wrong is the verdict. `texts` outlive the question.
  http::Task<filter::GuardVerdict> ask(const filter::GuardedTexts* texts, AskedFor whom);

  const Options& options() const { return options_; }
  void end_worker(unsigned worker) { server_->end_worker(worker); }

 private:
  Guard(Options options, std::unique_ptr<upstream::Upstreams> server, const Clock& clock);
  Conversation shown(const filter::GuardedTexts& texts, const AskedFor& whom) const;
  http::Task<filter::GuardVerdict> call(const Conversation* conversation, AskedFor whom);

  const Options options_;
  const std::unique_ptr<upstream::Upstreams> server_;  // of one server, tried once
  const Clock& clock_;
  std::atomic<unsigned> under_way_{0};
};

}  // namespace gs::gateway::guards
