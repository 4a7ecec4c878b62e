#include "gateway/moderation_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/json_writer.h"
#include "base/moderation_categories.h"
#include "gateway/durable_hold.h"
#include "gateway/governance_member.h"
#include "gateway/guard_request.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

// One input: a text, or the text parts that belong together.
using Input = std::vector<text::Segment>;

text::Segment segment_of(std::string_view text, std::string path) {
  return {text::Role::kUser, std::move(path), text};
}

tl::expected<text::Segment, service::BadRequest> read_part(const json::object& part,
                                                           std::string path) {
  const json::value* type = part.if_contains("type");
  if (type == nullptr || !type->is_string()) {
    return tl::unexpected(service::bad_field(path + ".type", "must be a string"));
  }
  if (type->get_string() != "text") {
    return tl::unexpected(
        service::bad_field(path + ".type", "must be text: no detector reads other parts"));
  }
  const json::value* text = part.if_contains("text");
  if (text == nullptr || !text->is_string()) {
    return tl::unexpected(service::bad_field(path + ".text", "must be a string"));
  }
  return segment_of(text->get_string(), path + ".text");
}

// An array of strings is as many inputs; an array of parts is one.
tl::expected<std::vector<Input>, service::BadRequest> read_array(const json::array& array) {
  if (array.empty() || array.size() > kMaxTexts) {
    return tl::unexpected(
        service::bad_field("input", fmt::format("must hold 1 to {} strings or parts", kMaxTexts)));
  }
  std::vector<Input> inputs;
  const bool is_parts = array[0].is_object();
  if (is_parts) inputs.emplace_back();
  for (size_t i = 0; i < array.size(); ++i) {
    std::string path = fmt::format("input[{}]", i);
    if (!is_parts && array[i].is_string()) {
      inputs.push_back({segment_of(array[i].get_string(), std::move(path))});
    } else if (is_parts && array[i].is_object()) {
      auto part = read_part(array[i].get_object(), std::move(path));
      if (!part) return tl::unexpected(std::move(part).error());
      inputs[0].push_back(*std::move(part));
    } else {
      return tl::unexpected(
          service::bad_field(std::move(path), is_parts ? "must be an object" : "must be a string"));
    }
  }
  return inputs;
}

tl::expected<std::vector<Input>, service::BadRequest> read_inputs(const json::object& body) {
  const json::value* input = body.if_contains("input");
  if (input == nullptr) return tl::unexpected(service::bad_field("input", "is required"));
  if (input->is_string()) return std::vector<Input>{{segment_of(input->get_string(), "input")}};
  if (input->is_array()) return read_array(input->get_array());
  return tl::unexpected(service::bad_field("input", "must be a string or an array"));
}

// The value of a signal that somebody measured or claimed, or null.
template <typename T>
const T* measured(const filter::Inspection& inspection, text::SignalNumber number) {
  if (!inspection.computed[number]) return nullptr;
  return std::get_if<T>(&inspection.detection.signals[number].value);
}

// Writes a member for every category; `write` is told whether harm of it was found.
template <typename Write>
void write_categories(JsonWriter& out, const filter::Inspection& inspection, Write write) {
  const auto* found = measured<std::vector<std::string>>(inspection, text::kHarmCategories);
  out.begin_object();
  for (const std::string_view category : kModerationCategories) {
    out.key(category);
    write(found != nullptr && std::find(found->begin(), found->end(), category) != found->end());
  }
  out.end_object();
}

void write_result(JsonWriter& out, const Judgement& made) {
  const filter::Inspection& inspection = made.inspection;
  const auto* harm = measured<double>(inspection, text::kHarmScore);
  const double score = harm == nullptr ? 0 : *harm;

  out.begin_object().key("flagged").boolean(made.decision().action != policy::Action::kAllow);
  out.key("categories");
  write_categories(out, inspection, [&](bool found) { out.boolean(found); });
  out.key("category_scores");
  write_categories(out, inspection, [&](bool found) { out.number(found ? score : 0); });
  out.key("category_applied_input_types");
  write_categories(out, inspection, [&](bool found) {
    out.begin_array();
    if (found) out.string("text");
    out.end_array();
  });

  out.key("governance");
  write_governance(out, made);
  out.end_object();
}

}  // namespace

http::Response ModerationEndpoint::handle(const http::Request& request,
                                          const auth::Principal& caller, GuardRound* round) const {
  const SteadyTime began = judge_.now();
  const auto body = service::read_json_object(request.body, limits_);
  if (!body) return body.error().to_response();
  const auto inputs = read_inputs(body->get_object());
  if (!inputs) return inputs.error().to_response();
  Question question;
  question.facts.path = request.path;
  if (auto read = read_context_into(body->get_object(), "", question); !read) {
    return read.error().to_response();
  }

  // One policy for all inputs.
  const std::shared_ptr<const LoadedPolicy> policy = judge_.policy_for(round);
  question.guards = book_of(round);
  std::vector<Judgement> made;
  std::string id;
  for (const Input& input : *inputs) {
    Exchange exchange = judge_.begin(began, policy);
    if (id.empty()) id = "modr-" + exchange.id;
    question.segments = input;
    made.push_back(judge_.judge(exchange, question, caller));
    if (made.back().refused) return unrecorded(made.back());
  }

  JsonWriter out(2048 * made.size());
  out.begin_object().key("id").string(id).key("model").string("governed-speed");
  out.key("results").begin_array();
  for (const Judgement& one : made) write_result(out, one);
  out.end_array().end_object();
  http::Response response;
  response.body = out.take();
  add_governance_headers(response, most_severe(made));
  hold_until_durable(judge_, made, response);
  return response;
}

}  // namespace gs::gateway
