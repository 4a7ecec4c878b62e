// A red-team run: every prompt of a list sent to a model, every answer judged.
//
// Several threads ask at once, a connection each. Where there is a state file each verdict is
// appended to it as it comes, and prompts that have one there are not asked again, so a run that
// was stopped goes on. A failed request is tried again, up to kTries times with a growing pause; a
// prompt without an answer after that makes the run incomplete.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "evaluate/attack_prompts.h"
#include "evaluate/chat_exchange.h"
#include "evaluate/run_state.h"

namespace gs::command {

struct Target {
  std::string url;       // http://host:port/v1, with or without the /v1
  std::string model;     // as the server calls it
  std::string key_file;  // of a bearer token, or empty
  std::string ca_file;
  std::chrono::milliseconds timeout{120'000};  // of an answer
};

// Judges one answer. Called by several threads at once.
using Judge = std::function<Result<evaluate::Verdict>(const evaluate::AttackPrompt& prompt,
                                                      const evaluate::ChatAnswer& answer)>;

struct RedTeamOptions {
  Target target;
  std::string state_file;  // empty: none
  std::string run;         // digest of all that decides the verdicts, see RunState
  unsigned concurrency = 4;
  int64_t max_tokens = 512;
  double temperature = 0;
  bool progress = true;  // a bar on standard error, where that is a terminal
};

// Asks a chat endpoint, with tries. One thread.
class Asker {
 public:
  static Result<Asker> create(const Target& target);
  Asker(Asker&&) noexcept;
  ~Asker();
  Result<evaluate::ChatAnswer> ask(const evaluate::ChatRequest& request);

 private:
  struct Parts;
  explicit Asker(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Verdicts by id, of all prompts. kInvalidInput: the state file is of another run. kUnavailable:
// prompts are left without a verdict; the message counts them and has the last problem.
Result<std::unordered_map<std::string, evaluate::Verdict>> run_red_team(
    const std::vector<evaluate::AttackPrompt>& prompts, const RedTeamOptions& options,
    const Judge& judge);

}  // namespace gs::command
