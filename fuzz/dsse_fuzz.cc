// Any bytes as an envelope or a statement: refused, or the same again after writing and reading.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/dsse.h"
#include "ledger/statement.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_statement(std::string_view text) {
  const auto statement = gs::ledger::Statement::parse(text);
  if (!statement) return;
  const auto json = statement->to_json();
  if (!json) return;  // an integer without canonical form
  const auto again = gs::ledger::Statement::parse(*json);
  check(again && again->to_json().value() == *json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_statement(text);
  const auto envelope = gs::ledger::DsseEnvelope::parse(text);
  if (!envelope) return 0;
  check_statement(envelope->payload);
  const std::string json = envelope->to_json();
  const auto again = gs::ledger::DsseEnvelope::parse(json);
  check(again && again->to_json() == json && again->payload == envelope->payload);
  return 0;
}
