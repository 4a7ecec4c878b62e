#include "policy/frame.h"

#include "policy/json_values.h"

namespace gs::policy {
namespace {

constexpr cel::Value kAbsent = cel::Value::error(cel::ErrorKind::kAbsent);

cel::Value list_of(const std::vector<std::string>& texts, cel::Arena& arena) {
  auto* items = arena.allocate_array<cel::Value>(texts.size());
  if (items == nullptr && !texts.empty()) return cel::Value::error(cel::ErrorKind::kCostExceeded);
  for (size_t i = 0; i < texts.size(); ++i) items[i] = cel::Value::string(texts[i]);
  return cel::make_list(arena, {items, texts.size()});
}

cel::Value map_of(const std::vector<std::pair<std::string, std::string>>& labels,
                  cel::Arena& arena) {
  std::vector<cel::MapEntry> entries;
  entries.reserve(labels.size());
  for (const auto& [name, value] : labels) {
    entries.push_back({cel::Value::string(name), cel::Value::string(value)});
  }
  return cel::make_map(arena, entries);
}

cel::Value signal_value(const text::Signals* signals, text::SignalNumber number,
                        cel::Arena& arena) {
  if (signals == nullptr || number >= signals->size()) return kAbsent;
  const text::Signal& signal = (*signals)[number];
  if (signal.fault != text::SignalFault::kNone) {
    return cel::Value::error(cel::ErrorKind::kUnavailable);
  }
  if (!signal.computed) return kAbsent;
  const text::SignalValue& value = signal.value;
  if (const auto* b = std::get_if<bool>(&value)) return cel::Value::boolean(*b);
  if (const auto* d = std::get_if<double>(&value)) return cel::Value::real(*d);
  if (const auto* i = std::get_if<int64_t>(&value)) return cel::Value::integer(*i);
  if (const auto* s = std::get_if<std::string>(&value)) return cel::Value::string(*s);
  return list_of(std::get<std::vector<std::string>>(value), arena);
}

cel::Value timestamp(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto nanos = (time - seconds).count();
  return cel::Value::timestamp({seconds.time_since_epoch().count(), static_cast<uint32_t>(nanos)});
}

}  // namespace

void Frame::fill(const Variables& variables, std::span<const cel::Slot> wanted,
                 const Inputs& inputs, bool lawful_basis) {
  values_.reset();
  slots_.assign(variables.environment().slot_count(), kAbsent);
  for (const cel::Slot slot : wanted) {
    slots_[slot] = value_of(variables.source(slot), inputs, lawful_basis);
  }
}

cel::Value Frame::value_of(const SlotSource& source, const Inputs& inputs, bool lawful_basis) {
  using Kind = SlotSource::Kind;
  switch (source.kind) {
    case Kind::kPromptSignal:
      return signal_value(inputs.prompt, source.signal, values_);
    case Kind::kOutputSignal:
      return signal_value(inputs.output, source.signal, values_);
    case Kind::kPhaseSignal:
      return signal_value(inputs.phase == Phase::kPrompt ? inputs.prompt : inputs.output,
                          source.signal, values_);
    case Kind::kLawfulBasis:
      return cel::Value::boolean(lawful_basis);
    case Kind::kContext:
      return inputs.context != nullptr ? to_cel(*inputs.context, values_)
                                       : cel::make_map(values_, {});
    case Kind::kNow:
      return timestamp(inputs.now);
    default:
      break;
  }
  static const RequestFacts kNothingKnown;
  return request_value(source.kind, inputs.request != nullptr ? *inputs.request : kNothingKnown);
}

cel::Value Frame::request_value(SlotSource::Kind kind, const RequestFacts& request) {
  using Kind = SlotSource::Kind;
  switch (kind) {
    case Kind::kModel:
      return cel::Value::string(request.model);
    case Kind::kPath:
      return cel::Value::string(request.path);
    case Kind::kTenant:
      return cel::Value::string(request.tenant);
    case Kind::kPrincipal:
      return cel::Value::string(request.principal);
    case Kind::kLabels:
      return map_of(request.labels, values_);
    case Kind::kStream:
      return cel::Value::boolean(request.stream);
    case Kind::kMaxTokens:
      return cel::Value::integer(request.max_tokens);
    case Kind::kTools:
      return list_of(request.tools, values_);
    default:
      return kAbsent;
  }
}

}  // namespace gs::policy
