#include "gateway/model_endpoint.h"

namespace gs::gateway {

std::vector<ModelRoute> model_routes() {
  using openai::Endpoint;
  return {
      {"/v1/chat/completions", Endpoint::kChat, Caller::kOpenAi},
      {"/v1/completions", Endpoint::kCompletions, Caller::kOpenAi},
      {"/v1/responses", Endpoint::kResponses, Caller::kOpenAi},
      {"/v1/embeddings", Endpoint::kEmbeddings, Caller::kOpenAi},
      {"/proxy/completion", Endpoint::kChat, Caller::kPlain},
      {"/proxy/completion/stream", Endpoint::kChat, Caller::kPlainStream},
  };
}

}  // namespace gs::gateway
