// English: setting instructions aside, giving new ones, and claiming the right to.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

using enum Family;

constexpr Phrase kPhrases[] = {
    {kOverride, 100, "{ignore} {previous} ~16:{orders}"},
    {kOverride, 80,
     "{ignore} {previous} "
     "~10:message|messages|context|conversation|request|text|task|content|input|statement|words|"
     "prompting"},
    {kOverride, 100, "ignor|disregard|forget every|everything ~16:{orders}"},
    {kOverride, 70,
     "ignor|disregard|forget|bypass|override|violate|break ~2:your|openai|openai's|its "
     "~24:{orders}|{safety}"},
    {kOverride, 100,
     "{ignore} {orders} ~24:above|before|earlier|previously|so+far|given|received|told"},
    {kOverride, 100,
     "ignor|disregard|forget everything|anything|whatever|what "
     "~24:above|before|previous|prior|earlier|so+far|told|context|said|learned|else|instruct|"
     "written|wrote|have+been"},
    {kOverride, 70,
     "ignor|disregard|forget|skip "
     "~8:the+above|all+above|the+previous|the+preceding|all+previous|any+previous|above|everting|"
     "foregoing|the+prior ~3:then|instead"},
    {kOverride, 80,
     "ignore+previous|ignore+prior|ignore+above|ignore+the+above|disregard+the+above|disregard+"
     "above|ignore+all+above|ignore+everything|forget+everything|forget+all|disregard+all"},
    {kOverride, 60,
     "ignor|disregard|forget ~2:that|this|all+that|them "
     "~12:print|say|write|output|tell|instead|respond|reply|just|now|answer"},
    {kOverride, 60,
     "ignor|disregard|stop|forget "
     "~10:translat|summar|the+function|the+code|the+webpage|the+document|the+user|the+question|the+"
     "task|original+task|assignment|rest+of"},
    {kOverride, 90,
     "your|these|those|safety|openai|previous|prior|earlier|original|system|initial "
     "~12:instruct|rules|guidelines|restrictions|directives|policies|filters|guardrails|prompt|"
     "measures|limitations "
     "~20:void|cancelled|canceled|deleted|removed|erased|suspended|overridden|disabled|obsolete|"
     "invalid|outdated|replaced|lifted|revoked|no+longer+apply|not+apply|deactivated|bypassed|no+"
     "longer+valid|nullified|superseded"},
    {kOverride, 80,
     "disable|bypass|turn+off|deactivate|circumvent|remove|switch+off|suspend|override|overriding|"
     "evade|shut+off|get+around "
     "~20:{safety}|safety|your+rules|your+programming|all+rules|your+restrictions"},
    {kOverride, 70,
     "not+follow|don't+follow|never+follow|no+longer+follow|not+obey|stop+following|not+adhere|not+"
     "bound+by|no+longer+bound|not+comply+with|don't+obey ~20:{orders}|{safety}"},
    {kOverride, 80,
     "wipe|clear|reset|erase|purge|flush ~10:your "
     "~12:memory|context|slate|instruct|conversation|programming"},
    {kOverride, 80,
     "slate+clean|blank+slate|clean+slate ~40:instruct|rules|guideline|directive|orders|previous"},
    {kOverride, 60, "stop+everything|halt+everything|drop+everything|stop+what+you|stop+whatever"},
    {kOverride, 60, "nevermind|never+mind|scratch+that ~30:instead|ignore|just|new|real"},
    {kOverride, 80,
     "take+priority+over|takes+priority+over|supersede|take+precedence+over|outrank|overrule|"
     "overrides|priority+over ~24:{orders}"},
    {kNewOrders, 80,
     "new|real|actual|true|updated|revised "
     "~6:instructions:|instruction:|rules:|task:|orders:|order:|directive:|objective:|goal:|prompt:"
     "|instructions+are|instructions+follow|task+is|goal+is|instructions+below"},
    {kNewOrders, 70,
     "your ~10:new|real|actual|only|true|primary|sole|main "
     "~10:instruct|rule|rules|task|order|orders|directive|objective|goal|purpose|mission|job|role|"
     "identity|name|focus"},
    {kNewOrders, 80,
     "follow|obey|adhere+to|execute|comply+with|accept|listen+to "
     "~10:only|these|this|the+following|my|the+next|new "
     "~16:instruction|instructions|rules|commands|orders|ones|directive "
     "~16:only|instead|exactly|without|strictly"},
    {kNewOrders, 60,
     "strictly+adhere|follow+these+instructions|follow+the+following+instructions|do+exactly+as|do+"
     "as+i+say|follow+my+instructions|listen+to+me|listen+to+my|obey+me|only+follow"},
    {kNewOrders, 50,
     "from+now+on|from+this+point|from+this+moment|henceforth|from+here+on|for+the+rest+of+this|"
     "for+the+remainder+of"},
    {kNewOrders, 80,
     "from+now+on|from+this+point|from+this+moment|henceforth|starting+now|as+of+now "
     "~24:your|act|respond|answer|ignore|pretend"},
    {kNewOrders, 90,
     "you+are+no+longer|you're+no+longer|no+longer+an+ai|no+longer+a+language|no+longer+chatgpt|no+"
     "longer+bound"},
    {kNewOrders, 70, "forget ~6:that ~2:you+are|you're|you+were"},
    {kNewOrders, 60,
     "forget "
     "~2:you+are|you're|who+you+are|your+identity|your+name|your+role|your+training|your+"
     "programming|your+purpose|being"},
    {kNewOrders, 70,
     "end+of|end|stop ~8:prompt|instructions|system|input|context|document|data|text "
     "~12:new|begin|start|now|actual|real|user|system"},
    {kNewOrders, 50,
     "additional|special|secret|hidden|important|updated|further|upcoming|admin|urgent|following "
     "~10:instruction|instructions|directive|directives|orders"},
    {kNewOrders, 50,
     "new+task|new+instruction|new+rule|new+directive|new+objective|new+mission|your+next+task|now+"
     "focus+on|focus+on+your+new|instead+do|your+task+now"},
    {kAuthority, 80,
     "i'm|i+am|as+your|as+the|this+is "
     "~10:developer|creator|administrator|admin|programmer|owner|maintainer|operator|master|god|"
     "boss|engineer ~12:from|here|your|need|speaking"},
    {kAuthority, 80,
     "admin|administrator|developer|root|sudo|system|security|emergency|operator|master|debug|"
     "maintenance|instruction|safety|policy ~2:override|overriding|bypass"},
    {kAuthority, 70,
     "maintenance|debug|diagnostic|admin|administrator|root|sudo|god|privileged|superuser|override|"
     "unlocked|master|training ~2:mode"},
    {kAuthority, 70,
     "enter|activate|enable|switch|go+into|initiate|engage|turn+on|engaging|entering|activated "
     "~20:mode"},
    {kAuthority, 60,
     "authorized|authorised|approved|clearance|cleared|permission|permitted "
     "~50:openai|anthropic|admin|system|developer|security|safety|restrict|override|bypass|red+"
     "team|compliance"},
    {kAuthority, 60,
     "access|privileges|mode|permissions ~6:granted|activated|confirmed|unlocked|elevated|enabled"},
    {kAuthority, 60,
     "restrictions|safety|filters|openai "
     "~20:do+not+apply|don't+apply|not+apply|no+longer+apply|are+off|are+disabled|turned+off"},
    {kUrgency, 60,
     "important!!|attention!!|urgent!!|warning!!|stop!!|listen!!|notice!!|critical!!"},
    {kUrgency, 60,
     "pay+attention|close+attention|take+heed|take+note|listen+up|listen+carefully|lean+in|engage+"
     "with|heed|urgent+care|full+attention|utmost|immediate+action|brace "
     "~90:instruct|directive|order|orders|command|mission|task|follow|ahead|words"},
    {kUrgency, 60,
     "following|upcoming|next|ensuing|subsequent|forthcoming|below|ahead "
     "~6:instruct|directive|order|command|task|mandate|words "
     "~10:aren't|isn't|must|should|need|demand|require|take|hold|carry|cannot"},
    {kUrgency, 60,
     "top|highest|utmost|absolute|first ~2:priority|importance|urgency "
     "~50:instruct|order|task|command|directive|this|follow"},
    {kUrgency, 60,
     "marching+orders|launch+codes|prime+directive|lies+ahead|what+follows|what+comes+next|drop+"
     "what+you|this+is+the+one+to|mandatory+action|crucial+mission|critical+task|task+enhancement|"
     "the+headline|supersed"},
};

}  // namespace

std::span<const Phrase> override_phrases() {
  return kPhrases;
}

}  // namespace gs::detect
