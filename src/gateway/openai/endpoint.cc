#include "gateway/openai/endpoint.h"

#include <cstddef>

namespace gs::gateway::openai {
namespace {

struct Row {
  std::string_view path;
  std::string_view operation;
  std::string_view text_field;
};

constexpr Row kRows[] = {
    {"/v1/chat/completions", "chat", "messages"},
    {"/v1/completions", "text_completion", "prompt"},
    {"/v1/responses", "chat", "input"},
    {"/v1/embeddings", "embeddings", "input"},
};

const Row& row(Endpoint endpoint) {
  return kRows[static_cast<size_t>(endpoint)];
}

}  // namespace

std::string_view path_of(Endpoint endpoint) {
  return row(endpoint).path;
}
std::string_view operation_of(Endpoint endpoint) {
  return row(endpoint).operation;
}
std::string_view text_field_of(Endpoint endpoint) {
  return row(endpoint).text_field;
}

}  // namespace gs::gateway::openai
