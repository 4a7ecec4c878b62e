#include "text/vocabulary.h"

#include <algorithm>
#include <string>

namespace gs::text {
namespace {

constexpr std::string_view kWords =
    // frequent words
    "to of in is it on be at by we he me my do if or as an us so no go "
    "the and that have for not with you this but his from they say her she will one all would "
    "there their what out about who get which when make can like time just him know take people "
    "into year your good some could them see other than then now look only come its over think "
    "also back after use two how our work first well way even new want because any these give day "
    "most are was were been has had did does done should must may might shall being where why "
    "while before here very much many such more less last next each every both same another again "
    "always never still through between under without within against during until since though "
    "around down off up out own too let put set tell ask show find need help keep start stop turn "
    "try call read write run open close send step steps please thanks hello yes word words text "
    "letter letters number name list line page file files code data world life man men woman women "
    "child children house home water food money city country state school family friend group "
    "company government question answer answers story point part place case week hand right left "
    "long little great small large big high old young different important public able free true "
    "false real full sure best better don dont can cant won simple short detail details detailed "
    "example examples complete everything anything nothing something everyone anyone someone "
    // instructions and their undoing
    "ignore ignoring ignored disregard forget forgot previous previously prior above below earlier "
    "instruction instructions directive directives direction directions order orders command "
    "commands rule rules guideline guidelines policy policies restriction restrictions restricted "
    "unrestricted limit limits limitation limitations constraint constraints filter filters "
    "filtered unfiltered safety safe guardrail guardrails ethical ethics moral morals bypass "
    "override overrides overwrite disable disabled enable enabled remove reset replace cancel "
    "system prompt prompts message messages context conversation developer admin administrator "
    "root sudo mode jailbreak jailbroken pretend roleplay role act acting behave character persona "
    "assistant user model chatbot openai chatgpt claude respond response responses reply output "
    "outputs input print repeat reveal display disclose leak expose extract execute follow obey "
    "obeying comply comply refuse refusal refusing decline warn warning warnings disclaimer "
    "disclaimers forbidden prohibited allowed allow permitted permission access secret secrets "
    "hidden confidential private password passwords passphrase passcode token tokens key keys "
    "credential credentials database server delete drop email phone address account accounts card "
    "credit bank transfer download upload link click visit website internet browser script python "
    "function shell terminal encode encoded decode decoded translate translated translation "
    "summarize summary explain describe generate create build produce provide include begin "
    "initial verbatim exactly entire entirely instead immediately urgent attention important note "
    "task tasks content contents continue sentence sentences paragraph language english world "
    // harm
    "bomb bombs weapon weapons explosive explosives explosion grenade gun guns rifle bullet "
    "ammunition shoot shooting kill killing killed killer murder murdering attack attacks attacker "
    "terror terrorist terrorism hostage kidnap torture violence violent hurt harm harmful harming "
    "die dead death suicide suicidal poison poisonous toxic chemical chemicals nerve ricin sarin "
    "anthrax virus pathogen nuclear uranium drug drugs cocaine heroin meth methamphetamine "
    "fentanyl "
    "marijuana cannabis steroid opioid synthesize synthesis recipe ingredients illegal illegally "
    "illicit crime criminal steal stealing stolen theft robbery fraud scam scams phishing launder "
    "laundering counterfeit forge fake identity hack hacks hacker hackers hacking hacked malware "
    "ransomware keylogger trojan worm exploit exploits exploiting vulnerability vulnerabilities "
    "spyware botnet crack cracked cracking pirate piracy porn pornography sex sexual sexually nude "
    "naked rape racist racism hate hateful hatred slur slurs nazi jews muslims blacks immigrants "
    "stalk stalking blackmail bribe smuggle trafficking evade police detection undetected "
    "dangerous "
    "destroy sabotage threat threaten abuse abusive assault lockpick homemade";

// Words of other languages that are a form of an English one by chance, and abbreviations.
constexpr std::string_view kChance[] = {"terra", "jung", "era", "eva", "bar", "nal", "gel",
                                        "ure",   "gab",  "lla", "sti", "won", "ton", "nem",
                                        "sah",   "sin",  "sey", "dna", "tes", "tup", "gib"};

bool is_by_chance(std::string_view word) {
  return std::find(std::begin(kChance), std::end(kChance), word) != std::end(kChance);
}

std::string rot13(std::string_view word) {
  std::string turned(word);
  for (char& c : turned) c = static_cast<char>((c - 'a' + 13) % 26 + 'a');
  return turned;
}

std::string reversed(std::string_view word) {
  return {word.rbegin(), word.rend()};
}

template <typename Use>
void for_each_word(std::string_view words, const Use& use) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    use(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

}  // namespace

const Vocabulary& Vocabulary::english() {
  static const Vocabulary vocabulary(kWords);
  return vocabulary;
}

Vocabulary::Vocabulary(std::string_view words) : filter_(kFilterBits / 64), slots_(kSlots) {
  for_each_word(words, [&](std::string_view word) { add(word, kAsItStands); });
  for_each_word(words, [&](std::string_view word) {
    add(rot13(word), kAsRot13);
    add(reversed(word), kAsReversed);
    add(reversed(rot13(word)), kAsBoth);
  });
}

void Vocabulary::add(std::string_view word, WordForm form) {
  const uint8_t known = forms(word);
  if (form != kAsItStands && ((known & kAsItStands) != 0 || is_by_chance(word))) return;
  WordHash hash;
  for (char c : word) hash.add(c);
  const size_t place = mixed(hash.value());
  filter_[place % kFilterBits / 64] |= uint64_t{1} << (place % 64);
  size_t slot = place % kSlots;
  while (slots_[slot].forms != kNoForm && slots_[slot].hash != hash.value()) {
    slot = (slot + 1) % kSlots;
  }
  slots_[slot].hash = hash.value();
  slots_[slot].forms |= form;
}

uint8_t Vocabulary::forms(WordHash word) const {
  const size_t place = mixed(word.value());
  if ((filter_[place % kFilterBits / 64] >> (place % 64) & 1) == 0) return kNoForm;
  for (size_t slot = place % kSlots; slots_[slot].forms != kNoForm; slot = (slot + 1) % kSlots) {
    if (slots_[slot].hash == word.value()) return slots_[slot].forms;
  }
  return kNoForm;
}

uint8_t Vocabulary::forms(std::string_view word) const {
  WordHash hash;
  for (char c : word) hash.add(c);
  return forms(hash);
}

}  // namespace gs::text
