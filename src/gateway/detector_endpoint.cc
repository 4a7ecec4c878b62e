#include "gateway/detector_endpoint.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "gateway/durable_hold.h"
#include "gateway/guard_request.h"
#include "gateway/text_detections.h"
#include "http/problem.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

// Points into the body that it owns, so it is moved, never copied.
struct Asked {
  Asked() = default;
  Asked(Asked&&) = default;
  Asked& operator=(Asked&&) = default;

  json::value body;
  std::string_view id_name;  // as sent
  DetectorId id = DetectorId::kAny;
  std::vector<std::string_view> contents;
  Question question;
  std::optional<double> threshold;
};

service::BadRequest unknown_detector(std::string detail) {
  return {404, "unknown-detector", std::move(detail), ""};
}

tl::expected<text::Phase, service::BadRequest> read_phase(const json::object& params) {
  const json::value* phase = params.if_contains("phase");
  if (phase == nullptr || phase->is_null()) return text::Phase::kPrompt;
  if (phase->is_string() && phase->get_string() == "prompt") return text::Phase::kPrompt;
  if (phase->is_string() && phase->get_string() == "output") return text::Phase::kOutput;
  return tl::unexpected(service::bad_field("detector_params.phase", "must be prompt or output"));
}

tl::expected<std::optional<double>, service::BadRequest> read_threshold(
    const json::object& params) {
  const json::value* threshold = params.if_contains("threshold");
  if (threshold == nullptr || threshold->is_null()) return std::nullopt;
  const double value = threshold->is_number() ? threshold->to_number<double>() : -1;
  if (value >= 0 && value <= 1) return value;
  return tl::unexpected(
      service::bad_field("detector_params.threshold", "must be a number from 0 to 1"));
}

tl::expected<void, service::BadRequest> read_params(const json::object& body, Asked& asked) {
  const auto params = read_object(body, "detector_params");
  if (!params) return tl::unexpected(params.error());
  if (*params == nullptr) return {};
  const auto phase = read_phase(**params);
  if (!phase) return tl::unexpected(phase.error());
  asked.question.phase = *phase;
  const auto threshold = read_threshold(**params);
  if (!threshold) return tl::unexpected(threshold.error());
  asked.threshold = *threshold;
  return read_context_into(**params, "detector_params.", asked.question);
}

tl::expected<Asked, service::BadRequest> read_asked(const http::Request& request,
                                                    const JsonLimits& limits) {
  Asked asked;
  auto body = service::read_json_object(request.body, limits);
  if (!body) return tl::unexpected(std::move(body).error());
  asked.body = *std::move(body);
  if (!request.has_header("detector-id")) {
    return tl::unexpected(service::bad_field("detector-id", "is required as a header"));
  }
  asked.id_name = request.header("detector-id");
  const auto id = detector_id(asked.id_name);
  if (!id) {
    return tl::unexpected(
        unknown_detector("detector-id must be pii, secrets, injection, policy or any"));
  }
  asked.id = *id;
  auto contents = read_texts(asked.body.get_object(), "contents", true);
  if (!contents) return tl::unexpected(std::move(contents).error());
  asked.contents = *std::move(contents);
  if (auto read = read_params(asked.body.get_object(), asked); !read) {
    return tl::unexpected(std::move(read).error());
  }
  asked.question.facts.path = request.path;
  return asked;
}

// Silence of a detector that does not run would look like a clean text.
tl::expected<void, service::BadRequest> check_runs(const LoadedPolicy& policy, const Asked& asked) {
  const std::string_view name = detector_behind(asked.id);
  const text::Phase phase = asked.question.phase;
  if (name.empty()) return {};
  for (const detect::Detector* detector : policy.inspector->plan(phase).running()) {
    if (detector->name() == name) return {};
  }
  return tl::unexpected(unknown_detector(
      fmt::format("no rule of the policy in force reads what detector '{}' finds in phase {}: it "
                  "does not run",
                  asked.id_name, text::to_string(phase))));
}

// Whether the detector that was asked for did not get through the text.
bool is_late(const Judgement& made, std::string_view name) {
  for (const detect::DetectorRun& run : made.inspection.detection.detectors) {
    if (run.name == name) return run.outcome != detect::Outcome::kRan;
  }
  return false;
}

}  // namespace

http::Response DetectorEndpoint::handle(const http::Request& request, const auth::Principal& caller,
                                        GuardRound* round) const {
  const SteadyTime began = judge_.now();
  auto asked = read_asked(request, limits_);
  if (!asked) return asked.error().to_response();
  // One policy for all contents.
  const std::shared_ptr<const LoadedPolicy> policy = judge_.policy_for(round);
  asked->question.guards = book_of(round);
  if (auto runs = check_runs(*policy, *asked); !runs) return runs.error().to_response();

  const bool is_prompt = asked->question.phase == text::Phase::kPrompt;
  std::vector<Judgement> made;
  JsonWriter out;
  out.begin_array();
  for (const std::string_view content : asked->contents) {
    const text::Segment segment{is_prompt ? text::Role::kUser : text::Role::kAssistant,
                                fmt::format("contents[{}]", made.size()), content};
    asked->question.segments = {&segment, 1};
    Exchange exchange = judge_.begin(began, policy);
    made.push_back(judge_.judge(exchange, asked->question, caller));
    if (made.back().refused) return unrecorded(made.back());
    if (is_late(made.back(), detector_behind(asked->id))) {
      return http::problem(503, "detector-late", "the detector did not finish in time");
    }
    write_detections(out, made.back(), content, asked->id, asked->threshold);
  }
  out.end_array();
  http::Response response;
  response.body = out.take();
  if (!made.empty()) add_governance_headers(response, most_severe(made));
  hold_until_durable(judge_, made, response);
  return response;
}

}  // namespace gs::gateway
