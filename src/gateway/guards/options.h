// How external guards are asked, as the settings say.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/upstream/options.h"
#include "text/segment.h"

namespace gs::gateway::guards {

enum class Dialect : uint8_t {
  kJudge,             // a chat model that is told to answer with a score
  kLlamaGuard,        // Llama Guard behind a server that applies its chat template
  kLlamaGuardPrompt,  // Llama Guard behind one that does not: the prompt is written here
  kModeration,        // POST /v1/moderations
  kDetector,          // POST /api/v1/text/contents of the FMS detector API
};

struct Options {
  std::string name;  // "llama"
  Dialect dialect = Dialect::kJudge;
  std::string model;        // of the chat dialects; of kModeration where not empty
  std::string detector;     // kDetector: the header detector-id
  std::string instruction;  // kJudge: what to look for; empty: kUsualInstruction
  // That count, of kModerationCategories or "S1" to "S14"; empty: all.
  std::vector<std::string> categories;
  std::vector<text::Role> roles;  // whose strings are sent
  upstream::ServerOptions server;
  std::chrono::milliseconds deadline{2'000};  // of a question, connecting included
  unsigned concurrency = 32;                  // questions at a time, of all workers
  size_t text_limit = 64 * 1024;              // bytes of the strings of a question
  unsigned breaker_failures = 5;
  std::chrono::milliseconds breaker_open{10'000};
};

}  // namespace gs::gateway::guards
