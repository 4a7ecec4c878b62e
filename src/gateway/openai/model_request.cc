#include "gateway/openai/model_request.h"

#include <boost/json.hpp>
#include <cassert>
#include <utility>

#include "gateway/openai/request_text.h"

namespace gs::gateway::openai {

namespace json = boost::json;

ModelRequest::ModelRequest(Endpoint endpoint, std::unique_ptr<const std::string> text,
                           json::value tree)
    : endpoint_(endpoint), text_(std::move(text)), tree_(std::move(tree)), outline_(*text_) {}

tl::expected<ModelRequest, RequestProblem> ModelRequest::read(Endpoint endpoint, std::string body,
                                                              const JsonLimits& limits) {
  auto tree = parse_json(body, limits);
  if (!tree) return tl::unexpected(not_json(tree.error(), body.size(), limits));
  if (!tree->is_object()) {
    return tl::unexpected(not_an_object());
  }
  ModelRequest request(endpoint, std::make_unique<const std::string>(std::move(body)),
                       *std::move(tree));
  const json::object& object = request.tree_.get_object();
  GS_TRY(request.settings_, read_request_settings(object));
  GS_TRY(request.context_, read_governance(object));
  auto problem = collect_request_text(endpoint, request.body(), request.seen_);
  if (problem) return tl::unexpected(*std::move(problem));
  return request;
}

size_t ModelRequest::input_characters() const {
  size_t count = 0;
  for (const text::Segment& segment : seen_.segments) {
    for (char byte : segment.text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }
  return count;
}

std::vector<std::string_view> ModelRequest::system_texts() const {
  std::vector<std::string_view> out;
  for (const text::Segment& segment : seen_.segments) {
    bool participant = segment.json_path.ends_with(".name");
    if (segment.role == text::Role::kSystem && !participant) out.push_back(segment.text);
  }
  return out;
}

void ModelRequest::mask(size_t segment, std::string_view text) {
  assert(segment < seen_.segments.size());
  masked_.insert_or_assign(segment, std::string(text));
}

void ModelRequest::require_usage() {
  bool counts = endpoint_ == Endpoint::kChat || endpoint_ == Endpoint::kCompletions;
  usage_required_ = counts && stream();
}

std::string ModelRequest::upstream_body() const {
  JsonEdits edits(outline_);
  JsonOutline::Value governance = outline_.root().member("governance");
  if (governance) edits.remove(governance);
  mask_segments(seen_, masked_, edits);
  if (safe_mode_) apply_safe_mode(endpoint_, *safe_mode_, body(), seen_, masked_, edits);
  if (usage_required_) ask_for_usage(body(), edits);
  if (new_model_) set_member(body(), "model", quoted_json(*new_model_), edits);
  return edits.empty() ? *text_ : edits.apply();
}

}  // namespace gs::gateway::openai
