#include "res/decisions/decision_query.h"

#include <charconv>

namespace gs::res {
namespace {

constexpr unsigned kMostItems = 1000;

bool is_text(JsonOutline::Value value, const std::string& wanted) {
  return wanted.empty() || value.text_is(wanted);
}

bool lists_rule(JsonOutline::Value rules, const std::string& wanted) {
  if (wanted.empty()) return true;
  for (JsonOutline::Value rule : rules) {
    if (rule.member("id").text_is(wanted)) return true;
  }
  return false;
}

bool is_in_time(JsonOutline::Value value, const DecisionFilter& filter) {
  if (!filter.from && !filter.to) return true;
  const auto ts = from_rfc3339(value.text());
  return ts && (!filter.from || *ts >= *filter.from) && (!filter.to || *ts < *filter.to);
}

bool read_number(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Result<DecisionCursor> parse_cursor(std::string_view text) {
  DecisionCursor cursor;
  if (text.empty()) return cursor;
  const size_t point = text.find('.');
  if (point != std::string_view::npos && read_number(text.substr(0, point), cursor.leaf_index) &&
      read_number(text.substr(point + 1), cursor.index) && cursor.leaf_index <= INT64_MAX) {
    return cursor;
  }
  return fail(ErrorCode::kInvalidInput, "not a cursor of this list", "cursor");
}

}  // namespace

std::string DecisionCursor::to_text() const {
  return std::to_string(leaf_index) + "." + std::to_string(index);
}

Result<DecisionCursor> check_filter(const DecisionFilter& filter) {
  if (filter.limit < 1 || filter.limit > kMostItems) {
    return fail(ErrorCode::kInvalidInput, "limit must be from 1 to 1000", "limit");
  }
  if (!filter.phase.empty() && !is_phase(filter.phase)) {
    return fail(ErrorCode::kInvalidInput, "phase must be prompt or output", "phase");
  }
  if (!filter.action.empty() && !is_action(filter.action)) {
    return fail(ErrorCode::kInvalidInput,
                "action must be allow, flag, mask, summarize, safe_mode or block", "action");
  }
  return parse_cursor(filter.cursor);
}

bool may_answer(const DecisionFilter& filter, const SegmentSummary& summary) {
  return summary.may_hold(filter.phase, filter.action) && summary.rules.may_hold(filter.rule) &&
         summary.models.may_hold(filter.model) && summary.tenants.may_hold(filter.tenant);
}

bool answers(const DecisionFilter& filter, std::string_view record, JsonOutline& outline) {
  outline.read(record);
  const JsonOutline::Value root = outline.root();
  return root.member("kind").text_is("decision") && is_text(root.member("phase"), filter.phase) &&
         is_text(root.member("action"), filter.action) &&
         is_text(root.member("model"), filter.model) &&
         is_text(root.member("tenant"), filter.tenant) &&
         lists_rule(root.member("rules"), filter.rule) && is_in_time(root.member("ts"), filter);
}

}  // namespace gs::res
