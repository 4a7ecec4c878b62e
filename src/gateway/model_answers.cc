// The answers of a ModelExchange that are not a model's: refusals, errors, limits.
#include <algorithm>
#include <utility>

#include "auth/limit_answer.h"
#include "gateway/api_errors.h"
#include "gateway/applied_rules.h"
#include "gateway/model_exchange.h"
#include "gateway/openai/errors.h"
#include "gateway/openai/refusal.h"
#include "http/problem.h"

namespace gs::gateway {
namespace {

// Problem documents name their kind in words joined by hyphens.
std::string slug_of(std::string code) {
  std::replace(code.begin(), code.end(), '_', '-');
  return code.empty() ? "bad-request" : code;
}

std::string reason_of(const policy::Decision& decision) {
  return decision.reasons.empty() ? "policy" : decision.reasons.front();
}

}  // namespace

std::optional<http::Response> ModelExchange::identify() {
  auto caller = parts_.authentication.identify(auth::Role::kCaller, wire_.request());
  if (caller) {
    caller_ = *std::move(caller);
    return std::nullopt;
  }
  return route_.caller == Caller::kOpenAi ? openai_denial(caller.error())
                                          : caller.error().problem();
}

http::Response ModelExchange::give_up(ModelError error) {
  error_ = wire_.gone() ? "client_gone" : error.code.empty() ? "upstream_refused" : error.code;
  const filter::Inspection nothing = filter::not_inspected(
      exchange_.policy->inspector->policy(),
      exchange_.policy->inspector->plan(text::Phase::kOutput), text::Phase::kOutput);
  if (!keep_output(nothing)) return unrecorded();
  if (route_.caller == Caller::kOpenAi) return governed(to_response(error));
  http::Response response = http::problem(error.status, slug_of(error.code), error.message);
  if (!error.retry_after.empty()) response.with_header("Retry-After", error.retry_after);
  return governed(std::move(response));
}

http::Response ModelExchange::refuse(const openai::RequestProblem& problem) const {
  if (route_.caller != Caller::kOpenAi) {
    return http::problem(problem.status == 400 && !problem.param.empty() ? 422 : problem.status,
                         slug_of(problem.code), problem.message, problem.param);
  }
  http::Response response;
  response.status = problem.status;
  response.body = openai::error_body(problem);
  return response;
}

http::Response ModelExchange::blocked(const policy::Decision& decision,
                                      const std::string& decision_id) const {
  const std::vector<std::string> rules = applied_rules(decision);
  const bool refusal = parts_.settings.on_block == settings::OnBlock::kRefusal;
  http::Response response;
  if (route_.caller == Caller::kOpenAi && refusal && openai::can_refuse(route_.endpoint)) {
    return governed(refusal_answer());
  }
  if (route_.caller != Caller::kOpenAi) {
    return governed(http::problem(400, "content-filter", reason_of(decision)));
  }
  response.status = 400;
  response.body =
      openai::blocked_body({.message = reason_of(decision),
                            .param = std::string(openai::text_field_of(route_.endpoint)),
                            .decision_id = decision_id,
                            .action = std::string(policy::to_string(decision.action)),
                            .rules = rules});
  return governed(std::move(response));
}

http::Response ModelExchange::limited() const {
  const auth::Refusal& refusal = *admission_->refusal;
  http::Response response;
  if (route_.caller == Caller::kOpenAi) {
    response.status = auth::limit_status(refusal);
    response.body = auth::limit_error_body(refusal);
  } else {
    response =
        http::problem(auth::limit_status(refusal), "rate-limited", auth::limit_message(refusal));
  }
  return governed(std::move(response));
}

http::Response ModelExchange::unrecorded() const {
  const std::string message = "the decision cannot be recorded";
  if (route_.caller != Caller::kOpenAi) return http::problem(503, "audit-unavailable", message);
  http::Response response;
  response.status = 503;
  response.body = openai::error_body("server_error", message, "", "audit_unavailable");
  return response;
}

// With the headers that every governed answer has.
http::Response ModelExchange::governed(http::Response response) const {
  if (prompt_.policy) add_governance_headers(response, prompt_);
  if (admission_) {
    for (auto& [name, value] : auth::limit_headers(*admission_)) {
      response.with_header(std::move(name), std::move(value));
    }
  }
  if (parts_.settings.transparency.header && response.status == 200) {
    response.with_header("x-ai-disclosure", parts_.settings.transparency.text);
  }
  return response;
}

http::Response ModelExchange::refusal_answer() const {
  openai::Refusal refusal;
  refusal.endpoint = route_.endpoint;
  refusal.id = exchange_.id;
  refusal.created =
      std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.now().time_since_epoch())
          .count();
  refusal.model = facts_.model;
  refusal.text = parts_.settings.block_message;
  refusal.choices = request_->choices();
  refusal.with_usage = request_->include_usage();
  http::Response response;
  if (request_->stream()) {
    response.content_type = "text/event-stream; charset=utf-8";
    response.body = openai::refusal_stream(refusal);
  } else {
    response.body = openai::refusal_body(refusal);
  }
  return response;
}

}  // namespace gs::gateway
