// The endpoints of the OpenAI dialect that carry text to a model.
#pragma once

#include <cstdint>
#include <string_view>

namespace gs::gateway::openai {

enum class Endpoint : uint8_t { kChat, kCompletions, kResponses, kEmbeddings };

// "/v1/chat/completions", the path at the gateway and below the upstream's base alike.
std::string_view path_of(Endpoint endpoint);

// The value of gen_ai.operation.name: "chat", "text_completion" or "embeddings".
std::string_view operation_of(Endpoint endpoint);

// The field that carries the text, which errors about the text name: "messages", "prompt", "input".
std::string_view text_field_of(Endpoint endpoint);

}  // namespace gs::gateway::openai
