#include "detect/signal_board.h"

#include <algorithm>
#include <utility>

namespace gs::detect {

// The value to raise, made neutral on first use; null when the signal already failed.
template <typename T>
T* SignalBoard::computed(text::SignalNumber number) {
  text::Signal& signal = signals_[number];
  if (signal.fault != text::SignalFault::kNone) return nullptr;
  if (!signal.computed) {
    signal.computed = true;
    signal.value = T{};
  }
  return &std::get<T>(signal.value);
}

void SignalBoard::raise(text::SignalNumber number, bool flag) {
  if (bool* value = computed<bool>(number)) *value = *value || flag;
}

void SignalBoard::raise(text::SignalNumber number, int64_t count) {
  if (int64_t* value = computed<int64_t>(number)) *value = std::max(*value, count);
}

void SignalBoard::raise(text::SignalNumber number, double score) {
  if (double* value = computed<double>(number)) *value = std::max(*value, score);
}

void SignalBoard::raise(text::SignalNumber number, const std::string& item) {
  auto* list = computed<std::vector<std::string>>(number);
  if (list == nullptr) return;
  if (std::find(list->begin(), list->end(), item) == list->end()) list->push_back(item);
}

void SignalBoard::set(text::SignalNumber number, text::SignalValue value) {
  signals_[number] = {true, text::SignalFault::kNone, std::move(value)};
}

void SignalBoard::fail(text::SignalNumber number, text::SignalFault fault) {
  signals_[number].fault = fault;
}

}  // namespace gs::detect
