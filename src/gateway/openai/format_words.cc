#include "gateway/openai/format_words.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace gs::gateway::openai {
namespace {

// Every list is sorted, which the assertions below hold it to.
constexpr std::string_view kNames[] = {"$defs",
                                       "$id",
                                       "$ref",
                                       "$schema",
                                       "action",
                                       "additionalProperties",
                                       "allOf",
                                       "allowed_tools",
                                       "annotations",
                                       "anyOf",
                                       "arguments",
                                       "audio",
                                       "backend",
                                       "bytes",
                                       "cache_control",
                                       "call_id",
                                       "choice",
                                       "code",
                                       "const",
                                       "container",
                                       "content",
                                       "created_at",
                                       "custom",
                                       "data",
                                       "default",
                                       "definition",
                                       "definitions",
                                       "dependentRequired",
                                       "deprecated",
                                       "description",
                                       "detail",
                                       "else",
                                       "encrypted_content",
                                       "end_index",
                                       "enum",
                                       "examples",
                                       "exclusiveMaximum",
                                       "exclusiveMinimum",
                                       "file",
                                       "file_data",
                                       "file_id",
                                       "filename",
                                       "filters",
                                       "format",
                                       "function",
                                       "function_call",
                                       "functions",
                                       "grammar",
                                       "id",
                                       "if",
                                       "image_url",
                                       "index",
                                       "input",
                                       "input_audio",
                                       "input_schema",
                                       "item_id",
                                       "items",
                                       "json",
                                       "json_object",
                                       "json_schema",
                                       "logprobs",
                                       "maxItems",
                                       "maxLength",
                                       "maxProperties",
                                       "maximum",
                                       "minItems",
                                       "minLength",
                                       "minProperties",
                                       "minimum",
                                       "mode",
                                       "multipleOf",
                                       "name",
                                       "not",
                                       "nullable",
                                       "object",
                                       "oneOf",
                                       "output",
                                       "outputs",
                                       "parameters",
                                       "parts",
                                       "pattern",
                                       "patternProperties",
                                       "phase",
                                       "prefixItems",
                                       "prompt_tokens",
                                       "properties",
                                       "propertyNames",
                                       "queries",
                                       "query",
                                       "quote",
                                       "reasoning",
                                       "reasoning_content",
                                       "refusal",
                                       "regex",
                                       "required",
                                       "results",
                                       "role",
                                       "schema",
                                       "search_context_size",
                                       "server_label",
                                       "source",
                                       "sources",
                                       "start_index",
                                       "status",
                                       "strict",
                                       "strictness",
                                       "structural_tag",
                                       "summary",
                                       "syntax",
                                       "text",
                                       "then",
                                       "thinking",
                                       "title",
                                       "token",
                                       "tool_call_id",
                                       "tool_calls",
                                       "tool_choice",
                                       "tools",
                                       "top_logprobs",
                                       "type",
                                       "uniqueItems",
                                       "url",
                                       "user_location",
                                       "value",
                                       "variables",
                                       "verbosity"};

constexpr std::string_view kValues[] = {"allowed_tools",
                                        "any",
                                        "apply_patch_call",
                                        "apply_patch_call_output",
                                        "approximate",
                                        "array",
                                        "assistant",
                                        "auto",
                                        "boolean",
                                        "code_interpreter",
                                        "code_interpreter_call",
                                        "completed",
                                        "computer_call",
                                        "computer_call_output",
                                        "computer_use_preview",
                                        "content",
                                        "custom",
                                        "custom_tool_call",
                                        "custom_tool_call_output",
                                        "date",
                                        "date-time",
                                        "developer",
                                        "email",
                                        "ephemeral",
                                        "failed",
                                        "file_search",
                                        "file_search_call",
                                        "function",
                                        "function_call",
                                        "function_call_output",
                                        "grammar",
                                        "high",
                                        "image_generation",
                                        "in_progress",
                                        "incomplete",
                                        "input_text",
                                        "integer",
                                        "json_object",
                                        "json_schema",
                                        "lark",
                                        "local_shell",
                                        "local_shell_call",
                                        "local_shell_call_output",
                                        "logs",
                                        "low",
                                        "mcp",
                                        "mcp_approval_request",
                                        "mcp_approval_response",
                                        "mcp_call",
                                        "mcp_list_tools",
                                        "medium",
                                        "message",
                                        "minimal",
                                        "none",
                                        "null",
                                        "number",
                                        "object",
                                        "original",
                                        "output_text",
                                        "reasoning",
                                        "reasoning_text",
                                        "refusal",
                                        "regex",
                                        "required",
                                        "shell_call",
                                        "shell_call_output",
                                        "string",
                                        "summary_text",
                                        "system",
                                        "text",
                                        "thinking",
                                        "time",
                                        "tool",
                                        "uri",
                                        "user",
                                        "uuid",
                                        "web_search",
                                        "web_search_call",
                                        "web_search_preview"};

constexpr std::string_view kTextTypes[] = {"apply_patch_call",
                                           "apply_patch_call_output",
                                           "code_interpreter_call",
                                           "computer_call",
                                           "computer_call_output",
                                           "content",
                                           "custom",
                                           "custom_tool_call",
                                           "custom_tool_call_output",
                                           "file_search_call",
                                           "function",
                                           "function_call",
                                           "function_call_output",
                                           "input_text",
                                           "local_shell_call",
                                           "local_shell_call_output",
                                           "logs",
                                           "mcp_approval_request",
                                           "mcp_approval_response",
                                           "mcp_call",
                                           "mcp_list_tools",
                                           "message",
                                           "output_text",
                                           "reasoning",
                                           "reasoning_text",
                                           "refusal",
                                           "shell_call",
                                           "shell_call_output",
                                           "summary_text",
                                           "text",
                                           "thinking",
                                           "web_search_call"};

constexpr std::string_view kUnseen[] = {"audio",
                                        "cache_salt",
                                        "encoding_format",
                                        "governance",
                                        "include",
                                        "logit_bias",
                                        "metadata",
                                        "modalities",
                                        "model",
                                        "previous_response_id",
                                        "prompt_cache_key",
                                        "prompt_cache_retention",
                                        "reasoning_effort",
                                        "request_id",
                                        "safety_identifier",
                                        "service_tier",
                                        "stream_options",
                                        "truncation",
                                        "user",
                                        "verbosity"};

constexpr std::string_view kIdentifiers[] = {"call_id", "id",          "item_id",
                                             "object",  "response_id", "tool_call_id"};

constexpr std::string_view kStructural[] = {
    "audio",         "audio_url", "content",     "custom",   "file",       "function",
    "function_call", "image_url", "input_audio", "output",   "outputs",    "parts",
    "reasoning",     "source",    "summary",     "thinking", "tool_calls", "video_url"};

constexpr std::string_view kPayloads[] = {
    "audio",       "audio_embeds", "audio_url", "data",         "file_data", "file_id",
    "file_url",    "id",           "image",     "image_embeds", "image_url", "images",
    "input_audio", "result",       "url",       "uuid",         "video",     "video_url"};

struct OpaqueRow {
  std::string_view word;
  std::string_view what;
};
constexpr OpaqueRow kOpaque[] = {
    {"audio", "audio"},
    {"audio_data", "audio"},
    {"audio_embeds", "embeddings"},
    {"audio_url", "audio"},
    {"compaction", "encrypted reasoning"},
    {"computer_screenshot", "image"},
    {"container_upload", "file"},
    {"conversation", "stored conversation"},
    {"document", "file"},
    {"encrypted_content", "encrypted reasoning"},
    {"file", "file"},
    {"image", "image"},
    {"image_data", "image"},
    {"image_embeds", "embeddings"},
    {"image_file", "image"},
    {"image_generation_call", "image"},
    {"image_pil", "image"},
    {"image_url", "image"},
    {"images", "image"},
    {"input_audio", "audio"},
    {"input_embeds", "embeddings"},
    {"input_file", "file"},
    {"input_ids", "token ids"},
    {"input_image", "image"},
    {"input_video", "video"},
    {"item_reference", "stored item"},
    {"multi_modal_data", "media"},
    {"prompt_embeds", "embeddings"},
    {"prompt_token_ids", "token ids"},
    {"redacted_thinking", "encrypted reasoning"},
    {"video", "video"},
    {"video_data", "video"},
    {"video_url", "video"},
};

static_assert(std::is_sorted(std::begin(kNames), std::end(kNames)));
static_assert(std::is_sorted(std::begin(kValues), std::end(kValues)));
static_assert(std::is_sorted(std::begin(kTextTypes), std::end(kTextTypes)));
static_assert(std::is_sorted(std::begin(kUnseen), std::end(kUnseen)));
static_assert(std::is_sorted(std::begin(kIdentifiers), std::end(kIdentifiers)));
static_assert(std::is_sorted(std::begin(kStructural), std::end(kStructural)));
static_assert(std::is_sorted(std::begin(kPayloads), std::end(kPayloads)));

static_assert(std::is_sorted(std::begin(kOpaque), std::end(kOpaque),
                             [](const OpaqueRow& a, const OpaqueRow& b) {
                               return a.word < b.word;
                             }));

// One bit for a first letter and a length. A word whose bit no word of a list has is not in it,
// which settles most questions without a comparison.
constexpr uint64_t mark_of(std::string_view word) {
  if (word.empty()) return 0;
  return uint64_t{1} << ((static_cast<unsigned char>(word[0]) * 7 + word.size()) % 64);
}

constexpr std::string_view word_of(std::string_view word) {
  return word;
}
constexpr std::string_view word_of(const OpaqueRow& row) {
  return row.word;
}

template <typename Row, size_t N>
constexpr uint64_t marks_of(const Row (&rows)[N]) {
  uint64_t marks = 0;
  for (const Row& row : rows) marks |= mark_of(word_of(row));
  return marks;
}

template <uint64_t kMarks, size_t N>
bool has(const std::string_view (&words)[N], std::string_view word) {
  if ((kMarks & mark_of(word)) == 0) return false;
  return std::binary_search(std::begin(words), std::end(words), word);
}

constexpr size_t kIdentifierLimit = 128;

}  // namespace

bool is_format_name(std::string_view name) {
  return has<marks_of(kNames)>(kNames, name);
}
bool is_format_value(std::string_view value) {
  return has<marks_of(kValues)>(kValues, value);
}
bool is_unseen_field(std::string_view name) {
  return has<marks_of(kUnseen)>(kUnseen, name);
}
bool is_identifier_field(std::string_view name) {
  return has<marks_of(kIdentifiers)>(kIdentifiers, name);
}
bool is_structural_field(std::string_view name) {
  return has<marks_of(kStructural)>(kStructural, name);
}
bool is_opaque_payload(std::string_view name) {
  return has<marks_of(kPayloads)>(kPayloads, name);
}
bool is_text_type(std::string_view type) {
  return has<marks_of(kTextTypes)>(kTextTypes, type);
}

bool looks_like_identifier(std::string_view value) {
  return value.size() <= kIdentifierLimit && std::all_of(value.begin(), value.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.' || c == ':';
         });
}

std::string_view opaque_content(std::string_view type_or_name) {
  constexpr uint64_t kMarks = marks_of(kOpaque);
  if ((kMarks & mark_of(type_or_name)) == 0) return {};
  const OpaqueRow* row =
      std::lower_bound(std::begin(kOpaque), std::end(kOpaque), type_or_name,
                       [](const OpaqueRow& a, std::string_view b) { return a.word < b; });
  return row != std::end(kOpaque) && row->word == type_or_name ? row->what : std::string_view();
}

}  // namespace gs::gateway::openai
