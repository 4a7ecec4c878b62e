#include "res/api/proofs.h"

#include "base/digest.h"
#include "http/header_field.h"
#include "res/api/answers.h"
#include "service/callback.h"

namespace gs::res {
namespace {

Result<std::string> proof_text(const Call& call, store::Connection& connection,
                               uint64_t leaf_index) {
  GS_TRY(const ledger::ProofFile proof,
         log::prove(connection, call.api.log.published(), leaf_index));
  return proof.to_text();
}

// As proof_text(), with a connection of its own; nothing where that fails.
std::optional<std::string> read_proof(const Call& call, uint64_t leaf_index) {
  auto connection = reader(call);
  if (!connection) return std::nullopt;
  auto text = proof_text(call, **connection, leaf_index);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

}  // namespace

Result<http::Response> proof_answer(const Call& call, store::Connection& connection,
                                    uint64_t leaf_index) {
  if (leaf_index >= call.api.log.published().head.size) {
    return pending("no published head of the log covers it yet");
  }
  GS_TRY(std::string text, proof_text(call, connection, leaf_index));
  GS_TRY(const std::string leaf, log::read_leaf(connection, leaf_index));
  http::Response response = text_answer(std::move(text), kPlainText);
  response.with_header(kLeafHeader, base64_encode(leaf));
  return response;
}

bool prefers_proof(const http::Request& request) {
  for (const http::HeaderField& field : request.headers) {
    if (!http::equals_ignore_case(field.name, "prefer")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const size_t comma = std::min(rest.find(','), rest.size());
      if (http::trim_spaces(rest.substr(0, comma)) == "wait=proof") return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

http::Task<std::optional<std::string>> wait_for_proof(Call* call, uint64_t leaf_index) {
  service::Callback published(call->exchange.executor());
  call->api.log.when_published(leaf_index + 1, published.caller());
  const SteadyTime deadline = std::chrono::steady_clock::now() + call->api.values.proof_wait;
  const std::optional<Status> status = co_await published.wait_until(deadline);
  if (!status || !*status) co_return std::nullopt;
  std::optional<std::string> proof;
  const std::function<void()> work = [&] { proof = read_proof(*call, leaf_index); };
  co_await aside(call, work);
  co_return proof;
}

}  // namespace gs::res
