// Everything a decision depends on. Equal inputs and an equal policy give an equal decision.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "policy/rule.h"
#include "text/signal.h"

namespace gs::policy {

// What is known of the request around the text. Unknown facts are empty, false or 0.
struct RequestFacts {
  std::string model;
  std::string path;  // "/v1/chat/completions"
  std::string tenant;
  std::string principal;
  std::vector<std::pair<std::string, std::string>> labels;  // of the caller's key, unique names
  bool stream = false;
  int64_t max_tokens = 0;
  std::vector<std::string> tools;  // names
};

// Whether a rule with this scope looks at the request. An unknown fact (null: all of them) is the
// empty name, which only `*` matches.
bool applies(const AppliesTo& scope, const RequestFacts* request);

// All pointers are borrowed for the time of the decision.
struct Inputs {
  Phase phase = Phase::kPrompt;
  // Indexed by signal number of the policy's signals(); null where there is no such text. For phase
  // output, `prompt` holds the exchange's prompt signals, or null at /filter/output.
  const text::Signals* prompt = nullptr;
  const text::Signals* output = nullptr;
  const boost::json::object* context = nullptr;  // null is empty
  // The bases that the caller's key may name; null is all.
  const std::vector<std::string>* key_lawful_bases = nullptr;
  const RequestFacts* request = nullptr;  // null: nothing known
  double canary_bucket = 0;  // 0 <= bucket < 100, from an HMAC of the principal or exchange id
  WallTime now;
  // The exchange runs under safe mode: see SafeMode::strict_output.
  bool strict = false;
};

// Signals of a text in which no detector found anything: every one computed, with its neutral
// value.
text::Signals neutral_signals(std::span<const text::SignalDeclaration> declarations);

}  // namespace gs::policy
