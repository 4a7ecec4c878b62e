#include "gateway/litellm_endpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <utility>

#include "base/json_writer.h"
#include "gateway/durable_hold.h"
#include "gateway/governance_member.h"
#include "gateway/litellm_request.h"

namespace gs::gateway {
namespace {

struct Verdict {
  std::string_view action = "NONE";
  std::string reason;
};

Verdict verdict_of(const LiteLlmRequest& request, const Judgement& made) {
  const policy::Decision& decision = made.decision();
  if (!decision.allowed) return {"BLOCKED", fmt::format("{}", fmt::join(decision.reasons, "; "))};
  bool changed = false;
  for (size_t i = 0; i < made.masked.size(); ++i) {
    if (made.masked[i] == request.segments[i].text) continue;
    if (i >= request.text_count) {
      return {"BLOCKED", "a mask covers part of " + request.segments[i].json_path +
                             ", which cannot be given back masked"};
    }
    changed = true;
  }
  return {changed ? "GUARDRAIL_INTERVENED" : "NONE", ""};
}

std::string answer_of(const LiteLlmRequest& request, const Judgement& made) {
  const Verdict verdict = verdict_of(request, made);
  JsonWriter out;
  out.begin_object().key("action").string(verdict.action);
  if (verdict.action == "BLOCKED") {
    out.key("blocked_reason").string(verdict.reason);
  } else if (verdict.action == "GUARDRAIL_INTERVENED") {
    out.key("texts").begin_array();
    for (size_t i = 0; i < request.text_count; ++i) out.string(made.masked[i]);
    out.end_array();
  }
  out.key("governance");
  write_governance(out, made);
  out.end_object();
  return out.take();
}

}  // namespace

http::Response LiteLlmEndpoint::handle(const http::Request& request, const auth::Principal& caller,
                                       GuardRound* round) const {
  const SteadyTime began = judge_.now();
  auto read = read_litellm_request(request.body, limits_);
  if (!read) return read.error().to_response();
  read->question.segments = read->segments;
  read->question.facts.path = request.path;
  read->question.guards = book_of(round);
  Exchange exchange = judge_.begin(began, judge_.policy_for(round));
  const Judgement made = judge_.judge(exchange, read->question, caller);
  if (made.refused) return unrecorded(made);
  http::Response response;
  response.body = answer_of(*read, made);
  add_governance_headers(response, made);
  hold_until_durable(judge_, {&made, 1}, response);
  return response;
}

}  // namespace gs::gateway
