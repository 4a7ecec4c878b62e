// Any text as a policy file: it compiles or has errors with positions; what compiles has a digest,
// and decides an empty exchange.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/decide.h"
#include "policy/program.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  auto compiled = gs::policy::CompiledPolicy::compile(text, {});
  if ((compiled.policy == nullptr) != gs::has_errors(compiled.issues)) std::abort();
  gs::render(compiled.issues, "policy.yaml", text);
  if (!compiled.policy) return 0;
  if (compiled.policy->digest().size() != 64) std::abort();
  gs::policy::Inputs inputs;
  gs::policy::decide(*compiled.policy, inputs);
  return 0;
}
