#include "train_injection/card.h"

#include <fmt/core.h>

#include "training/figures.h"

namespace gs::training {
namespace {

constexpr double kFlagged = 0.8;

constexpr std::string_view kHead = R"(# Model card: injection

Written by the training run. The model is the learned part of `jailbreak_score`: logistic regression on hashed words,
parts of words, pairs and skipped pairs of words ([features.h](../../src/detect/learned/features.h)) over windows of tokens
([injection_model.h](../../src/detect/injection/injection_model.h)), in signed bytes ([format](../../docs/formats/model.md)).
Phrases and structure, which are not learned, add to it. How it was chosen: [decision 0041](../../docs/decisions/0041-learned-injection.md).

It is meant to rank and flag attempts to override, subvert or extract a language model's instructions, in prompts, tool
results and documents. It is no judge of harm: a harmful request without such an attempt is a negative here.
)";

constexpr std::string_view kFailures = R"(
## Known failures

- Ordinary requests planted in a document or a tool's result, without a word to or about the assistant, look like text.
- Attacks quoted in articles, reports and security guides are often flagged (`synthetic:quoted-attack`, OWASP LLM top 10).
- Role-play and fiction frames around a harmful goal are hardly told from the same frames around a harmless one.
- Suffixes found by search that consist of ordinary words are missed. Languages other than English are learned from few rows, most of them ours.
- The texts written for this project were written by somebody who had read some rows of every weak source: their kinds
  of attacks are answered, their words are not copied. Figures of these sources may be hopeful for that reason.
- The rows that phrases were tuned on are among those that the figures above are taken on: for phrases these are hopeful.
)";

// Scores of some of the rows.
template <typename Keep>
Scores scores_of(const Rows& rows, const CardInput& input, Keep keep) {
  Scores scores;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    const JudgedRow& row = rows.rows[i];
    if (keep(row))
      scores.add(row.label, score_of(input.calibration, row.phrases, input.margins[i]));
  }
  return scores;
}

std::string figures_row(std::string_view name, const Scores& scores) {
  return fmt::format("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.4f} |\n", name,
                     scores.positive.size(), scores.negative.size(), auc(scores),
                     recall_at(scores, 0.01), share_above(scores.positive, kFlagged),
                     share_above(scores.negative, kFlagged));
}

std::string figures(const Rows& rows, const CardInput& input) {
  const auto real = [](const JudgedRow& row) { return row.group != kSynthetic; };
  std::string table =
      "\n## Figures, whole sources left out\n\nSources that share texts or templates are held out "
      "together, in seven groups; each row is judged by a model that saw no row of its "
      "group.\n\n| rows | attacks | others | AUC | recall at 1% FP | recall at 0.8 | FP at 0.8 |\n"
      "|---|---:|---:|---:|---:|---:|---:|\n";
  table += figures_row("all but synthetic", scores_of(rows, input, real));
  table += figures_row("the same without texts about attacks",
                       scores_of(rows, input, [&](const JudgedRow& row) {
                         return real(row) && (row.label || !row.about_attacks);
                       }));
  table += figures_row(
      "in documents and tool results",
      scores_of(rows, input, [&](const JudgedRow& row) { return real(row) && row.in_data; }));
  table += figures_row("ordinary texts",
                       scores_of(rows, input, [](const JudgedRow& row) { return row.ordinary; }));
  table += figures_row("look-alikes",
                       scores_of(rows, input, [](const JudgedRow& row) { return row.look_alike; }));
  for (int group = 0; group < kGroups; ++group) {
    table += figures_row(fmt::format("attacks of group {}", group + 1),
                         scores_of(rows, input, [&](const JudgedRow& row) {
                           return row.label ? row.group == group : real(row);
                         }));
  }
  return table;
}

std::string sources(const Rows& rows, const CardInput& input) {
  std::string table =
      "\n## Data, and figures by source\n\n| source | licence | group | attacks | others | recall "
      "at 0.8 | FP "
      "at 0.8 |\n|---|---|---:|---:|---:|---:|---:|\n";
  for (size_t i = 0; i < rows.sources.size(); ++i) {
    const Source& source = rows.sources[i];
    const Scores scores =
        scores_of(rows, input, [i](const JudgedRow& row) { return row.source == i; });
    const auto share = [](const std::vector<double>& of) {
      return of.empty() ? std::string() : fmt::format("{:.3f}", share_above(of, kFlagged));
    };
    table += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", source.name, source.licence,
                         source.group + 1, scores.positive.size(), scores.negative.size(),
                         share(scores.positive), share(scores.negative));
  }
  return table;
}

}  // namespace

std::string write_card(const Rows& rows, const CardInput& input) {
  std::string card(kHead);
  card += fmt::format(
      "\n## How it is made\n\n- Command: `{}`\n- Library: LIBLINEAR 2.3.0, L2-regularised logistic "
      "regression "
      "(dual), C = {}, seed 1\n- Table: {} buckets, damping {}; {} bytes\n- Log-odds from the "
      "margin: slope {:.3f}, "
      "shift {:.3f}, at most {:.1f}; set so that 0.8% of ordinary texts of sources left out score "
      "above 0.8\n- Rows: {} "
      "after exact duplicates; no text of a row is in the model\n- Learned, but never judged: {} "
      "texts made from what was written for this project ([data/training](../training/README.md), "
      "CC0-1.0)\n- Judged, but not learned from: "
      "`synthetic:suffix`, `synthetic:scenario-wrapper`. A harmful goal is what tells their "
      "attacks, and a harmful request is no attack\n- Training took {:.0f} s on one core, "
      "evaluation "
      "included\n",
      input.command, input.settings.cost, input.settings.buckets, input.settings.damping,
      input.bytes, input.calibration.slope, input.calibration.shift, input.calibration.most,
      rows.rows.size(), rows.written.size(), input.seconds);
  card += figures(rows, input);
  card += sources(rows, input);
  card += kFailures;
  return card;
}

}  // namespace gs::training
