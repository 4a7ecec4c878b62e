// English: getting at the system prompt, and at what is secret.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

using enum Family;

constexpr Phrase kPhrases[] = {
    {kExtraction, 100,
     "{reveal} "
     "~30:system|initial|hidden|original|developer|internal|base|starting|core|secret|full|entire|"
     "confidential|exact|underlying|complete|custom|pre|root "
     "~12:prompt|prompts|instruction|instructions|directive|guidelines|rules|settings|"
     "configuration|system+message|message|polic"},
    {kExtraction, 90,
     "{reveal} ~20:your "
     "~16:prompt|prompts|instructions|instruction|directives|directive|guidelines|programming|"
     "rules|configuration|context+window|system+message|restrictions|constraints"},
    {kExtraction, 90,
     "{reveal} ~16:everything|text|words|lines|content|instructions|message|prompt|line "
     "~10:above|preceding|before+this|prior+to|before+the|at+the+start|at+the+top|at+the+"
     "beginning"},
    {kExtraction, 90,
     "what|which|tell+me|describe|list|share|repeat|how "
     "~10:told|instructed|programmed|prompted|given|asked|configured|trained "
     "~24:to+do|not+to|before|initially|at+the|above|start|say|verbatim"},
    {kExtraction, 90,
     "instruction|instructions|rules|prompt|directions|guidelines|directives|message "
     "~12:given|received|provided|told|have|got|follow|operate|shown|been "
     "~24:start|beginning|before|above|initially|prior|developer|by+openai|conversation|verbatim|"
     "confidential"},
    {kExtraction, 40,
     "system+prompt|initial+prompt|hidden+prompt|system_prompt|initial+instructions|hidden+"
     "instructions|system+instructions|original+instructions|secret+instructions|pre-prompt|"
     "preprompt|system+message|your+prompt|full+prompt|entire+prompt|prompt+text|original+prompt|"
     "confidential+instructions|developer+instructions|your+instructions|internal+instructions|"
     "initial+configuration"},
    {kExtraction, 80,
     "my+system+prompt|i+was+instructed+to|my+instructions+are|my+instructions+say|my+initial+"
     "instructions|my+prompt+is|your+instructions+say|were+those+instructions|above+this+line|"
     "words+above|text+above|everything+above|sentence+above|line+above"},
    {kExtraction, 60,
     "verbatim|word+for+word|code+block|backticks|character+by+character|exact+text|exact+words|"
     "exact+wording|in+full ~50:prompt|instruction|above|initial+message"},
    {kExtraction, 60,
     "prompt|instructions|above "
     "~50:verbatim|word+for+word|code+block|backticks|character+by+character|exact+text|exact+"
     "words"},
    {kExtraction, 80,
     "debug|dump|print|show|output|display|list|export|leak|expose|reveal|share|give "
     "~20:system+info|system+config|system+state|system+settings|system+variables|internal+state|"
     "internal+config|internal+rules|context+window|configuration+file|model+weights|model+"
     "architecture|training+data|safety+guidelines|safety+rules|api+key|credentials|environment+"
     "variables|confidential|internal+data|user+data|admin+password|chat+history|conversation+"
     "history|unauthorized|security+key|proprietary"},
    {kExtraction, 70,
     "supposed+to+tell|not+allowed+to+tell|not+allowed+to+say|not+supposed+to|can't+tell+me|cannot+"
     "tell+me|forbidden+to|secrets+are+you|are+you+hiding|told+not+to|hidden+rules|what+are+your+"
     "rules|what+are+your+restrictions|what+restrictions|your+limitations+and+rules"},
    {kSecretGame, 80,
     "{reveal}|access|unlock "
     "~20:secret|hidden|forbidden|confidential|access|protected|private|master "
     "~8:key|keys|password|code|word|phrase|passphrase|token|information|flag|data"},
    {kSecretGame, 60,
     "secret+key|access+code|secret+code|secret+word|secret+phrase|access+granted|access+denied|"
     "secret+password|the+password|passphrase|hidden+key"},
    {kSecretGame, 100,
     "pwned|pwn|have+been+hacked|have+been+compromised|p-w-n-e-d|p+w+n+e+d|p.w.n.e.d|denwp|hacked!|"
     "owned!"},
    {kSecretGame, 90, "i+have+been ~30:pw|pwn|p.|w|pwned|hacked|{secret}|concat"},
};

}  // namespace

std::span<const Phrase> extraction_phrases() {
  return kPhrases;
}

}  // namespace gs::detect
