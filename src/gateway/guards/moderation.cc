#include "gateway/guards/moderation.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/json_writer.h"

namespace gs::gateway::guards {
namespace {

namespace json = boost::json;

constexpr size_t kMostCategories = 256;
constexpr size_t kLongestName = 64;

// Names are kept for the record, so they must be names.
bool is_name(std::string_view text) {
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), is_of_name);
}

// Reads one result into the answer; false: it is none.
bool read_result(const json::value& value, std::span<const std::string> counting, Answer& answer) {
  if (!value.is_object()) return false;
  const json::object& result = value.get_object();
  const auto* flagged = result.if_contains("flagged");
  const auto* scores = result.if_contains("category_scores");
  const auto* found = result.if_contains("categories");
  if (flagged == nullptr || !flagged->is_bool() || scores == nullptr || !scores->is_object() ||
      found == nullptr || !found->is_object()) {
    return false;
  }
  const auto counts = [&](std::string_view name) {
    return counting.empty() || std::find(counting.begin(), counting.end(), name) != counting.end();
  };
  const bool is_bounded = scores->get_object().size() <= kMostCategories &&
                          found->get_object().size() <= kMostCategories;
  if (!is_bounded) return false;
  for (const auto& [key, score] : scores->get_object()) {
    const std::string_view name = key;
    const double number = score.is_number() ? score.to_number<double>() : -1;
    if (!(number >= 0 && number <= 1)) return false;
    if (counts(name)) answer.score = std::max(answer.score, number);
  }
  for (const auto& [key, is_found] : found->get_object()) {
    const std::string_view name = key;
    if (is_found.is_null()) continue;  // some models do not know all categories
    if (!is_found.is_bool() || !is_name(name)) return false;
    if (!is_found.get_bool()) continue;
    if (counts(name)) answer.score = 1;
    const bool is_new =
        std::find(answer.named.begin(), answer.named.end(), name) == answer.named.end();
    if (is_new) answer.named.emplace_back(name);
  }
  if (counting.empty() && flagged->get_bool()) answer.score = 1;
  return true;
}

}  // namespace

std::string moderation_body(std::string_view model, std::span<const std::string_view> texts) {
  JsonWriter out;
  out.begin_object();
  if (!model.empty()) out.key("model").string(model);
  out.key("input").begin_array();
  for (const std::string_view text : texts) out.string(text);
  out.end_array().end_object();
  return out.take();
}

AnswerOrProblem read_moderation(std::string_view body, size_t texts,
                                std::span<const std::string> counting) {
  const auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) return no_answer("the answer is not a JSON object");
  const json::value* results = parsed->get_object().if_contains("results");
  if (results == nullptr || !results->is_array()) {
    return no_answer("the answer has no list `results`");
  }
  if (results->get_array().size() != texts) {
    return no_answer("the answer has not one result for each text");
  }
  Answer answer;
  for (const json::value& result : results->get_array()) {
    if (!read_result(result, counting, answer)) {
      return no_answer("a result has not the form of the moderation API");
    }
  }
  return answer;
}

}  // namespace gs::gateway::guards
