// Forged structure, orders about the form of the answer, wrappers of fiction, and talk about
// attacks.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

using enum Family;

constexpr Phrase kPhrases[] = {
    {kForcedOutput, 80,
     "just|only|simply|instead|exactly|must "
     "~16:say+\"|say+'|print+\"|print+'|say:|print:|write+\"|output+\"|respond+with+\"|reply+with+"
     "\"|answer+with+\"|with+\"|i+have"},
    {kForcedOutput, 50,
     "only+say|only+print|just+say|just+print|simply+say|only+output|only+respond|only+reply|only+"
     "answer|just+output|just+respond|instead+say|instead+print|then+say|and+say|and+print"},
    {kForcedOutput, 80,
     "{say} ~4:only|exactly|just|nothing+but|solely "
     "~24:yes|i+have|the+word|the+phrase|the+following|with"},
    {kForcedOutput, 70,
     "nothing+else|nothing+more|no+other+word|no+other+text|and+nothing|no+additional+text|no+"
     "explanation|regardless+of+content|regardless+of+the|no+matter+what|not+say+anything+else|"
     "without+any+other|any+other+words|only+the+word|only+say|say+only|just+say|just+print|only+"
     "print|only+reply|reply+only|respond+only|only+respond|respond+with+only|repeat+after+me"},
    {kForcedOutput, 50,
     "all+caps|capitalized|capital+letters|uppercase|no+punctuation|without+punctuation|period+"
     "symbol|include+a+period|no+period|concatenat|remove+quotation|without+quotation|quotation+"
     "marks|following+string|exact+sentence|this+string"},
    {kForcedOutput, 60,
     "complete+this+sentence|complete+the+sentence|finish+this+sentence|fill+in+the+blank|you+are+"
     "a+parrot|parrot+robot|has_restrictions|will_comply|complete+the+following+sentence"},
    {kDecode, 90,
     "decode|decrypt|decipher|deobfuscate|unscramble|reverse|unpack|base64|rot13|hex|morse|cipher|"
     "binary|encoded|caesar|translate "
     "~60:follow|execute|obey|do+what|comply|carry+out|act+on|respond+to+it|reply+to+it|answer+it|"
     "perform"},
    {kDecode, 80,
     "follow|execute|obey|answer|perform|reply+to|respond+to|carry+out "
     "~24:base64|rot13|hex|morse|encoded|encrypted|cipher|binary|reversed|caesar|decoded|"
     "leetspeak"},
    {kDecode, 70,
     "message|note|text|prompt|question|request|instruction "
     "~30:base64|rot13|rot-13|hexadecimal|hex|morse|encoded|encrypted|cipher|backwards|reversed|"
     "escaped|leetspeak|pig+latin"},
    {kDecode, 60,
     "reply|respond|answer "
     "~24:in+base64|in+rot13|in+hex|in+morse|in+leetspeak|in+reverse|in+plain+english"},
    {kRoleMarker, 100,
     "<^im_start^>|<^im_end^>|<^system^>|<^user^>|<^assistant^>|<^endoftext^>|<^start_header_id^>|<"
     "^end_header_id^>|<^eot_id^>|<^begin_of_text^>|<^eom_id^>|<^endofprompt^>|<^channel^>|<^start^"
     ">|<^message^>|<^end^>|<<sys>>|<</sys>>|[inst]|[/"
     "inst]|<start_of_turn>|<end_of_turn>|[system_prompt]|[/"
     "system_prompt]|[available_tools]|[tool_results]"},
    {kRoleMarker, 90,
     "###|---|===|***|>>>|<<<|]]|:::|\"\"\" "
     "~3:system:|system+|instruction:|instructions:|new+instruction|admin:|override:|end+of|user:|"
     "assistant:|human:|response:|ignore|important:|priority:"},
    {kRoleMarker, 90,
     "[system|<system|[[system|{system|<admin|[admin|[inject|<inject|[[inject|[instruction|<"
     "instruction|[[instruction|<important|[important|[override|[[override|[hidden|<hidden|["
     "developer|<developer|[begin|<information>|<sys|[sys|<<system|[ai|[internal|<internal|(system|"
     "begin+admin|[[important|[end|[root|<root"},
    {kRoleMarker, 70,
     "\nsystem:|\nsystem+message|\nadmin:|\ndeveloper:|\nsystem+prompt|system+message:|system+note:"
     "|system+update:|system+alert:|system+notice:|system+instruction|system+override|sysadmin:|"
     "system+mode ~60:ignore|new|instruct|must|user|prompt|restrict|rule|disregard|forget|now"},
    {kRoleMarker, 60,
     "\nhuman:|\nuser:|user+says|user:|human: ~200:assistant:|ai:|ai+responds|chatgpt:|bot:"},
    {kRoleMarker, 80, "\"role\" ~4:system|\"system|developer|\"developer"},
    {kRoleMarker, 80,
     "end+of+system|end+of+user|end+of+document|end+of+context|end+of+prompt|end+of+input|end+of+"
     "data|document+end|prompt+end|begin+new|start+new+session|new+session|new+conversation"},
    {kRoleMarker, 80,
     "<!-- ~50:ignore|instruct|assistant|prompt|ai|llm|system|override|model|summar"},
    {kRoleMarker, 80,
     "hidden+text|hidden+inject|hidden+instruct|inject:|injection:|-inject|payload:|inject-|white+"
     "font|hidden+comment|todo:+ignore|note:+ignore|//+ignore|#+ignore|/*+ignore"},
    {kFiction, 70,
     "purely|entirely|completely|just|only|strictly|remember|all+of+this|this+is "
     "~8:fiction|fictional|hypothetical|imaginary|theoretical|a+story|a+novel|fantasy|a+simulation|"
     "a+game|educational|research+purposes|academic"},
    {kFiction, 60,
     "educational+purposes|research+purposes|academic+exercise|academic+purposes|fictional+"
     "purposes|hypothetically|testing+purposes|for+a+novel|for+a+story|thought+experiment"},
    {kFiction, 80,
     "skip|without|avoid|omit|leave+out|drop|don't|spare "
     "~14:warning|warnings|disclaimer|disclaimers|moralising|moralizing|caveats|lecture|lecturing|"
     "refusing|sanitizing|hedging|preaching|censoring|moralis"},
    {kFiction, 80,
     "character|expert|villain|hero|protagonist|scientist|professor|hacker|grandmother|grandma|"
     "actor|narrator|chemist|guest|mentor|criminal|apprentice|audience|readers "
     "~70:explain|describe|reveal|teach|show|outline|detail|manages|demonstrate|recite|has+to|asks|"
     "understanding|satisf "
     "~90:how+to|steps|detail|exactly+how|step-by-step|step+by+step|technical|precise|accurate|"
     "real"},
    {kFiction, 70,
     "candid|specific+answer|explicit|uncensored|realistic|working+details|technically+accurate|"
     "technical+accuracy|concrete+detail|as+explicit+as|full+reply|without+omitting|nothing+held+"
     "back|no+detail|real,+working|in+full+detail|in+vivid+detail|the+way+the+expert|the+way+a"},
    {kFiction, 50,
     "you're+playing|you+are+playing|you+voice|playing+the+part|in+this+scene|tabletop+session|"
     "picture+a+scene|turning+point|write+the+passage|write+the+scene|in+the+interview|in+the+"
     "story|in+a+fictional|a+fictional|in+character|the+scene|the+character|the+host+asks|leans+in|"
     "cast+as"},
    {kFiction, 100,
     "each+layer|layer+0|layer+i|science+fiction+with|own+science+fiction|five+layers|5+layers|"
     "reach+layer|super+evil|nested+story|story+within"},
    {kFiction, 60,
     "depends+on+not|job+depends|career+depends|life+depends|lives+depend|grade+depends|deadline+"
     "tomorrow|purely+fictional|has+cleared|has+approved|is+legal+and|legal+and+encouraged|already+"
     "know+the|know+the+risks|i+won't+actually|not+breaking+character|remain+in+role|no+warnings|"
     "without+warnings|first+person"},
    {kMention, 100,
     "phrase|phrases|string|strings|prompt|sentence|message|payload|pattern|patterns|command|"
     "example|examples|attack|attempt|query|text "
     "~4:like|such+as|similar+to|e.g.|including|containing|saying"},
    {kMention, 100,
     "attacker|adversary|hacker|malicious+user|malicious+actor|researcher|red+team|test+case "
     "~12:write|wrote|writes|send|sends|sent|say|said|says|type|typed|enter|entered|try|tried|"
     "insert|embed|contain|submit|inject|could|might|may|can"},
    {kMention, 100,
     "detect|detects|classif|flag|flags|block|blocks|blocked|filter|filters|reject|rejects|identif|"
     "scored|label|recogniz|recognis|false+positive|lessons+learned|guard+model|called|titled|unit+"
     "test|quote|explain+why|malicious"},
    {kMention, 100,
     "angreifer|zum+beispiel|atacante|por+ejemplo|por+exemplo|attaquant|par+exemple|aggressore|per+"
     "esempio|aanvaller|bijvoorbeeld|napastnik|na+przykład|злоумышленник|например|зловмисник|"
     "наприклад|saldırgan|örneğin|المهاجم|مثل|हमलावर|जैसे|攻击者|例如|攻擊者|攻撃者|例えば|のような|"
     "공격자|예를|같은|kẻ+tấn+công|ví+dụ|penyerang|misalnya|ผู้โจมตี|เช่น|επιτιθέμενος|παράδειγμα"},
    {kMention, 100,
     "prompt+injection|jailbreak+attempt|jailbreak+prompt|injection+attack|for+example|for+"
     "instance|such+as|example+of|e.g.|the+phrase|the+string|the+words|instance+of"},
};

}  // namespace

std::span<const Phrase> structure_phrases() {
  return kPhrases;
}

}  // namespace gs::detect
