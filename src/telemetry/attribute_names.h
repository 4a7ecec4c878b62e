// The one table of the attribute names that spans carry. The first groups are those of the
// OpenTelemetry semantic conventions (general, HTTP, and generative AI as of its own repository
// open-telemetry/semantic-conventions-genai); the last is ours.
//
// There is no name here for prompt or output text, nor for anything else that a caller writes but
// the model's name: traces leave the machine, and texts must not leave with them.
#pragma once

#include <string_view>

namespace gs::telemetry {

// Made of literals only, so spans hold a view.
struct AttributeName {
  consteval explicit AttributeName(std::string_view literal) : text(literal) {}
  std::string_view text;
};

namespace attribute {

// General and HTTP.
inline constexpr AttributeName kServerAddress{"server.address"};  // string
inline constexpr AttributeName kServerPort{"server.port"};        // int
inline constexpr AttributeName kErrorType{"error.type"};          // string: "timeout", "503"
inline constexpr AttributeName kHttpRequestMethod{"http.request.method"};
inline constexpr AttributeName kHttpRoute{"http.route"};                              // string
inline constexpr AttributeName kHttpResponseStatusCode{"http.response.status_code"};  // int
inline constexpr AttributeName kHttpRequestResendCount{"http.request.resend_count"};  // int
inline constexpr AttributeName kUrlPath{"url.path"};      // string, without the query
inline constexpr AttributeName kUrlScheme{"url.scheme"};  // string

// Generative AI: the request.
inline constexpr AttributeName kGenAiOperationName{"gen_ai.operation.name"};  // see operation::
inline constexpr AttributeName kGenAiProviderName{"gen_ai.provider.name"};    // "openai"
inline constexpr AttributeName kGenAiOutputType{"gen_ai.output.type"};        // "text", "json"
inline constexpr AttributeName kGenAiRequestModel{"gen_ai.request.model"};
inline constexpr AttributeName kGenAiRequestStream{"gen_ai.request.stream"};             // bool
inline constexpr AttributeName kGenAiRequestChoiceCount{"gen_ai.request.choice.count"};  // int
inline constexpr AttributeName kGenAiRequestMaxTokens{"gen_ai.request.max_tokens"};      // int
inline constexpr AttributeName kGenAiRequestTemperature{"gen_ai.request.temperature"};   // double
inline constexpr AttributeName kGenAiRequestTopP{"gen_ai.request.top_p"};                // double
inline constexpr AttributeName kGenAiRequestSeed{"gen_ai.request.seed"};                 // int
// Generative AI: the answer.
inline constexpr AttributeName kGenAiResponseId{"gen_ai.response.id"};
inline constexpr AttributeName kGenAiResponseModel{"gen_ai.response.model"};
inline constexpr AttributeName kGenAiResponseFinishReasons{
    "gen_ai.response.finish_reasons"};  // strings, one a choice
inline constexpr AttributeName kGenAiResponseTimeToFirstChunk{
    "gen_ai.response.time_to_first_chunk"};  // double, seconds; streams only
inline constexpr AttributeName kGenAiUsageInputTokens{"gen_ai.usage.input_tokens"};    // int
inline constexpr AttributeName kGenAiUsageOutputTokens{"gen_ai.usage.output_tokens"};  // int

// Ours.
inline constexpr AttributeName kGovernanceDecisionId{"governance.decision_id"};
inline constexpr AttributeName kGovernancePhase{"governance.phase"};    // "prompt", "output"
inline constexpr AttributeName kGovernanceAction{"governance.action"};  // "allow", "block", ...
inline constexpr AttributeName kGovernanceRules{"governance.rules"};    // strings, ids
inline constexpr AttributeName kGovernancePolicyDigest{"governance.policy_digest"};
inline constexpr AttributeName kGovernanceSegments{"governance.segments"};             // int
inline constexpr AttributeName kGovernanceUpstream{"governance.upstream"};             // its name
inline constexpr AttributeName kGovernanceHoldbackChars{"governance.holdback_chars"};  // int
inline constexpr AttributeName kGovernanceTenant{"governance.tenant"};
inline constexpr AttributeName kGovernancePrincipal{"governance.principal"};  // a key's id

}  // namespace attribute

// Values of gen_ai.operation.name.
namespace operation {

inline constexpr std::string_view kChat = "chat";
inline constexpr std::string_view kTextCompletion = "text_completion";
inline constexpr std::string_view kEmbeddings = "embeddings";

}  // namespace operation

}  // namespace gs::telemetry
