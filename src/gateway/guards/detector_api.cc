#include "gateway/guards/detector_api.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/json_writer.h"

namespace gs::gateway::guards {
namespace {

namespace json = boost::json;

constexpr size_t kMostNamed = 16;
constexpr size_t kLongestType = 64;

// A type is kept for the record where it is a name; a server may write anything there.
bool is_name(std::string_view text) {
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/';
  };
  return !text.empty() && text.size() <= kLongestType &&
         std::all_of(text.begin(), text.end(), is_of_name);
}

// False: it is no detection.
bool read_detection(const json::value& value, Answer& answer) {
  if (!value.is_object()) return false;
  const json::value* score = value.get_object().if_contains("score");
  const json::value* type = value.get_object().if_contains("detection_type");
  if (score == nullptr || !score->is_number() || type == nullptr || !type->is_string()) {
    return false;
  }
  const double number = score->to_number<double>();
  if (!(number >= 0 && number <= 1)) return false;
  answer.score = std::max(answer.score, number);
  const std::string_view name = type->get_string();
  const bool is_new =
      std::find(answer.named.begin(), answer.named.end(), name) == answer.named.end();
  if (is_name(name) && is_new && answer.named.size() < kMostNamed) answer.named.emplace_back(name);
  return true;
}

}  // namespace

std::string detector_body(std::span<const std::string_view> texts) {
  JsonWriter out;
  out.begin_object().key("contents").begin_array();
  for (const std::string_view text : texts) out.string(text);
  out.end_array().key("detector_params").begin_object().end_object().end_object();
  return out.take();
}

AnswerOrProblem read_detector(std::string_view body, size_t texts) {
  const auto parsed = parse_json(body);
  if (!parsed || !parsed->is_array()) return no_answer("the answer is not a JSON array");
  if (parsed->get_array().size() != texts) {
    return no_answer("the answer has not one list for each text");
  }
  Answer answer;
  for (const json::value& list : parsed->get_array()) {
    if (!list.is_array()) return no_answer("the answer is not a list of lists");
    for (const json::value& detection : list.get_array()) {
      if (!read_detection(detection, answer)) {
        return no_answer("a detection has not the form of the detector API");
      }
    }
  }
  return answer;
}

}  // namespace gs::gateway::guards
