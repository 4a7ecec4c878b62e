// What the conditions of a policy may name.
//
//   prompt.<signal>, output.<signal>   the signals of that phase
//   <signal>                           the signal of the phase that is being decided
//   lawful_basis                       bool
//   context                            the caller's map; numbers are int when integral, else double
//   request.model .path .tenant .principal (string), .labels (map of strings), .stream (bool),
//           .max_tokens (int, 0 when not given), .tools (list of names)
//   thresholds.<area>.<metric>.<limit> constants of the file, fractions
//   lists.<name>                       constants of the file, list(string)
//   now                                timestamp
//
// <signal> covers the built-in signals, pattern.<name> and guard.<name>.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/arena.h"
#include "policy/cel/environment.h"
#include "policy/model.h"
#include "text/signal.h"

namespace gs::policy {

// Where the value of a slot comes from.
struct SlotSource {
  enum class Kind : uint8_t {
    kPromptSignal,
    kOutputSignal,
    kPhaseSignal,  // a bare signal name: the signal of the phase that is being decided
    kLawfulBasis,
    kContext,
    kModel,
    kPath,
    kTenant,
    kPrincipal,
    kLabels,
    kStream,
    kMaxTokens,
    kTools,
    kNow,
  };
  Kind kind;
  text::SignalNumber signal = 0;  // of the three signal kinds
  bool is_signal() const { return kind <= Kind::kPhaseSignal; }
};

// The environment of one policy. Not copyable: programs point into it.
class Variables {
 public:
  // The built-in signals, the patterns of the policy and the named guards are declared. A name that
  // cannot be declared is an issue.
  static std::unique_ptr<Variables> create(const PolicyModel& model,
                                           std::span<const std::string> guards, Issues& issues);

  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  const cel::Environment& environment() const { return environment_; }
  // All signals of this policy; the index is the signal number.
  std::span<const text::SignalDeclaration> signals() const { return signals_; }
  // Their numbers in the order of their names, as canonical JSON sorts them.
  std::span<const text::SignalNumber> signals_by_name() const { return by_name_; }
  std::optional<text::SignalNumber> find_signal(std::string_view name) const;
  const SlotSource& source(cel::Slot slot) const { return sources_[slot]; }

 private:
  Variables();
  void order_signals();
  void declare_signals(Issues& issues);
  void declare_request(Issues& issues);
  void declare_constants(const PolicyModel& model, Issues& issues);
  void declare(std::string name, cel::Type type, SlotSource source, Issues& issues);

  cel::Environment environment_;
  std::vector<text::SignalDeclaration> signals_;
  std::vector<text::SignalNumber> by_name_;
  std::vector<SlotSource> sources_;
  cel::Arena constants_;
};

}  // namespace gs::policy
