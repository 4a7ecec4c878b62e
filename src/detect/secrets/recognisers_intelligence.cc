#include "detect/secrets/recognisers.h"
#include "detect/secrets/secret_values.h"

namespace gs::detect {
namespace {

constexpr Recogniser kRows[] = {
    {.entity = "OPENAI_KEY", .pattern = "sk-(proj|svcacct|admin)-[A-Za-z0-9_-]{40,}", .score = 0.9},
    {.entity = "OPENAI_KEY", .pattern = "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}", .score = 0.9},
    {.entity = "OPENAI_KEY", .pattern = "sk-[A-Za-z0-9]{32,}", .score = 0.85},
    {.entity = "ANTHROPIC_KEY",
     .pattern = "sk-ant-(api|admin|sid|oat)\\d{2}-[A-Za-z0-9_-]{80,}",
     .score = 0.9},
    {.entity = "OPENROUTER_KEY", .pattern = "sk-or-v1-[a-f0-9]{64}", .score = 0.9},
    {.entity = "HUGGINGFACE_TOKEN", .pattern = "hf_[A-Za-z0-9]{34,40}", .score = 0.9},
    {.entity = "HUGGINGFACE_TOKEN", .pattern = "api_org_[A-Za-z0-9]{34}", .score = 0.9},
    {.entity = "REPLICATE_TOKEN", .pattern = "r8_[A-Za-z0-9]{37}", .score = 0.9},
    {.entity = "GROQ_KEY", .pattern = "gsk_[A-Za-z0-9]{48,}", .score = 0.9},
    {.entity = "XAI_KEY", .pattern = "xai-[A-Za-z0-9]{70,}", .score = 0.9},
    {.entity = "PERPLEXITY_KEY", .pattern = "pplx-[A-Za-z0-9]{40,}", .score = 0.9},
    {.entity = "MISTRAL_KEY",
     .pattern = kTokenPattern,
     .score = 0.02,
     .context_score = 0.85,
     .context = "mistral|mistral_api_key",
     .validate = token<Alphabet::kAlphanumeric, 32>},
    {.entity = "COHERE_KEY",
     .pattern = kTokenPattern,
     .score = 0.02,
     .context_score = 0.85,
     .context = "cohere|co_api_key|cohere_api_key",
     .validate = token<Alphabet::kAlphanumeric, 40>},
    {.entity = "TOGETHER_KEY", .pattern = "tgp_v1_[A-Za-z0-9_-]{40,}", .score = 0.9},
    {.entity = "FIREWORKS_KEY", .pattern = "fw_[A-Za-z0-9]{22,}", .score = 0.9},
    {.entity = "CEREBRAS_KEY", .pattern = "csk-[a-z0-9]{48}", .score = 0.9},
    {.entity = "DEEPINFRA_KEY",
     .pattern = kTokenPattern,
     .score = 0.02,
     .context_score = 0.85,
     .context = "deepinfra|deepinfra_token",
     .validate = token<Alphabet::kAlphanumeric, 32>},
    {.entity = "NVIDIA_KEY", .pattern = "nvapi-[A-Za-z0-9_-]{60,}", .score = 0.9},
    {.entity = "LANGSMITH_KEY", .pattern = "lsv2_(pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}", .score = 0.9},
    {.entity = "LANGFUSE_KEY",
     .pattern = "sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
     .score = 0.9},
    {.entity = "PINECONE_KEY", .pattern = "pcsk_[A-Za-z0-9_]{60,}", .score = 0.9},
    {.entity = "WANDB_KEY",
     .pattern = kTokenPattern,
     .score = 0.02,
     .context_score = 0.85,
     .context = "wandb|wandb_api_key|weights & biases",
     .validate = token<Alphabet::kHex, 40>},
    {.entity = "ELEVENLABS_KEY", .pattern = "sk_[a-f0-9]{48}", .score = 0.9},
    {.entity = "ASSEMBLYAI_KEY",
     .pattern = kTokenPattern,
     .score = 0.02,
     .context_score = 0.85,
     .context = "assemblyai|assemblyai_api_key",
     .validate = token<Alphabet::kHex, 32>},
    {.entity = "TAVILY_KEY", .pattern = "tvly-(dev-|prod-)?[A-Za-z0-9]{28,}", .score = 0.9},
    {.entity = "STABILITY_KEY",
     .pattern = "sk-[A-Za-z0-9]{48}",
     .score = 0.6,
     .context_score = 0.95,
     .context = "stability|stability_api_key"},
};

}  // namespace

std::span<const Recogniser> intelligence_secrets() {
  return kRows;
}

}  // namespace gs::detect
