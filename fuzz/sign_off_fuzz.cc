// Any bytes as a sign-off: without the key nothing is one.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "gate/release_evidence.h"
#include "gate/sign_off.h"
#include "gate/trusted_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto keys = gs::gate::parse_trusted_keys(text);
  if (!keys && !keys.error().where.starts_with("line ")) std::abort();
  gs::ledger::VerifierKey key;  // of nobody
  key.name = "nobody";
  key.key.fill(1);
  const std::vector<gs::gate::TrustedKey> trusted = {{"governance_lead", key}};
  if (gs::gate::verify_sign_off(text, trusted, {})) std::abort();
  gs::gate::updated_at(std::string(text));
  gs::gate::time_or_date(text);
  return 0;
}
