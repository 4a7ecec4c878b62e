// Where detectors write their signals. Several may raise the same one: flags are joined by or,
// numbers by max, lists by union.
#pragma once

#include <string>
#include <string_view>

#include "text/signal.h"

namespace gs::detect {

class SignalBoard {
 public:
  // `signals` has one entry for each declared signal and outlives the board.
  explicit SignalBoard(text::Signals& signals) : signals_(signals) {}

  void raise(text::SignalNumber number, bool flag);
  void raise(text::SignalNumber number, int64_t count);
  void raise(text::SignalNumber number, double score);
  void raise(text::SignalNumber number, const std::string& item);  // adds to a list

  // Replaces whatever stands there.
  void set(text::SignalNumber number, text::SignalValue value);

  // The detector that should have computed it did not.
  void fail(text::SignalNumber number, text::SignalFault fault);

 private:
  template <typename T>
  T* computed(text::SignalNumber number);

  text::Signals& signals_;
};

}  // namespace gs::detect
