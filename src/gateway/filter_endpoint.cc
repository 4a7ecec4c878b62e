#include "gateway/filter_endpoint.h"

#include <utility>

#include "gateway/durable_hold.h"
#include "gateway/filter_answer.h"
#include "gateway/filter_request.h"

namespace gs::gateway {

http::Response FilterEndpoint::handle(text::Phase phase, const http::Request& request,
                                      const auth::Principal& caller, GuardRound* round) const {
  const SteadyTime began = judge_.now();

  // Read the body first: what is malformed needs no policy.
  auto body = read_filter_request(request.body, phase, limits_);
  if (!body) return body.error().to_response();

  text::Segment segment{text::Role::kUser, std::string(text::to_string(phase)), body->text};
  if (phase == text::Phase::kOutput) segment.role = text::Role::kAssistant;
  Question question;
  question.phase = phase;
  question.segments = {&segment, 1};
  question.context = body->context;
  question.claims = body->claims;
  question.facts.path = request.path;
  question.guards = book_of(round);
  Exchange exchange = judge_.begin(began, judge_.policy_for(round));
  const Judgement made = judge_.judge(exchange, question, caller);
  if (made.refused) return unrecorded(made);

  http::Response response;
  response.body = filter_answer(made.inspection, made.policy->inspector->policy(), body->text,
                                made.decision_id, made.masked.empty() ? nullptr : &made.masked[0]);
  add_governance_headers(response, made);
  hold_until_durable(judge_, {&made, 1}, response);
  return response;
}

}  // namespace gs::gateway
