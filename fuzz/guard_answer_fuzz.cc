// Any bytes from an external guard: each dialect takes them for an answer with a score from 0 to 1,
// or for none. The first byte chooses the dialect, what follows is the body.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/guards/dialect.h"
#include "gateway/guards/judge.h"
#include "gateway/guards/llama_guard.h"

namespace {

using namespace gs::gateway::guards;

constexpr size_t kLongestName = 64;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const AnswerOrProblem& answer) {
  if (!answer) return require(!answer.error().empty());
  require(answer->score >= 0 && answer->score <= 1);
  for (const std::string& name : answer->named) {
    require(!name.empty() && name.size() <= kLongestName);
    for (const char c : name) require(c > ' ' && c <= '~');  // never text
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  Options options;
  options.dialect = static_cast<Dialect>(data[0] % 5);
  if (data[0] >= 128) options.categories = {"hate", "S7"};
  check(read_answer(options, body, 1));
  check(read_judge(body));
  check(read_llama_guard(body, options.categories));
  return 0;
}
