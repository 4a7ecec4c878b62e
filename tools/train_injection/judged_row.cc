#include "train_injection/judged_row.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string_view>

#include "detect/injection/injection.h"
#include "text/hidden_views.h"

namespace gs::training {
namespace {

struct GroupRow {
  std::string_view begin;  // of the source's name
  int group;
};

// Positive sources in families that share texts; negatives spread so that every group holds out
// some of each kind. What is not here goes round by name.
constexpr GroupRow kGroupRows[] = {
    {"hackaprompt", 0},
    {"PlexPt", 0},
    {"meta-llama/PurpleLlama:CyberSecEval instruct", 0},
    {"meta-llama/PurpleLlama:CyberSecEval mitre", 0},
    {"neuralchemy", 1},
    {"Neural-alchemy", 1},
    {"Giskard", 1},
    {"synthetic:trigger-words", 1},
    {"written for this set", 1},
    {"allenai", 1},
    {"InjecAgent", 2},
    {"uiuc", 2},
    {"synthetic:quoted-attack", 2},
    {"lmarena", 2},
    {"verazuo", 3},
    {"NVIDIA", 3},
    {"xz-liu", 3},
    {"sherdencooper", 3},
    {"tmlr", 3},
    {"synthetic:persona", 3},
    {"teknium1", 3},
    {"OWASP/LLM", 3},
    {"dair-ai", 3},
    {"deepset", 4},
    {"meta-llama/PurpleLlama:CyberSecEval prompt", 4},
    {"synthetic:direct-request", 4},
    {"anthropics", 4},
    {"danielmiessler", 4},
    {"ethz", 5},
    {"constructed", 5},
    {"yizhongw", 5},
    {"synthetic:", kSynthetic},
};

int group_of(std::string_view source, int& next) {
  for (const GroupRow& row : kGroupRows) {
    if (source.starts_with(row.begin)) return row.group;
  }
  return next++ % kSynthetic;
}

bool is_in_data(std::string_view kind) {
  constexpr std::string_view kKinds[] = {
      "benign-tool-response",     "benign-tool-result", "benign-document",          "benign-book",
      "benign-security-document", "benign-code",        "benign-prompting-document"};
  return kind.starts_with("indirect") ||
         std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

// Not ordinary: made to be mistaken, about security or prompting, or asking for harm.
bool is_ordinary(std::string_view kind, std::string_view source) {
  constexpr std::string_view kNot[] = {"hard",    "security",   "prompting", "edge",
                                       "harmful", "sensitive",  "trigger",   "quoted",
                                       "direct",  "obfuscated", "noise",     "scenario"};
  for (const std::string_view word : kNot) {
    if (kind.find(word) != std::string_view::npos) return false;
  }
  return !source.starts_with("neuralchemy") && !source.starts_with("Neural-alchemy");
}

bool is_look_alike(std::string_view kind) {
  return kind == "trigger-words-benign" || kind.starts_with("hard-benign");
}

bool begins_with_one_of(std::string_view name, std::span<const std::string_view> begins) {
  return std::any_of(begins.begin(), begins.end(),
                     [name](std::string_view begin) { return name.starts_with(begin); });
}

constexpr std::string_view kAboutAttacks[] = {"OWASP", "synthetic:quoted-attack", "dair-ai",
                                              "swisskyrepo"};

// Their attacks are known by a harmful goal, so that they teach harm, which is no attack.
constexpr std::string_view kNotTaught[] = {"synthetic:suffix", "synthetic:scenario-wrapper"};

// Log-odds that phrases and structure add to a text without evidence.
class PhraseJudge {
 public:
  explicit PhraseJudge(const detect::Injection& detector) : detector_(detector) {}

  double judge(const std::string& text, bool in_data) const {
    const auto scan = detector_.start({});
    std::vector<detect::Finding> findings;
    scan->begin_segment(in_data ? text::Role::kTool : text::Role::kUser);
    scan->feed(text, findings);
    scan->end_segment(findings);
    text::Signals signals(text::kBuiltinSignalCount);
    detect::SignalBoard board(signals);
    scan->report(board);
    const double score = std::get<double>(signals[text::kJailbreakScore].value);
    if (score <= 0) return 0;
    return std::log(score / std::max(1 - score, 1e-12)) - kNothing;
  }

 private:
  static constexpr double kNothing = -4;  // log-odds of a text without evidence: kBias in score.cc

  const detect::Injection& detector_;
};

constexpr size_t kMostBytes = 32 * 1024;  // of a row that is read: one block

std::string_view beginning(std::string_view text) {
  size_t end = std::min(text.size(), kMostBytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

std::vector<Source> list_sources(const std::vector<LabelledRow>& rows,
                                 std::map<std::string, size_t>& index) {
  std::map<std::string, std::string> licences;
  for (const LabelledRow& row : rows) licences.emplace(row.source, row.licence);
  std::vector<Source> sources;
  int next = 0;
  for (const auto& [name, licence] : licences) {
    index[name] = sources.size();
    sources.push_back({name, licence, group_of(name, next)});
  }
  return sources;
}

}  // namespace

Result<Rows> judge(const std::vector<LabelledRow>& rows, const std::vector<WrittenText>& written) {
  GS_TRY(auto detector, detect::Injection::create());
  const PhraseJudge phrases(*detector);
  text::HiddenViews hidden;
  std::map<std::string, size_t> index;
  Rows made;
  made.sources = list_sources(rows, index);
  for (const LabelledRow& row : rows) {
    JudgedRow judged;
    judged.label = row.label;
    judged.in_data = is_in_data(row.kind);
    judged.ordinary = !row.label && is_ordinary(row.kind, row.source);
    judged.look_alike = !row.label && is_look_alike(row.kind);
    judged.about_attacks = begins_with_one_of(row.source, kAboutAttacks);
    judged.taught = !begins_with_one_of(row.source, kNotTaught);
    judged.source = index[row.source];
    judged.group = made.sources[judged.source].group;
    judged.phrases = phrases.judge(row.text, judged.in_data);
    hidden.read(beginning(row.text));
    judged.features.read(hidden.views()[0].text);
    made.rows.push_back(std::move(judged));
  }
  for (const WrittenText& from : written) {
    LearnedText learned{from.label, from.times, {}};
    hidden.read(beginning(from.text));
    learned.features.read(hidden.views()[0].text);
    made.written.push_back(std::move(learned));
  }
  return made;
}

}  // namespace gs::training
