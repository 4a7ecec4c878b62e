#include "service/process.h"

#include <fmt/core.h>
#include <malloc.h>
#include <pthread.h>

namespace gs::service {

Signals::Signals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGTERM);
  sigaddset(&set_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

int Signals::wait() const {
  int signal = 0;
  sigwait(&set_, &signal);
  return signal;
}

void keep_freed_memory() {
  constexpr int kKeptBytes = 32 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
}

int refuse_to_start(const Error& error) {
  constexpr int kUnusable = 2;
  const bool rendered = error.message.find('\n') != std::string::npos;
  fmt::print(stderr, "{}{}\n",
             rendered ? "" : "error: ", rendered ? error.message : error.to_string());
  return kUnusable;
}

}  // namespace gs::service
