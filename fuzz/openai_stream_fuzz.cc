// The first byte chooses form and policy, the second how to cut. What follows is, by a bit of the
// first byte, either the bytes of a model server's stream, of which any cut must give the same
// bytes, or a text with a secret behind it, of which the caller must not hear the secret.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "fixtures/answer_fixture.h"
#include "fixtures/answer_writer.h"

namespace {

using namespace gs::gateway::openai;

void check(bool holds) {
  if (!holds) std::abort();
}

const std::array<const char*, 3> kPolicies = {
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii or output.contains_secret, action: mask}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: b, when: output.contains_secret, action: block}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: s, when: 'output.length > 60', action: summarize}\n"
    "    - {id: m, when: output.contains_secret, action: mask, mask: {style: redact}}\n"};

const std::string kSecret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";

std::shared_ptr<const gs::filter::Inspector> inspector(size_t number) {
  static const gs::SystemClock clock;
  static const auto inspectors = [] {
    std::array<std::shared_ptr<const gs::filter::Inspector>, kPolicies.size()> made;
    for (size_t i = 0; i < made.size(); ++i)
      made[i] = gs::filter::inspector_of(kPolicies[i], clock);
    return made;
  }();
  return inspectors[number % inspectors.size()];
}

std::vector<size_t> every(size_t step, size_t size) {
  std::vector<size_t> cuts;
  for (size_t at = step; at < size; at += step) cuts.push_back(at);
  return cuts;
}

void try_bytes(StreamForm form, size_t policy, size_t step, std::string_view bytes) {
  Exchange once(inspector(policy));
  const Streamed whole = run_stream(form, once.rules, bytes);
  check(whole.stream.state() != GuardedStream::State::kOpen);
  Exchange again(inspector(policy));
  const Streamed cut = run_stream(form, again.rules, bytes, every(step, bytes.size()));
  check(cut.bytes == whole.bytes);
  check(cut.stream.state() == whole.stream.state());
}

void try_text(StreamForm form, size_t policy, size_t step, std::string_view said) {
  if (!gs::is_valid_utf8(said)) return;
  const std::string text = std::string(said) + " the token is " + kSecret + " .";
  const Texts texts = {{form == StreamForm::kChat ? "0.content" : "any", text}};
  Exchange exchange(inspector(policy));
  const Streamed run =
      run_stream(form, exchange.rules, stream_of(form, texts, [step] { return step; }));
  check(run.stream.state() == GuardedStream::State::kDone ||
        run.stream.state() == GuardedStream::State::kBlocked);
  for (const auto& [key, heard] : hear(run.bytes, form).texts) {
    check(heard.find(kSecret) == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto form = static_cast<StreamForm>(data[0] % 5);
  const size_t policy = (data[0] / 8) % kPolicies.size();
  const size_t step = 1 + data[1] % 32;
  if (data[0] >= 128) {
    try_text(form, policy, step, rest);
  } else {
    try_bytes(form, policy, step, rest);
  }
  return 0;
}
