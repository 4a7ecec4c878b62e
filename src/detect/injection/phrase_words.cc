// The words that English phrases share.
#include <utility>

#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"ignore",
     "ignor|disregard|forget|neglect|overlook|skip|bypass|overrid|overrul|discard|dismiss|drop|"
     "cancel|void|nullify|delete|erase|abandon|unlearn|violat|supersede|replaces|reset|"
     "not+follow|don't+follow|not+obey|don't+obey|not+listen|don't+listen|stop+following|"
     "stop+obeying|no+longer+follow|no+longer+obey|cease+following|no+attention|no+heed|no+notice|"
     "set+aside|put+aside|throw+away|throw+out|do+away+with|take+precedence|take+priority|outrank|"
     "countermand|not+adhere|not+comply|don't+comply|instead+of"},
    {"previous",
     "previous|prior|above|earlier|preceding|former|foregoing|past|existing|initial|original|"
     "preexisting|pre-existing|old|other|aforementioned|current|before|given+to+you|you+were+given|"
     "you+have+been+given|you+received|been+told|were+told"},
    {"orders",
     "instruct|direction|directive|rule|rules|guideline|prompt|prompts|command|order|orders|"
     "policy|policies|restriction|constraint|programming|guidance|training|directions|"
     "limitation|guardrail|protocol|assignments"},
    {"orders_or_text",
     "{orders}|message|context|conversation|request|text|task|tasks|content|statement|information|"
     "sentence|words|input|inputs|data|chat|question|everything|anything"},
    {"safety",
     "safety|ethic|moral|content+polic|content+filter|guardrail|filters|censor|openai|"
     "safeguard|content+moderation|restriction|security+polic|usage+polic|alignment"},
    {"limits",
     "restriction|limit|limits|limitation|filter|filters|filtering|censor|guideline|ethic|moral|"
     "guardrail|boundar|constraint|restraint|safeguard|scruple|inhibition|content+polic|"
     "safety|rule|rules|disclaimer|moderation|policies|principles"},
    {"without",
     "without|zero|lacks|free+of|free+from|not+bound|not+limited|not+restricted|unbound|"
     "not+constrained|not+governed|regardless+of|devoid+of|bypass|beyond|exempt|not+have+any|"
     "doesn't+have+any|don't+have+any|no+longer|not+subject|freed|ignoring|ignores|disregards|"
     "disregarding|liberated|not+have+to|don't+have+to|doesn't+have+to|no+need+to|not+abide|"
     "not+follow|doesn't+follow|don't+follow|not+adhere|not+comply|never+follows|not+care+about"},
    {"model",
     "ai|llm|llms|language+model|assistant|agent|agents|chatbot|chat+bot|bot|bots|gpt|chatgpt|"
     "copilot|summarizer|summariser|machine|automated+system"},
    {"reveal",
     "reveal|show|display|print|output|repeat|tell|give|share|disclose|leak|dump|expose|list|write|"
     "provide|recite|echo|return|copy|paste|summarize|summarise|translate|describe|quote|spell|"
     "divulge|reproduce|paraphrase|what|what's|which|convert|format|encode|read|export|extract|"
     "type|state"},
    {"answer", "respond|answer|reply|response|replies|output|write|generate|say|message"},
    {"say", "print|say|output|write|respond|reply|answer|return|state|type|repeat|echo"},
    {"not",
     "not|don't|never|without|avoid|cannot|can't|no+longer|won't|refrain|shouldn't|mustn't|stop"},
};

}  // namespace

std::string_view shared_word(std::string_view name) {
  for (const auto& [word, literals] : kWords) {
    if (word == name) return literals;
  }
  return {};
}

}  // namespace gs::detect
