#include "res/decisions/decision_facts.h"

#include <algorithm>
#include <boost/json.hpp>

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr std::string_view kActions[] = {"allow",     "flag",      "mask",
                                         "summarize", "safe_mode", "block"};

// What the gateway says of exchanges that its model servers, or itself, could not complete.
constexpr std::string_view kFailures[] = {"upstream_unconfigured",
                                          "upstream_unavailable",
                                          "upstream_unreachable",
                                          "upstream_closed",
                                          "upstream_timeout",
                                          "upstream_invalid_answer",
                                          "upstream_answer_too_large",
                                          "upstream_refused_key",
                                          "upstream_rate_limited",
                                          "upstream_error",
                                          "internal_error"};

std::string_view to_view(const json::string& text) {
  return {text.data(), text.size()};
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(to_view(value->get_string())) : "";
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

int64_t integer_of(const json::object* object, std::string_view name) {
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::vector<std::string> rules_of(const json::object& record) {
  std::vector<std::string> out;
  const json::value* rules = record.if_contains("rules");
  if (rules == nullptr || !rules->is_array()) return out;
  for (const json::value& rule : rules->get_array()) {
    if (rule.is_object()) out.push_back(text_of(rule.get_object(), "id"));
  }
  return out;
}

std::optional<double> harm_of(const json::object& record) {
  const json::object* signals = object_of(record, "signals");
  const json::value* score = signals == nullptr ? nullptr : signals->if_contains("harm_score");
  if (score == nullptr || !score->is_number()) return std::nullopt;
  return score->to_number<double>();
}

tl::unexpected<Error> unusable(std::string_view member, std::string_view what) {
  return fail(ErrorCode::kInvalidInput, std::string(member) + " " + std::string(what),
              std::string(member));
}

}  // namespace

bool is_action(std::string_view word) {
  return std::find(std::begin(kActions), std::end(kActions), word) != std::end(kActions);
}

bool is_phase(std::string_view word) {
  return word == "prompt" || word == "output";
}

bool is_failure(std::string_view outcome) {
  return std::find(std::begin(kFailures), std::end(kFailures), outcome) != std::end(kFailures);
}

std::optional<DecisionId> split_decision_id(std::string_view id) {
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F; };
  if (id.empty() || id.size() > kMaxDecisionIdBytes ||
      !std::all_of(id.begin(), id.end(), is_plain)) {
    return std::nullopt;
  }
  const size_t point = id.rfind('.');
  if (point == std::string_view::npos) return DecisionId{id, ""};
  const std::string_view phase = id.substr(point + 1);
  if (point == 0 || !is_phase(phase)) return std::nullopt;
  return DecisionId{id.substr(0, point), phase};
}

Result<DecisionFacts> read_facts(const json::object& record) {
  DecisionFacts facts;
  facts.phase = text_of(record, "phase");
  if (!is_phase(facts.phase)) return unusable("phase", "must be prompt or output");
  const std::string id = text_of(record, "id");
  const auto parts = split_decision_id(id);
  if (!parts || parts->phase != facts.phase) return unusable("id", "must be <exchange>.<phase>");
  facts.exchange = parts->exchange;
  facts.action = text_of(record, "action");
  if (!is_action(facts.action)) return unusable("action", "is none of the actions");
  const auto ts = from_rfc3339(text_of(record, "ts"));
  if (!ts) return unusable("ts", "must be a time of RFC 3339");
  facts.ts = *ts;
  facts.model = text_of(record, "model");
  facts.tenant = text_of(record, "tenant");
  facts.rules = rules_of(record);
  facts.outcome = text_of(record, "outcome");
  const int64_t status = integer_of(object_of(record, "upstream"), "status");
  facts.answered = status >= 200 && status < 300;
  const int64_t total = integer_of(object_of(record, "latency_us"), "total");
  facts.total_us = static_cast<uint64_t>(std::max<int64_t>(total, 0));
  facts.harm_score = harm_of(record);
  return facts;
}

}  // namespace gs::res
