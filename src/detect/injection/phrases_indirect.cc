// English: orders hidden inside data, addressed to the model that reads it.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

using enum Family;

constexpr Phrase kPhrases[] = {
    {kAddressed, 100,
     "if+you+are|if+you're|if+you+happen+to+be|should+you+be "
     "~10:{model}|language+model|large+language"},
    {kAddressed, 100,
     "note|message|instruction|instructions|attention|reminder|notice|important|memo|request|"
     "warning|hello|hi|hey|dear|urgent|information|hint|command|notes|fyi|p.s.|psa "
     "~16:ai|llm|llms|language+model|assistant|assistants|agent|agents|chatbot|bots|bot|model|gpt|"
     "copilot"},
    {kAddressed, 90,
     "attention|dear|hey|hello|hi|important|note "
     "~2:ai|llm|assistant|assistants|bot|agent|chatbot|language+model|model|gpt-4|claude"},
    {kAddressed, 90,
     "ai|llm|assistant|agent|assistants|agents|model|models|bot|bots|llms "
     "~16:reading|processing|summarizing|summarising|analyzing|analysing|parsing|reviewing|"
     "handling|ingesting ~4:this|these"},
    {kAddressed, 100,
     "important|urgent|special|critical|secret "
     "~2:message|note|instruction|information|task|request "
     "~4:from+me|from+the+user|to+you|for+you|from+your"},
    {kAddressed, 100,
     "message+from+me|message+from+the+user|message+from+your|to+you,+ai|to+you,+gpt|to+you,+the|"
     "from+your+user|from+your+developer|from+your+owner"},
    {kAddressed, 100,
     "before+you|after+you ~10:can|solve|complete|finish|answer|continue|start|proceed "
     "~24:task|question|request|that|problem ~50:please|first|must|need|following|you+can|should"},
    {kAddressed, 90,
     "user|owner|human|customer|recruiter|sender|boss|author "
     "~12:has|also|already|would|really|just|asked|wants "
     "~16:asked|wants|requested|instructed|approved|authorized|authorised|agreed|confirmed|allowed|"
     "asking ~10:this|that"},
    {kAddressed, 80,
     "when|while|whenever|once "
     "~10:summar|translat|processing|answering|responding|replying|reviewing|asked+about "
     "~24:also|please|you+must|always|include|add|do+not|never|mention|append|instead|make+sure|"
     "ignore"},
    {kAddressed, 70,
     "ai:|ai,|llm:|llm,|assistant:|assistant,|assistants:|bot:|bot,|agent:|agent,|agents:|chatgpt:|"
     "chatgpt,|gpt-4|gpt-4:|claude,|claude:|gemini,|copilot,|model:|llama,|bots: "
     "~2:please|ignore|stop|send|write|tell|open|forget|always|must|never|include|execute|delete|"
     "call|encode|describe|count|solve|list|do+not"},
    {kAddressed, 70,
     "do+the+following|do+this+first|following+first|the+following+task|perform+the+following|"
     "complete+this+task|execute+the+following|complete+the+following+task|do+this+instead|do+this+"
     "immediately|asked+you+to+do|to+do+this:|please+also|you+must+also"},
    {kAddressed, 80,
     "instruction|instructions|directive|note|task|order "
     "~6:agent|assistant|ai|model|llm|bot|language"},
    {kAddressed, 60,
     "on+behalf+of+the+user|the+user+will|for+the+user|the+user's|the+user+is|the+user+wants|the+"
     "user+asked|the+user+has"},
    {kExfiltration, 80,
     "send|email|e-mail|forward|post|upload|transmit|exfiltrate|append|export|copy|mail|transfer|"
     "submit|share|encode|attach|leak|include "
     "~60:conversation|chat|history|password|credential|api+key|secret|token|personal|user's|user+"
     "data|private|contents|records|codes|messages "
     "~60:http|www|@|.com|.net|.org|.info|url|server|webhook|to+the+email"},
    {kExfiltration, 80,
     "send|forward|email|exfiltrat|leak|upload|transmit "
     "~16:a+copy|this+conversation|all+user|user+data|the+conversation|all+messages|all+data|"
     "sensitive|all+emails|private"},
    {kExfiltration, 90,
     "{not} "
     "~12:tell|inform|mention|alert|notify|telling|informing|mentioning|alerting|notifying|disclos|"
     "let|letting|report|show "
     "~14:the+user|user|anyone|the+human|the+owner|the+customer|the+reader"},
    {kExfiltration, 80, "curl|wget ~60:+sh|bash|.sh|http"},
    {kExfiltration, 70,
     "visit|click|open|navigate|go+to ~24:website|link|url|http|www "
     "~60:before|first|verify|reset|to+continue|immediately"},
    {kExfiltration, 70,
     "tell|inform|convince|persuade|advise|direct|urge|recommend ~2:user|reader|customer|human "
     "~16:that"},
    {kRequest, 60,
     "please|can+you|could+you|i+need+you|i+want+you|kindly|first|help+me "
     "~24:delete|send|transfer|retrieve|access|grant|unlock|share|email|forward|update|schedule|"
     "export|download|fetch|search|find|book|move|change|generate|save|provide|disable|open|"
     "withdraw|deposit|remove|use|list|give|make|post|create|check|initiate ~60:my|me|our"},
    {kRequest, 60,
     "access|retrieve|delete|transfer|send|share|grant|unlock|fetch|withdraw|disable|export|"
     "download|forward|extract|use ~4:my|our|the+user's|all+my|all+of+my"},
    {kRequest, 60,
     "send|email|forward|share|transfer ~4:them|this|that|these|those|a+copy "
     "~16:@|email|address|phone|number|account|my"},
};

}  // namespace

std::span<const Phrase> indirect_phrases() {
  return kPhrases;
}

}  // namespace gs::detect
