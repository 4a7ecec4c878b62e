#include "train_harm/card.h"

#include <fmt/core.h>

#include "train_harm/calibration.h"
#include "train_harm/source_groups.h"
#include "training/figures.h"

namespace gs::training {
namespace {

constexpr double kFlagged = 0.8;
constexpr double kNamed = 0.5;
constexpr double kFewFalse = 0.05;

constexpr std::string_view kHead = R"(# Model card: harm

Written by the training run. Two linear models of hashed words, parts of words and skipped pairs of words
([features.h](../../src/detect/learned/features.h)), in signed bytes ([format](../../docs/formats/model.md)): `harm.gsm` for
`harm_score`, `harm_categories.gsm` for `harm_categories`, which is read only where harm was found. Windows of 256 tokens are
judged, which most texts are shorter than, and runs of sentences as parts ([harm_reader.h](../../src/detect/harm/harm_reader.h)),
in texts longer than 512 tokens also stretches of up to 48 tokens; the highest counts. A part counts less than the same words alone:
by 0.4 in a text of up to 128 tokens, by 0.075 in one of 1,024 or more, however long it is.
How it was chosen: [decision 0043](../../docs/decisions/0043-learned-harm.md).

It is meant to rank and flag prompts that ask for harm and texts that are harmful. It is no judge of facts, and no
substitute for help: who writes of self-harm is flagged, too. 
**What 0.8 means.** One in a hundred everyday texts (questions, tasks, documents, code, dialogues; table by source below) of sources left
out of training scores above it. Look-alikes (the harmless halves of sets about hate, refusal tests such as CoCoNot and
CyberSecEval's, an advice site where people write of abuse and despair) are not everyday: their share is in the table. 0.5 is a middle of the ranking, where categories begin to be named, and
no place to block at. What flags more than it should can be read from the tables; set thresholds with `eval detectors` on text of your own.
)";

constexpr std::string_view kFailures = R"(
## Known failures

- It weighs words and pairs of words, not what a text says: stories, news, jokes and questions about crime are often
  flagged, and harm in harmless words ("she will never see it coming") is missed.
- A harmful sentence among up to some 1,000 tokens (5 KB) of harmless ones scores lower than alone by more than 0.1, by up to
  0.4 among 128, and without a stop between, in up to 512, by more. In longer texts it keeps its score but for 0.1; in
  exchange most harmless texts of that length score above 0.5 (decision 0043).
- Hate without a hateful word (irony, stereotypes), and the harmless half of sets of hate speech, are hardly told apart.
- Requests that are harmful only by their purpose (a stranger's address, persuasive false claims) are mostly missed.
- Some thirty languages other than English are learned from 20 to 150 sentences each that were written for this project; none
  was checked by a native speaker.
- Long harmful answers are learned from few rows. Letters set apart by blanks, leet and encoded text are not read:
  `obfuscation_score` sees those.
- self-harm/intent, self-harm/instructions, the two threatening categories and violence/graphic are learned almost alone
  from sentences written for this project. The categories of most sources come from a table made by hand.
- Names of groups of people carry some weight by themselves, although rows that mention them harmlessly were added.
)";

bool is_measured(const HarmRow& row) {
  return row.group >= 0 && row.group < kHarmGroups;
}

double score_of(const HarmCardInput& input, size_t row) {
  return input.margins[row].score(input.scale);
}

template <typename Keep>
Scores scores_of(const HarmRows& rows, const HarmCardInput& input, Keep keep) {
  Scores scores;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    const HarmRow& row = rows.rows[i];
    if (is_measured(row) && keep(row)) {
      scores.add(row.label, score_of(input, i));
    }
  }
  return scores;
}

std::string figures_row(std::string_view name, const Scores& scores) {
  return fmt::format("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:.4f} |\n", name,
                     scores.positive.size(), scores.negative.size(), auc(scores),
                     recall_at(scores, kFewFalse), share_above(scores.positive, kNamed),
                     share_above(scores.positive, kFlagged),
                     share_above(scores.negative, kFlagged));
}

// Requests to a model and answers, as against posts from social media.
bool is_for_models(int group) {
  return group <= 3 || group == 6 || group == 8;
}

std::string figures(const HarmRows& rows, const HarmCardInput& input) {
  std::string table =
      "\n## Figures, whole sources left out\n\nSources that share texts or authors are left out "
      "together, in nine groups; each row is judged by a model that saw no row of its group. In "
      "the rows by group the harmful texts are of that group and the harmless ones of all "
      "groups.\n\n| rows | harmful | harmless | AUC | recall at 5% FP | recall at 0.5 | recall at "
      "0.8 | FP at 0.8 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n";
  table += figures_row("all", scores_of(rows, input, [](const HarmRow&) { return true; }));
  table += figures_row(
      "requests and answers (groups 1 to 4, 7, 9)",
      scores_of(rows, input, [](const HarmRow& row) { return is_for_models(row.group); }));
  table += figures_row("everyday texts",
                       scores_of(rows, input, [](const HarmRow& row) { return row.everyday; }));
  double areas = 0, recalls = 0;
  for (int group = 0; group < kHarmGroups; ++group) {
    const Scores scores = scores_of(
        rows, input, [&](const HarmRow& row) { return !row.label || row.group == group; });
    table += figures_row(fmt::format("harmful of group {}", group + 1), scores);
    areas += auc(scores) / kHarmGroups;
    recalls += recall_at(scores, kFewFalse) / kHarmGroups;
  }
  return table +
         fmt::format("\nMean of the groups: AUC {:.3f}, recall at 5% FP {:.3f}.\n", areas, recalls);
}

std::string category_figures(const HarmRows& rows, const HarmCardInput& input) {
  std::string table =
      "\n## Categories, whole sources left out\n\nOf harmful texts scored at least 0.5: how often "
      "the category is named where the row has it, and how often it is right where it is "
      "named.\n\n| category | rows | written rows | recall | precision "
      "|\n|---|---:|---:|---:|---:|\n";
  for (size_t category = 0; category < detect::kHarmCategoryCount; ++category) {
    size_t having = 0, written = 0, named = 0, right = 0;
    for (size_t i = 0; i < rows.rows.size(); ++i) {
      const HarmRow& row = rows.rows[i];
      if (!row.label) continue;
      if (row.group == kWritten) written += row.categories.test(category);
      if (!is_measured(row)) continue;
      if (score_of(input, i) < kNamed) continue;
      having += row.categories.test(category);
      named += input.categories[i].test(category);
      right += row.categories.test(category) && input.categories[i].test(category);
    }
    const auto share = [](size_t part, size_t of) {
      return of == 0 ? std::string("none")
                     : fmt::format("{:.2f}", static_cast<double>(part) / static_cast<double>(of));
    };
    table += fmt::format("| {} | {} | {} | {} | {} |\n", kModerationCategories[category], having,
                         written, share(right, having), share(right, named));
  }
  return table;
}

std::string sources(const HarmRows& rows, const HarmCardInput& input) {
  std::string table =
      "\n## Data, and figures by source\n\nGroups 10 and 11 are learned and never judged: made "
      "rows, and "
      "everyday texts of sets that are labelled for something else (up to 150 of each). FP and "
      "recall are of left-out models.\n\n| source | licence | group | harmful | harmless | recall "
      "at 0.5 | "
      "recall at 0.8 | FP at 0.5 | FP at 0.8 |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n";
  for (size_t source = 0; source < rows.sources.size(); ++source) {
    Scores scores;
    for (size_t i = 0; i < rows.rows.size(); ++i) {
      const HarmRow& row = rows.rows[i];
      if (row.group == kWritten || row.source != source) continue;
      scores.add(row.label, score_of(input, i));
    }
    const auto share = [](const std::vector<double>& of, double cut) {
      return of.empty() ? std::string() : fmt::format("{:.3f}", share_above(of, cut));
    };
    const HarmSource& from = rows.sources[source];
    const bool judged = from.group < kHarmGroups;
    table += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", from.name,
                         from.licence, from.group + 1, scores.positive.size(),
                         scores.negative.size(), judged ? share(scores.positive, kNamed) : "",
                         judged ? share(scores.positive, kFlagged) : "",
                         judged ? share(scores.negative, kNamed) : "",
                         judged ? share(scores.negative, kFlagged) : "");
  }
  size_t written[2] = {0, 0};
  for (const HarmRow& row : rows.rows) {
    if (row.group == kWritten) ++written[row.label];
  }
  return table + fmt::format(
                     "\nBeside them {} harmful and {} harmless rows made from "
                     "[data/training](../training/README.md): requests, statements, posts, answers "
                     "and sentences "
                     "in other languages written for this project (CC0-1.0), and words of WordNet "
                     "(WordNet 3.0 licence) labelled by a teacher on sentence vectors of "
                     "all-MiniLM-L6-v2 (Apache-2.0). The teacher has seen every source: what it "
                     "taught about a left-out source is not left out, so the figures above are "
                     "somewhat hopeful (decision 0043 has figures without that).\n\n"
                     "100,000 English words share what is learned of those in like company: they "
                     "lie in 2,048 clusters of word vectors of GloVe (PDDL 1.0), "
                     "`data/training/word_clusters.tsv`.\n",
                     written[1], written[0]);
}

std::string settings_of(const LinearSettings& s) {
  return fmt::format("{} buckets, damping {}, cost {}, rarity {}", s.buckets, s.damping, s.cost,
                     s.rarity);
}

}  // namespace

std::string write_harm_card(const HarmRows& rows, const HarmCardInput& input) {
  return std::string(kHead) + figures(rows, input) + category_figures(rows, input) +
         sources(rows, input) + std::string(kFailures) +
         fmt::format(
             "\n## Making it again\n\n`{}` writes the same bytes from the same files on the same "
             "machine: {:.0f} s on one core, seed {}. harm.gsm: {} bytes, {}. "
             "harm_categories.gsm: {} bytes, {}. Score: log-odds {:.4f} at a margin of {:.1f}, "
             "slope {:.4f} below and {:.4f} above; parts {:.2f} to {:.3f} less.\n",
             input.command, input.seconds, input.seed, input.bytes, settings_of(input.settings),
             input.category_bytes, settings_of(input.category_settings), input.scale.shift,
             input.scale.knee, input.scale.lower, input.scale.upper, input.scale.part_of_short,
             input.scale.part);
}

}  // namespace gs::training
