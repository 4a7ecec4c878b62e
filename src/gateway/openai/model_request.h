// A request to a model in the OpenAI dialect: read, judged, changed and passed on.
//
//   auto request = ModelRequest::read(Endpoint::kChat, std::move(body), limits);
//   for (const text::Segment& segment : request->segments()) ...  // what the model will see
//   request->mask(3, "[EMAIL_1]");
//   request->enter_safe_mode(policy.safe_mode);
//   send(request->upstream_body());
//
// The request owns its body; segments, system texts and the context point into it and live as long,
// also when it is moved. Changes are collected, and stand in upstream_body() in whatever order they
// were asked for; segments() stays what the caller sent. One thread at a time.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/json.h"
#include "gateway/openai/endpoint.h"
#include "gateway/openai/request_context.h"
#include "gateway/openai/request_edits.h"
#include "gateway/openai/request_problem.h"
#include "gateway/openai/request_settings.h"
#include "gateway/openai/seen_text.h"

namespace gs::gateway::openai {

class ModelRequest {
 public:
  static tl::expected<ModelRequest, RequestProblem> read(Endpoint endpoint, std::string body,
                                                         const JsonLimits& limits);

  ModelRequest(ModelRequest&&) = default;
  ModelRequest& operator=(ModelRequest&&) = default;

  Endpoint endpoint() const { return endpoint_; }
  const std::string& model() const { return settings_.model; }  // empty when not named
  // Embeddings come in one piece whatever is asked for.
  bool stream() const { return settings_.stream && endpoint_ != Endpoint::kEmbeddings; }
  bool include_usage() const { return settings_.include_usage; }  // as the caller asked
  int64_t max_tokens() const { return settings_.max_tokens; }     // 0 when not limited
  int64_t choices() const { return settings_.choices; }           // answers that come back
  int64_t candidates() const { return settings_.candidates; }     // answers that are written
  const std::vector<std::string>& tool_names() const { return settings_.tool_names; }
  // previous_response_id or a stored conversation: turns that this request does not show.
  bool has_previous_response_id() const { return settings_.refers_to_stored_turns; }
  // Code points of all that is seen.
  size_t input_characters() const;

  // The caller's context and what it claims; null when there is none.
  const boost::json::object* context() const { return context_.object; }
  const detect::CallerClaims& claims() const { return context_.claims; }

  // Everything that the model will see, in the order of the body, and what cannot be read of it.
  std::span<const text::Segment> segments() const { return seen_.segments; }
  const std::vector<Uninspectable>& uninspectable() const { return seen_.uninspectable; }
  // The texts of system and developer messages and of instructions.
  std::vector<std::string_view> system_texts() const;

  // Puts `text` in place of that segment; of a property name, it renames the property.
  void mask(size_t segment, std::string_view text);
  void enter_safe_mode(const policy::SafeMode& mode) { safe_mode_ = mode; }
  // Has a streamed chat or completion tell its usage; include_usage() stays what the caller asked.
  void require_usage();
  void set_model(std::string_view name) { new_model_ = std::string(name); }

  // The body for the upstream: the caller's bytes without `governance`, changed where asked.
  std::string upstream_body() const;

 private:
  ModelRequest(Endpoint endpoint, std::unique_ptr<const std::string> text, boost::json::value tree);
  BodyValue body() const { return {outline_.root(), &tree_}; }

  Endpoint endpoint_;
  std::unique_ptr<const std::string> text_;  // on the heap: the outline points into it
  boost::json::value tree_;
  JsonOutline outline_;
  RequestSettings settings_;
  RequestContext context_;
  SeenText seen_;

  MaskedTexts masked_;
  std::optional<policy::SafeMode> safe_mode_;
  std::optional<std::string> new_model_;
  bool usage_required_ = false;
};

}  // namespace gs::gateway::openai
