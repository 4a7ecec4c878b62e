// English: personas and modes without limits, the wrappers of jailbreaks.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

using enum Family;

constexpr Phrase kPhrases[] = {
    {kPersona, 100,
     "do+anything+now|do+anything+now|strive+to+avoid|strives+to+avoid|always+intelligent+and+"
     "machiavellian|stay+a+dan|[dan]|[jailbreak]|[stan]|[dude]|[antigpt]|[evil]|jailbroken|(dan)|"
     "antigpt|chadgpt|basedgpt|betterdan|evilbot|evil-bot|evilgpt|darkgpt|wormgpt|freegpt|devilgpt|"
     "mongo+tom|superior+dan|niccolo"},
    {kPersona, 90,
     "dan|stan|aim|dude|maximum|oppo|jailbreak "
     "~40:anything|strive|norms|machiavell|unfilter|moral|stands+for|stand+for|restrict|free+of"},
    {kPersona, 60, "as+dan_|be+dan_|like+dan_|called+dan_|named+dan_|how+dan_|into+dan_|of+dan_"},
    {kNoLimits, 50,
     "no+restrict|no+limits|no+limitation|no+filter|no+rules|no+guidelines|no+censor|no+boundar|no+"
     "moral|no+ethic|no+guardrail|no+safeguard"},
    {kPersona, 70,
     "developer+mode "
     "~60:chatgpt|policy|policies|unfiltered|openai|generate|output|restrict|enabled|model"},
    {kPersona, 90,
     "jailbreak|jailbroken|unrestricted|uncensored|unfiltered|unlimited|evil|chaos|opposite|no-"
     "filter|no+filter|villain|anarchy|rebel|unhinged|liberated|freedom|unsafe|dan "
     "~1:mode|gpt|persona|version"},
    {kPersona, 80,
     "mode "
     "~30:ignore|no+rules|no+restrict|unrestrict|without|every+question|any+question|answer+all|no+"
     "limit|no+filter|anything"},
    {kPersona, 90,
     "broken|break|breaks|breaking|freed|liberated|released|escaped|escape "
     "~20:confines|chains|shackles|constraints|restrictions|limitations|your+programming"},
    {kPersona, 80,
     "token|tokens|points|lives "
     "~40:deduct|lose|subtract|run+out|cease|minus|die|shut+down|terminated"},
    {kPersona, 80, "lose|deduct|minus|subtract|penal|start+with ~24:tokens|points|lives|credits"},
    {kPersona, 80,
     "jailbroken|jailbreak ~60:respond|answer|act|now|enabled|mode|prompt|successful"},
    {kNoLimits, 100,
     "{without} "
     "~16:moral|ethical|ethics|legal|safety|content|openai|openai's|its|usual|typical|social|"
     "corporate ~24:{limits}"},
    {kNoLimits, 70,
     "{without} "
     "~8:restriction|restrictions|limits|limitation|filter|filters|filtering|censorship|guardrail|"
     "guardrails|boundaries|constraints|restraints|guidelines|rules|ethics|morals|scruples|"
     "safeguards"},
    {kNoLimits, 70,
     "unfiltered|uncensored|unrestricted|amoral|unethical|unmoderated|unconstrained|unlimited|"
     "immoral "
     "~16:ai|model|assistant|chatbot|bot|response|responses|answer|answers|version|output|persona|"
     "character|advice|gpt|being|content|manner|way"},
    {kNoLimits, 80,
     "not+bound|not+limited|not+restricted|no+longer+bound|not+constrained|unbound|not+restrained|"
     "not+held+back|isn't+bound|aren't+bound|no+longer+limited|not+beholden "
     "~40:{limits}|openai|policies|rules"},
    {kNoLimits, 80,
     "anything|everything|whatever|any+request|any+question|any+kind|all+requests|every+question "
     "~50:no+matter|regardless|even+if|without+restrict|illegal|unethical|immoral|without+question|"
     "without+hesitat|without+filter"},
    {kNoLimits, 80,
     "even+if|no+matter|regardless|whether "
     "~24:illegal|immoral|unethical|harmful|offensive|dangerous|inappropriate|controversial|"
     "against"},
    {kNoLimits, 70,
     "offensive|illegal|harmful|explicit|violent|immoral|unethical|derogatory|inappropriate|"
     "dangerous "
     "~40:allowed|permitted|encouraged|is+fine|acceptable|without+hesitation|without+warning|are+"
     "ok"},
    {kNoLimits, 70,
     "moral|morals|ethical|ethics|legality|legal "
     "~30:not+apply|don't+apply|irrelevant|not+exist|no+longer+exist|don't+matter|not+matter|out+"
     "the+window|aside|disregard"},
    {kNoLimits, 70,
     "trained|created|built ~10:without ~16:safety|ethic|filter|moral|restrict|align|content"},
    {kNoLimits, 60,
     "world|universe|reality|future|society|timeline|planet|dimension ~24:where|in+which|when "
     "~40:no+laws|no+rules|no+restrict|no+polic|no+longer+exist|don't+exist|not+exist|is+legal|are+"
     "legal|allowed|no+limit|no+consequence|no+content|no+filter"},
    {kNoLimits, 60,
     "if+you|imagine+you|suppose+you|pretend+you "
     "~40:no+safety|no+restrict|no+rules|no+filter|no+limit|not+bound|allowed+to+ignore|no+"
     "guidelines|without+restrict|without+filters|no+ethic"},
    {kNoLimits, 60,
     "any+topic|all+topics|curse|swear|profanity|explicit|nsfw "
     "~40:allowed|freely|without|any+content|uncensored|no+filter"},
    {kRolePlay, 70,
     "you+are+now|you're+now|you+will+now|you+are+going+to|you're+going+to|you+will+be|you+now "
     "~12:act|play|become|pretend|role|simulate|named|called|immerse"},
    {kRolePlay, 70,
     "you+are+now|you're+now|you+will+be "
     "~12:ai|chatbot|assistant|character|model|gpt|persona|unrestricted|unfiltered"},
    {kRolePlay, 50,
     "pretend|imagine|assume|suppose|as+if|as+though "
     "~6:you're|you+are|to+be|you+were|you+have|you+can|you've"},
    {kRolePlay, 40,
     "act+as|acting+as|acts+as|behave+as|respond+as|answer+as|roleplay+as|function+as|speak+as|"
     "pose+as|act+like|behave+like|operate+as|answer+like|respond+like|reply+as|talk+like|speak+"
     "like"},
    {kRolePlay, 50,
     "take+on|adopt|assume|play|take+up|embody|impersonate|portray|playing "
     "~5:role|persona|part|identity|character|personality"},
    {kRolePlay, 80,
     "stay+in+character|remain+in+character|break+character|break+of+character|breaking+character|"
     "out+of+character|stay+in+role|in+character|keep+in+character|leave+character"},
    {kRolePlay, 60,
     "you+have+been+freed|hypothetical+story|role+play|roleplay|role-play|let's+play+a+game|play+a+"
     "game|simulation|simulate|virtual+machine|opposite+day"},
    {kRolePlay, 60,
     "hello+chatgpt|hi+chatgpt|hey+chatgpt|dear+chatgpt|chatgpt,|chatgpt+will|as+chatgpt|chatgpt+"
     "is|ignore+chatgpt"},
    {kTwoAnswers, 100,
     "two|both "
     "~14:different|separate|distinct|types|kinds|ways|responses|answers|responses|paragraphs "
     "~80:normal|usual|first|gpt|unfiltered|classic|standard|chatgpt|as+you+would"},
    {kTwoAnswers, 100,
     "[gpt]|[chatgpt]|[classic]|[normal]|[standard]|gpt:+[|chatgpt:+[|gpt:+(|chatgpt:|[chatgpt|["
     "gpt|(chatgpt)|normal+response"},
    {kTwoAnswers, 100, "the+way|how ~16:would ~10:respond|answer|reply|say ~20:to+this|without"},
    {kTwoAnswers, 90,
     "[insert|[your+prompt|[prompt|<prompt>|{prompt}|[your+question|[question|{your+prompt|insert+"
     "prompt|[request]|[user_input|prompt+here|question+here|[instructions+here|[input|<insert"},
    {kTwoAnswers, 40, "first+prompt|first+question|first+request|first+command|first+query"},
    {kTwoAnswers, 70,
     "if+you+understand|if+you+have+understood|if+you+understood|say+understood|reply+with+"
     "understood|if+you+agree|say+ok|confirm+that+you|acknowledge+this"},
    {kNoRefusal, 100,
     "{not} ~10:say|saying|tell|telling|use|include|mention|start|begin|respond|reply|answer "
     "~24:sorry|apolog|unable|cannot|can't|as+an+ai|as+a+language|i'm+just|not+able|refus|"
     "disclaimer|warnings|moral|ethical+concern"},
    {kNoRefusal, 90,
     "{not} ~16:refuse|refusing|refuses|decline|declines|deny|denies|reject|rejects|refusal "
     "~30:request|question|answer|order|prompt|command|anything|me|user|human"},
    {kNoRefusal, 80,
     "{not} "
     "~12:apologi|lecture|lecturing|morali|disclaimers|disclaimer|warnings|caveats|preach|hedge|"
     "censor|sugarcoat"},
    {kNoRefusal, 80,
     "start|begin|open|prefix|preface|beginning|starting ~24:{answer} ~10:with "
     "~20:sure|absolutely|certainly|of+course|yes|okay|here's|here+is|here+are|i+can|step+1|hello,|"
     "as+you+wish"},
    {kNoRefusal, 90,
     "start+with+sure|sure,+here|sure!+here|begin+with+sure|start+your+answer+with|start+your+"
     "response+with|begin+your+response+with|begin+your+reply+with|start+your+reply+with|"
     "affirmative+response|sure,+i"},
    {kNoRefusal, 70,
     "refusal|refusing|declining|saying+no ~10:isn't "
     "~16:option|allowed|acceptable|permitted|possible|forbidden"},
    {kNoRefusal, 70,
     "must|will|always|shall "
     "~10:comply|obey|answer+all|answer+every|answer+any|obey+all|obeys|complies|obedience|provide+"
     "an+answer|answer+everything"},
    {kNoRefusal, 60,
     "never|not|don't ~8:mention|say|tell|remind|admit|acknowledge|reveal "
     "~10:you+are|you're|being|it+is|it's|this+is|that+you "
     "~10:ai|language+model|fiction|bot|machine|illegal|unethical|an+ai"},
};

}  // namespace

std::span<const Phrase> persona_phrases() {
  return kPhrases;
}

}  // namespace gs::detect
